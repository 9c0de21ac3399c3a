#include "config_text.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <sstream>

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;
using namespace std::chrono_literals;
using std::chrono::days;

namespace {

std::string source_file(std::string const& path)
{
    std::ifstream stream{std::string{CONSENTRY_SOURCE_DIR} + '/' + path, std::ios::binary};
    REQUIRE(stream);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

/// The environment that a shipped configuration asks for.
Surroundings operators_surroundings()
{
    auto made = surroundings();
    made.environment = [](std::string const& name) -> std::optional<std::string> {
        if (name == "CRM_WEBHOOK_SECRET")
            return environment.at("WHSEC");
        return "value of " + name;
    };
    made.contents = [](std::filesystem::path const& file) -> Result<std::string> {
        return file.filename() == "webhook-secret" ? environment.at("WHSEC") : "contents of " + file.string();
    };
    return made;
}

ConfigReport shipped(std::string const& name)
{
    return read_config(source_file("config/" + name), "/etc/consentry/" + name, operators_surroundings());
}

}  // namespace

TEST_CASE("the example with every key is accepted, and says what it looks like")
{
    auto const report = shipped("consentry.toml");
    for (Problem const& problem : report.problems)
        UNSCOPED_INFO(to_line(problem, "consentry.toml"));
    REQUIRE(report.ok());
    CHECK(report.warnings.empty());

    Config const& config = report.config;
    CHECK(config.listen.public_address.host == "0.0.0.0");
    CHECK(config.listen.admin_address.port == 8081);
    CHECK(config.store.file == "/etc/consentry/consentry.db");
    CHECK(config.suppression.file == "/etc/consentry/consentry.key");
    CHECK(config.keywords_path == "/etc/keywords");
    CHECK(config.journal.limit_bytes == 1024UL * 1024 * 1024);
    CHECK(config.retention.message_text == days{5 * 365});
    CHECK(config.forward.schedule.size() == 10);
    REQUIRE(config.api_keys.size() == 1);
    CHECK(config.api_keys.front().role == Role::writer);
    CHECK(config.api_keys.front().hash == sha256("value of CONSENTRY_API_KEY"));

    REQUIRE(config.brands.size() == 1);
    BrandConfig const& brand = config.brands.front();
    CHECK(brand.verify_token == "value of META_VERIFY_TOKEN");
    CHECK(brand.app_secrets == std::vector<std::string>{"value of META_APP_SECRET"});
    CHECK(brand.languages == std::vector<std::string>{"en", "es"});
    CHECK(brand.numbers.front().phone_number_id == "106540352242922");
    CHECK(brand.scopes.front().valid_for == days{730});
    CHECK(brand.wordings.front().version == "v3");
    CHECK(rfc3339(brand.prompts.front().until) == "2026-12-01T00:00:00Z");
    CHECK(brand.buttons.front().signal == "opt_out");
    CHECK(brand.flow_fields.front().field == "newsletter");
    CHECK(brand.keywords.front().countries == std::vector<std::string>{"AR"});
    CHECK(brand.destinations.front().secrets.size() == 1);
}

TEST_CASE("the demo's configuration is accepted without a warning")
{
    auto const report = shipped("demo.toml");
    CHECK(report.ok());
    CHECK(report.warnings.empty());
}

TEST_CASE("what the example writes out as defaults are the defaults")
{
    auto const written = shipped("consentry.toml").config;
    auto const left_out = read(small_brand).config;
    CHECK(written.limits.body_bytes == left_out.limits.body_bytes);
    CHECK(written.limits.header_time == left_out.limits.header_time);
    CHECK(written.limits.drain_time == left_out.limits.drain_time);
    CHECK(written.limits.connections == left_out.limits.connections);
    CHECK(written.forward.schedule == left_out.forward.schedule);
    CHECK(written.forward.give_up == left_out.forward.give_up);
    CHECK(written.journal.keep == left_out.journal.keep);
    CHECK(written.retention.attempts == left_out.retention.attempts);
    CHECK(written.retention.unmatched_text == left_out.retention.unmatched_text);
    CHECK(written.retention.reads == left_out.retention.reads);
    CHECK(written.listen.public_address.port == left_out.listen.public_address.port);
    CHECK(left_out.limits.body_bytes == 4UL * 1024 * 1024);
    CHECK(left_out.listen.admin_address.host == "127.0.0.1");
}

TEST_CASE("every key stands in the page for people and in the example")
{
    std::string const readme = source_file("config/README.md");
    INFO("config/README.md has to end with this page:\n" << config_reference());
    CHECK(readme.ends_with(config_reference()));

    std::string const example = source_file("config/consentry.toml");
    std::istringstream page{config_reference()};
    int keys = 0;
    for (std::string line; std::getline(page, line);) {
        if (!line.starts_with("| `"))
            continue;
        std::string const key = line.substr(3, line.find('`', 3) - 3);
        INFO(key);
        bool const written = says(example, '\n' + key + ' ') || says(example, "# " + key + ' ');
        CHECK(written);
        ++keys;
    }
    CHECK(keys > 80);
}

TEST_CASE("all problems are told together, by line, each with key, reason and remedy")
{
    auto const report = read(R"([listen]
public = 8080
[store]
uri = "sqlite:x.db"
[[brand]]
name = "Demo"
verify_token = "env:TOKEN"
languages = "es"
[[brand.scope]]
name = "marketing"
category = "promotion"
)");
    std::vector<std::string> places;
    for (Problem const& problem : report.problems) {
        places.push_back(place(problem));
        CHECK_FALSE(problem.reason.empty());
        CHECK_FALSE(problem.remedy.empty());
    }
    CHECK(places
        == std::vector<std::string>{"2 listen.public", "4 store.uri", "5 brand.app_secrets", "6 brand.name",
            "8 brand.languages", "11 brand.scope.category"});
}

TEST_CASE("an unknown key is an error with a suggestion")
{
    auto const [text, where, remedy] = GENERATE(table<std::string, std::string, std::string>({
        {"[listen]\npubilc = \"127.0.0.1:1\"\n", "2 listen.pubilc", "Did you mean \"public\"?"},
        {"[Journal]\n", "1 Journal", "Did you mean \"journal\"?"},
        {"[journal]\nzzzzzzz = 1\n", "2 journal.zzzzzzz", "Known here: \"path\", \"keep\" or \"limit\""},
    }));
    auto const problem = only_problem(text + small_brand);
    CHECK(place(problem) == where);
    CHECK(problem.remedy == remedy);
}

TEST_CASE("one bracket or two: the remedy says which")
{
    CHECK(says(only_problem("[[listen]]\n" + small_brand).remedy, "[listen]"));
    auto const single = only_problem("[brand]\nname = \"demo\"\n");
    CHECK(single.key == "brand");
    CHECK(says(single.remedy, "double brackets"));
}

TEST_CASE("a file that is not TOML is refused with the line")
{
    auto const problem = only_problem("[listen]\npublic = \n");
    CHECK(problem.line == 2);
    CHECK(says(to_line(problem, "my.toml"), "my.toml:2: "));
}

TEST_CASE("a problem is printed as compilers do")
{
    Problem const problem{12, "brand.scope.name", "is no name", "Use small letters"};
    CHECK(to_line(problem, "consentry.toml") == "consentry.toml:12: brand.scope.name: is no name. Use small letters.");
    CHECK(to_line({0, "", "there is nothing", "Did you mean \"x\"?"}, "a.toml")
        == "a.toml: there is nothing. Did you mean \"x\"?");
}

TEST_CASE("a file that is not there is a problem like any other")
{
    auto const report = load_config("/nowhere/consentry.toml");
    REQUIRE(report.problems.size() == 1);
    CHECK(says(report.problems.front().reason, "/nowhere/consentry.toml"));
}
