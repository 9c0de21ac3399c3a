#pragma once

#include "consentry/base/result.hpp"
#include "consentry/consent/policy.hpp"
#include "consentry/forward/rate.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Systems that are told how people stand, each in its own words: what a destination of a connector's kind works with.
namespace consentry::forward {

/// What a template asks of the configuration under one name.
struct ConnectorNeed {
    std::string name;
    std::string about;                      ///< For people: what it is and where it is found.
    std::optional<std::string> fallback{};  ///< Of a setting.
    std::string pattern{};                  ///< Of a setting: a POSIX extended regular expression for the whole of it.
    bool optional = false;
};

/// What a template tells of itself.
struct ConnectorNeeds {
    std::string about;  ///< One line: what it writes where.
    std::string setup;  ///< What has to be there before it works.
    std::vector<ConnectorNeed> settings;
    std::vector<ConnectorNeed> credentials;
    std::vector<std::string> maps;          ///< Those of which the configuration may change the entries by scope.
    std::optional<unsigned> concurrency{};  ///< At most so many deliveries at once.
    bool opts_in_several = false;  ///< Whether an opt-in goes to several contacts unless the configuration says.
};

struct ConnectorTemplate;

/// What is wrong with a template, or with what the configuration gives to it.
struct ConnectorProblem {
    int line = 0;       ///< Of the template; 0: it is about the configuration, or the file as a whole.
    std::string key{};  ///< Of the configuration, within the destination: `settings.shop`; of a template its path.
    std::string reason;
    std::string remedy;
};

/// Reads a template: TOML as docs/connectors.md describes it. `name` is the file's, without `.toml`.
std::expected<std::shared_ptr<ConnectorTemplate const>, std::vector<ConnectorProblem>> read_connector(
    std::string_view name, std::string_view toml);

ConnectorNeeds const& needs_of(ConnectorTemplate const& connector);

/// One destination's use of a template, as configured.
struct ConnectorTarget {
    using Values = std::map<std::string, std::string, std::less<>>;

    std::shared_ptr<ConnectorTemplate const> connector;
    Values settings{};
    Values secrets{};
    std::map<std::string, Values, std::less<>> maps{};  ///< Entries by scope, in place of the template's.
    std::vector<std::string> scopes{};                  ///< Those that it is told of; empty: every scope of the brand.
    bool opts_in_several = false;                       ///< An opt-in goes to every contact of a number, too.
};

/// What keeps the target from working under the rules of the brand: a setting that is missing or unknown, a map
/// without an entry for a scope. The template's defaults are filled in first: see with_defaults().
std::vector<ConnectorProblem> problems_of(ConnectorTarget const& target, consent::Policy const& policy);

/// The target with the template's defaults for the settings that it does not have.
ConnectorTarget with_defaults(ConnectorTarget target);

}  // namespace consentry::forward
