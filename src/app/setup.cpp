#include "app/setup.hpp"

#include "app/brand_rules.hpp"
#include "app/choice.hpp"
#include "app/connector_choice.hpp"
#include "app/reply_target.hpp"
#include "app/translate.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/keywords/pack.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

using Packs = std::vector<keywords::Pack>;

/// Loads part after part; what is wrong with one does not keep the next from being looked at.
class Loading {
public:
    explicit Loading(std::filesystem::path const& file)
    {
        loaded_.file = file;
        ConfigReport report = load_config(file);
        take(report.problems, loaded_.problems);
        take(report.warnings, loaded_.warnings);
        setup_.config = std::move(report.config);
        lines_ = std::move(report.lines);
    }

    LoadedSetup finish() &&
    {
        if (loaded_.problems.empty()) {
            load_brands();
            if (setup_.brands)
                load_destinations();
            load_identity(setup_.config.listen.public_tls, "listen.public_tls", setup_.public_tls);
            load_identity(setup_.config.listen.admin_tls, "listen.admin_tls", setup_.admin_tls);
            load_trust();
        }
        if (loaded_.problems.empty())
            loaded_.setup = std::move(setup_);
        return std::move(loaded_);
    }

private:
    void take(std::vector<Problem>& problems, std::vector<Finding>& findings) const
    {
        for (Problem& problem : problems)
            findings.push_back({loaded_.file, std::move(problem)});
    }

    void load_brands()
    {
        auto packs = keywords::load_packs(setup_.config.keywords_path);
        if (!packs) {
            for (keywords::PackProblem const& problem : packs.error())
                loaded_.problems.push_back(
                    {problem.file, {static_cast<int>(problem.line), "", problem.reason, problem.remedy}});
            return;
        }
        packs_ = std::move(*packs);
        std::vector<intake::Brand> brands;
        for (BrandConfig const& config : setup_.config.brands) {
            warn_of_languages(config);
            auto brand = brand_of(config, packs_);
            if (brand)
                brands.push_back(std::move(*brand));
            else
                loaded_.problems.push_back({loaded_.file,
                    {0, "brand.keyword", brand.error().detail,
                        "Correct the words of the brand \"" + config.name + '"'}});
        }
        setup_.brands = std::make_shared<intake::Brands const>(std::move(brands));
    }

    /// A language without a pack breaks no tie, and its words are not heard.
    void warn_of_languages(BrandConfig const& brand)
    {
        for (std::string const& language : brand.languages) {
            std::string const base = language.substr(0, language.find('-'));
            bool const heard = std::ranges::any_of(
                packs_, [&](keywords::Pack const& pack) { return pack.language == language || pack.language == base; });
            if (!heard)
                loaded_.warnings.push_back({loaded_.file,
                    {0, "brand.languages",
                        "there is no keyword pack for \"" + language + "\" of the brand \"" + brand.name + '"',
                        "Add " + base + ".toml to the folder of the packs, or remove the language"}});
        }
    }

    void load_destinations()
    {
        setup_.relays = relays_of(setup_.config);
        auto const folder = folder_on_disk(connectors_choice(setup_.config.connectors_path, loaded_.file, on_disk));
        Connectors const connectors = load_connectors(setup_.config, loaded_.file, lines_, folder, loaded_.problems);
        auto destinations = destinations_of(setup_.config, {*setup_.brands, packs_, connectors});
        if (destinations)
            take_destinations(std::move(*destinations));
        else
            loaded_.problems.push_back({loaded_.file,
                {0, "brand.destination.events", destinations.error().detail,
                    "Write types as docs/events.md has them"}});
    }

    void take_destinations(std::vector<forward::Destination> destinations)
    {
        for (Problem& problem : problems_with(setup_.config, lines_, destinations))
            loaded_.problems.push_back({loaded_.file, std::move(problem)});
        for (forward::Destination const& destination : destinations) {
            for (std::string const& language : languages_without_reply(destination))
                loaded_.warnings.push_back({loaded_.file,
                    {0, "brand.destination.reply",
                        "no text of the destination \"" + destination.name + "\" is in the language \"" + language
                            + '"',
                        "Add a [[brand.destination.reply]] of that language, or a [reply] to its pack"}});
        }
        setup_.destinations = std::move(destinations);
    }

    void load_identity(std::optional<TlsConfig> const& config, std::string const& key,
        std::shared_ptr<http::TlsIdentity const>& identity)
    {
        if (!config)
            return;
        auto loaded = http::load_tls({config->certificate, config->key, config->client_ca, config->client_name});
        if (!loaded) {
            loaded_.problems.push_back(
                {loaded_.file, {0, key, loaded.error().detail, "Correct the file, or the path in [" + key + ']'}});
            return;
        }
        identity = std::move(*loaded);
        if (identity->ends() <= event_time(SystemClock{}.now()))
            loaded_.warnings.push_back({loaded_.file,
                {0, key, "the certificate ended on " + rfc3339(identity->ends()) + ": no client accepts it",
                    "Put a new one in its place"}});
    }

    void load_trust()
    {
        ForwardConfig const& config = setup_.config.forward;
        auto loaded = http::load_trust({config.ca_file, config.crl_file});
        if (!loaded) {
            loaded_.problems.push_back({loaded_.file,
                {0, "forward", loaded.error().detail, "Correct the file, or ca_file and crl_file in [forward]"}});
            return;
        }
        setup_.trust = std::move(*loaded);
        auto const end = setup_.trust->lists_end();
        if (end && *end <= event_time(SystemClock{}.now()))
            loaded_.warnings.push_back({loaded_.file,
                {0, "forward.crl_file",
                    "a list of revoked certificates ended on " + rfc3339(*end)
                        + ": no destination with a certificate by that authority is reached",
                    "Fetch a new one, and reload"}});
    }

    LoadedSetup loaded_;
    Setup setup_;
    KeyLines lines_;
    Packs packs_;
};

}  // namespace

LoadedSetup load_setup(std::filesystem::path const& file) { return Loading{file}.finish(); }

std::vector<std::string> keys_of_a_start(Config const& running, Config const& next)
{
    std::vector<std::string> keys;
    auto const compare = [&keys](std::string key, bool same) {
        if (!same)
            keys.push_back(std::move(key));
    };
    compare("listen.public", running.listen.public_address == next.listen.public_address);
    compare("listen.admin", running.listen.admin_address == next.listen.admin_address);
    compare("listen.threads", running.listen.threads == next.listen.threads);
    compare("listen.public_tls", running.listen.public_tls.has_value() == next.listen.public_tls.has_value());
    compare("listen.admin_tls", running.listen.admin_tls.has_value() == next.listen.admin_tls.has_value());
    compare("limits", running.limits == next.limits);
    compare("store.url", running.store.file == next.store.file);
    compare("keys.suppression", running.suppression == next.suppression);
    compare("keys.signing", running.signing == next.signing);
    compare("journal.path", running.journal.path == next.journal.path);
    compare("relay.path", running.relay.path == next.relay.path);
    return keys;
}

}  // namespace consentry::app
