#include "app/config_checks.hpp"

#include "consentry/http/address_guard.hpp"
#include "consentry/http/url.hpp"
#include "consentry/meta/item.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace consentry::app {
namespace {

/// The range outside the public internet that the host names by itself, if any. A host with a name is judged when it
/// is connected to.
std::optional<std::string_view> not_public(std::string const& host)
{
    std::array<std::uint8_t, 16> octets{};
    if (host == "localhost" || host.ends_with(".localhost"))
        return "loopback";
    if (inet_pton(AF_INET, host.c_str(), octets.data()) == 1)
        return http::not_public(std::span{octets}.first(4));
    if (inet_pton(AF_INET6, host.c_str(), octets.data()) == 1)
        return http::not_public(octets);
    return {};
}

void check_url(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    auto const url = http::parse_url(destination.url);
    if (!url)
        return;  // Left out or refused already.
    auto const range = not_public(url->host);
    if (range && !destination.allow_private_network)
        reading.problem(path,
            "leads to " + url->host + " (" + std::string{*range} + "), where nothing is sent unless allowed",
            "Add allow_private_network = true to this destination");
    if (!range && !url->tls && !destination.allow_private_network)
        reading.warning(path, "personal data will travel in the clear", "Use https");
}

void refuse_keys(std::string const& path, std::initializer_list<std::string_view> keys, std::string const& reason,
    std::string const& remedy, Reading& reading)
{
    for (std::string_view const key : keys) {
        if (reading.placed(under(path, key)))
            reading.problem(under(path, key), reason, remedy);
    }
}

void refuse_reply_keys(std::string const& path, Reading& reading)
{
    refuse_keys(path, {"token", "called", "confirm", "help", "reply"}, "is of a destination of the kind \"reply\"",
        "Remove it, or write kind = \"reply\"", reading);
}

void refuse_connector_keys(std::string const& path, Reading& reading)
{
    refuse_keys(path, {"credentials", "settings", "scopes", "several", "maps"}, "is of a destination with a connector",
        "Remove it, or name the connector: kind = \"hubspot\"", reading);
}

void check_webhook(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    if (!reading.placed(under(path, "url")))
        reading.problem(path, "has no url", "Add url = \"https://…\": where its events are posted");
    if (!reading.placed(under(path, "secrets")))
        reading.problem(path, "has no secrets, so its receiver could not tell our events from forged ones",
            "Add secrets = [\"env:NAME\"], where NAME holds what \"consentry keys webhook\" prints");
    check_url(destination, under(path, "url"), reading);
    refuse_keys(path, {"signals", "fields"}, "is a key of relays: a webhook gets events, and chooses them by `events`",
        "Remove it, or set kind = \"relay\"", reading);
    refuse_reply_keys(path, reading);
    refuse_connector_keys(path, reading);
}

/// A field of Meta's that is new may well be right.
void check_fields(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    auto const known = meta::documented_fields();
    for (std::size_t i = 0; i < destination.fields.size(); ++i) {
        if (!std::ranges::binary_search(known, std::string_view{destination.fields[i]}))
            reading.warning(at(path, i), "is no field that Meta documents", choose(destination.fields[i], known));
    }
}

void check_relay(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    if (!reading.placed(under(path, "url")))
        reading.problem(path, "has no url", "Add url = \"https://…\": where the bot or inbox expects Meta's webhooks");
    refuse_keys(path, {"secrets"}, "is no key of a relay: what it gets bears Meta's own signature",
        "Remove it; the receiver checks X-Hub-Signature-256 with the app secret, as it would behind Meta", reading);
    refuse_keys(path, {"events", "text"}, "is no key of a relay: it gets Meta's webhooks, not events",
        "Remove it; `signals` and `fields` say which webhooks it gets", reading);
    check_fields(destination, under(path, "fields"), reading);
    check_url(destination, under(path, "url"), reading);
    refuse_keys(path, {"rate"}, "is no key of a relay: what Meta sends at once has to be passed on at once",
        "Remove it; `concurrency` bounds what is in flight", reading);
    refuse_reply_keys(path, reading);
    refuse_connector_keys(path, reading);
}

void check_one_reply(
    BrandConfig const& brand, std::string const& path, std::size_t index, std::size_t count, Reading& reading)
{
    if (count > 1)
        reading.problem(under(path, "kind"), "is the second of its kind, so people would be answered twice",
            "Keep one reply of each brand");
    check_reply(brand.destinations[index], brand.scopes, path, reading);
    refuse_keys(path, {"signals", "fields"}, "is a key of relays", "Remove it", reading);
    check_url(brand.destinations[index], under(path, "url"), reading);
    refuse_connector_keys(path, reading);
}

/// What its file asks for is looked at when that is read.
void check_connector(DestinationConfig const& destination, std::string const& path, Reading& reading)
{
    refuse_keys(path, {"secrets"}, "is no key of a connector: it gets no signed events",
        "Remove it; `credentials` open the other system", reading);
    refuse_keys(path, {"signals", "fields"}, "is a key of relays", "Remove it", reading);
    refuse_reply_keys(path, reading);
    check_url(destination, under(path, "url"), reading);
}

}  // namespace

void check_destinations(BrandConfig const& brand, std::string const& path, Reading& reading)
{
    auto const& destinations = brand.destinations;
    std::size_t replies = 0;
    check_unique(destinations, path, "name", [](auto const& destination) { return destination.name; }, reading);
    for (std::size_t i = 0; i < destinations.size(); ++i) {
        std::string const& kind = destinations[i].kind;
        if (kind == "webhook")
            check_webhook(destinations[i], at(path, i), reading);
        else if (kind == "relay")
            check_relay(destinations[i], at(path, i), reading);
        else if (kind == "reply")
            check_one_reply(brand, at(path, i), i, ++replies, reading);
        else if (!kind.empty())
            check_connector(destinations[i], at(path, i), reading);
    }
}

}  // namespace consentry::app
