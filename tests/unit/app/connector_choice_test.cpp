#include "app/connector_choice.hpp"

#include "app/translate.hpp"
#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

std::string const crm = R"([connector]
about = "Writes a field"
setup = "A field"
concurrency = 4
several = "all"
[setting.region]
about = "Where the account is"
default = "eu"
pattern = "[a-z]{2}"
[setting.shop]
about = "The shop's name"
optional = true
[credential.token]
about = "An API token"
[map.field]
orders = "wa_orders"
[map.state]
opted_in = "yes"
opted_out = "no"
[[step]]
id = "write"
method = "PUT"
url = "https://{{config.region}}.example.com/{{contact.digits}}/{{map.field}}/{{map.state}}"
)";

/// `crm`, one that is broken, and one that nobody can read.
ConnectorFolder folder()
{
    return {"/connectors", [] { return std::vector<std::string>{"broken", "crm", "locked"}; },
        [](std::filesystem::path const& file) -> Result<std::string> {
            if (file == "/connectors/crm.toml")
                return crm;
            if (file == "/connectors/broken.toml")
                return crm + "[[step]]\nid = \"last\"\n";
            return fail(Fault::not_found, "the file " + file.string() + " cannot be opened");
        }};
}

/// Two scopes, and a destination in line 15, its kind in line 17, its further keys from line 18 on.
std::string with(std::string const& kind, std::string const& keys = {})
{
    return small_brand + small_scope + "[[brand.scope]]\nname = \"orders\"\ncategory = \"utility\"\n"
        + "[[brand.destination]]\nname = \"crm\"\nkind = \"" + kind + "\"\n" + keys;
}

struct Outcome {
    std::vector<std::string> told;  ///< `/connectors/broken.toml 23 step.method: is missing. Add it: …`
    std::vector<forward::Destination> destinations;
};

/// As the setup does it.
Outcome load(std::string const& text)
{
    std::filesystem::path const file = "/etc/consentry/consentry.toml";
    ConfigReport const report = read(text);
    INFO(text);
    REQUIRE(report.problems.empty());
    std::vector<Finding> findings;
    Connectors const connectors = load_connectors(report.config, file, report.lines, folder(), findings);
    auto policy = std::make_shared<consent::Policy>();
    policy->brand = "demo";
    for (ScopeConfig const& scope : report.config.brands.front().scopes)
        policy->scopes.emplace_back().name = scope.name;
    std::vector<intake::Brand> brands(1);
    brands.front().policy = policy;
    auto made = destinations_of(report.config, {intake::Brands{std::move(brands)}, {}, connectors});
    REQUIRE(made);
    for (Problem& problem : problems_with(report.config, report.lines, *made))
        findings.push_back({file, std::move(problem)});
    Outcome outcome{{}, *std::move(made)};
    for (Finding const& finding : findings)
        outcome.told.push_back(finding.file.filename().string() + ' ' + place(finding.problem) + ": "
            + finding.problem.reason + ". " + finding.problem.remedy);
    return outcome;
}

std::string only_problem_of(std::string const& text)
{
    auto const told = load(text).told;
    return told.size() == 1 ? told.front() : std::to_string(told.size()) + " problems";
}

std::string const token = "credentials = { token = \"env:SECRET\" }\n";

}  // namespace

TEST_CASE("a destination has the connector that it names, with the defaults of both")
{
    auto const outcome = load(with("crm", token));
    CHECK(outcome.told.empty());
    REQUIRE(outcome.destinations.size() == 1);
    forward::Destination const& destination = outcome.destinations.front();
    CHECK(destination.kind == "crm");
    CHECK(destination.concurrency == 4);
    REQUIRE(destination.connector);
    CHECK(destination.connector->settings == TextTable{{"region", "eu"}});
    CHECK(destination.connector->secrets == TextTable{{"token", "a secret"}});
    CHECK(destination.connector->opts_in_several);
    CHECK(destination.connector->scopes.empty());
}

TEST_CASE("what the configuration says counts more than what the connector says, but for its bound")
{
    auto const outcome = load(with("crm",
        token + "concurrency = 2\nseveral = \"fail\"\nurl = \"https://sandbox.example.com\"\nscopes = [\"orders\"]\n"
            + "settings = { region = \"us\" }\nmaps = { field = { marketing = \"wa\" } }\n"));
    CHECK(outcome.told.empty());
    forward::Destination const& destination = outcome.destinations.front();
    CHECK(destination.concurrency == 2);
    CHECK(destination.url == "https://sandbox.example.com");
    CHECK_FALSE(destination.connector->opts_in_several);
    CHECK(destination.connector->settings.at("region") == "us");
    CHECK(destination.connector->maps.at("field").at("marketing") == "wa");
    CHECK(load(with("crm", token + "concurrency = 200\n")).destinations.front().concurrency == 4);
}

TEST_CASE("a kind that nothing has is told in its line, with the one that was meant")
{
    CHECK(only_problem_of(with("crn"))
        == "consentry.toml 17 brand.destination.kind: there is no connector \"crn\" in /connectors. Did you mean "
           "\"crm\"?");
    CHECK(says(only_problem_of(with("webhok")), "Did you mean \"webhook\"?"));
    CHECK(says(only_problem_of(with("locked")), "locked.toml cannot be opened. Let consentry read it"));
}

TEST_CASE("a connector's mistakes are told in its own file and once, however many use it")
{
    std::string const second = "[[brand.destination]]\nname = \"other\"\nkind = \"broken\"\n";
    auto const told = load(with("broken", second)).told;
    REQUIRE(told.size() == 2);
    CHECK(says(told[0], "broken.toml 24 step.method: is missing"));
    CHECK(says(told[1], "broken.toml 24 step.url: is missing"));
}

TEST_CASE("what a connector needs and does not get is told in the lines of the configuration")
{
    CHECK(
        says(only_problem_of(with("crm")), "15 brand.destination.credentials.token: is missing. Add it: An API token"));
    CHECK(says(only_problem_of(with("crm", "credentials = { token = \"env:SECRET\", key = \"env:OTHER\" }\n")),
        "18 brand.destination.credentials.key: is nothing that this connector asks for"));
    CHECK(says(only_problem_of(with("crm", token + "settings = { regoin = \"us\" }\n")), "Did you mean \"region\"?"));
    CHECK(says(only_problem_of(with("crm", token + "settings = { region = \"USA\" }\n")),
        "19 brand.destination.settings.region: is not as the connector expects it. Correct it: Where"));
    CHECK(says(only_problem_of(with("crm", token + "scopes = [\"ordres\"]\n")), "Did you mean \"orders\"?"));
    CHECK(says(only_problem_of(with("crm", token + "maps = { fields = { orders = \"x\" } }\n")),
        "19 brand.destination.maps.fields: is no map of this connector. Did you mean \"field\"?"));
    CHECK(says(only_problem_of(with("crm", token + "maps = { state = { orders = \"x\" } }\n")), "by status"));
    CHECK(says(only_problem_of(with("crm", token + "maps = { field = { order = \"x\" } }\n")),
        "19 brand.destination.maps.field.order: there is no scope of that name. Did you mean \"orders\"?"));
    CHECK(says(only_problem_of(with("crm", token + "scopes = [\"marketing\"]\n")),
        "19 brand.destination.scopes: there is no scope of which this connector would tell anything"));
}
