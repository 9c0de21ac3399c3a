// Checks over the whole file: listeners, API keys, and what brands share.
#include "app/config_checks.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

bool is_loopback(Address const& address) { return address.host.starts_with("127.") || address.host == "::1"; }

void check_tls(std::optional<TlsConfig> const& tls, std::string const& path, Reading& reading)
{
    if (!tls)
        return;
    if (tls->client_ca.empty() && !tls->client_name.empty())
        reading.problem(under(path, "client_name"), "has no effect without \"client_ca\"",
            "Add client_ca: the file with the authority of those clients");
    if (!tls->client_ca.empty() && tls->client_name.empty())
        reading.warning(under(path, "client_ca"), "lets in whoever has a certificate of that authority",
            "Add client_name; Meta's is \"client.webhooks.fbclientcerts.com\"");
}

void check_listen(ListenConfig const& listen, Reading& reading)
{
    Address const& open = listen.public_address;
    Address const& admin = listen.admin_address;
    if (open.port != 0 && open.port == admin.port && open.host == admin.host)
        reading.problem(
            "listen.admin", "is the same as the public address", "Give the admin listener a port of its own");
    if (!admin.host.empty() && !is_loopback(admin) && !listen.admin_tls)
        reading.warning("listen.admin", "API keys and personal data travel in the clear to this address",
            "Add [listen.admin_tls], or listen on 127.0.0.1 behind a proxy with TLS");
    check_tls(listen.public_tls, "listen.public_tls", reading);
    check_tls(listen.admin_tls, "listen.admin_tls", reading);
}

void check_forward(ForwardConfig const& forward, Reading& reading)
{
    std::chrono::seconds whole{};
    for (auto const wait : forward.schedule)
        whole += wait;
    if (forward.give_up.count() > 0 && whole > forward.give_up)
        reading.warning("forward.give_up", "ends before the schedule does, after " + to_string(forward.give_up),
            "Give up later than the schedule's " + to_string(whole) + ", or shorten the schedule");
}

bool is_empty(Digest const& hash) { return hash == Digest{}; }

void check_key_material(ApiKeyConfig const& key, std::string const& path, Reading& reading)
{
    bool const has_key = reading.placed(under(path, "key"));
    bool const has_hash = reading.placed(under(path, "hash"));
    if (has_key && has_hash)
        reading.problem(under(path, "hash"), "stands beside \"key\"", "Keep one of the two");
    if (!has_key && !has_hash)
        reading.problem(path, "has neither \"key\" nor \"hash\"",
            "Run \"consentry keys new\" and write its hash here as hash = \"sha256:…\"");
    if (key.may_reopen && key.role == Role::reader)
        reading.warning(under(path, "may_reopen"), "has no effect: a reader records nothing",
            "Remove it, or make the role \"writer\"");
}

/// A key acts for the brands it names, or for the only one.
void check_key_brands(
    ApiKeyConfig& key, std::vector<std::string_view> const& brands, std::string const& path, Reading& reading)
{
    std::string const brands_path = under(path, "brands");
    for (std::size_t i = 0; i < key.brands.size(); ++i) {
        if (std::ranges::find(brands, key.brands[i]) == brands.end())
            reading.problem(
                at(brands_path, i), "there is no brand \"" + key.brands[i] + '"', choose(key.brands[i], brands));
    }
    if (reading.placed(brands_path))
        return;
    if (brands.size() > 1)
        reading.problem(
            path, "does not say for which brands it may act", "Add brands = [\"" + std::string{brands.front()} + "\"]");
    else
        key.brands.assign(brands.begin(), brands.end());
}

void check_api_keys(Config& config, std::vector<std::string_view> const& brands, Reading& reading)
{
    check_unique(config.api_keys, "api.key", "name", [](ApiKeyConfig const& key) { return key.name; }, reading);
    for (std::size_t i = 0; i < config.api_keys.size(); ++i) {
        ApiKeyConfig& key = config.api_keys[i];
        std::string const path = at("api.key", i);
        check_key_material(key, path, reading);
        check_key_brands(key, brands, path, reading);
        for (std::size_t j = 0; j < i && !is_empty(key.hash); ++j) {
            if (key.hash == config.api_keys[j].hash)
                reading.problem(path, "is the same key as \"" + config.api_keys[j].name + '"',
                    "Make another with \"consentry keys new\"");
        }
    }
    if (config.api_keys.empty())
        reading.warning("", "there is no [[api.key]]: nobody can ask whether a message may be sent",
            "Run \"consentry keys new\" and add the key");
}

bool share_secret(BrandConfig const& a, BrandConfig const& b)
{
    return std::ranges::any_of(a.app_secrets,
        [&](std::string const& secret) { return std::ranges::find(b.app_secrets, secret) != b.app_secrets.end(); });
}

bool lists(BrandConfig const& brand, NumberConfig const& number)
{
    return std::ranges::find(brand.numbers, number.phone_number_id, &NumberConfig::phone_number_id)
        != brand.numbers.end();
}

/// A number in two brands is one app's number twice, or a slip: then a webhook would be verified as one brand's and
/// concern the other.
void check_shared_numbers(Config const& config, Reading& reading)
{
    for (std::size_t i = 0; i < config.brands.size(); ++i) {
        BrandConfig const& brand = config.brands[i];
        for (std::size_t n = 0; n < brand.numbers.size(); ++n) {
            for (std::size_t j = 0; j < i; ++j) {
                BrandConfig const& other = config.brands[j];
                if (lists(other, brand.numbers[n]) && !share_secret(brand, other))
                    reading.problem(under(at(under(at("brand", i), "number"), n), "phone_number_id"),
                        "is a number of the brand \"" + other.name + "\" too, which has other app secrets",
                        "Leave it with the brand whose app it is subscribed to");
            }
        }
    }
}

void warn_of_open_numbers(Config const& config, Reading& reading)
{
    for (std::size_t i = 0; i < config.brands.size(); ++i) {
        for (std::size_t j = 0; j < config.brands.size(); ++j) {
            BrandConfig const& brand = config.brands[i];
            BrandConfig const& other = config.brands[j];
            if (i != j && brand.numbers.empty() && share_secret(brand, other)) {
                reading.warning(at("brand", i),
                    "lists no number, so it takes those of the brand \"" + other.name + "\" as its own",
                    "List the numbers of each brand that shares an app secret");
                break;
            }
        }
    }
}

}  // namespace

void check_config(Config& config, Reading& reading)
{
    check_listen(config.listen, reading);
    check_forward(config.forward, reading);
    if (config.brands.empty() && !reading.refused("brand"))
        reading.problem("brand", "is empty", "Add at least one [[brand]]");
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < config.brands.size(); ++i) {
        check_brand(config.brands[i], at("brand", i), reading);
        names.push_back(config.brands[i].name);
    }
    check_unique(config.brands, "brand", "name", [](BrandConfig const& brand) { return brand.name; }, reading);
    check_api_keys(config, names, reading);
    check_shared_numbers(config, reading);
    warn_of_open_numbers(config, reading);
}

}  // namespace consentry::app
