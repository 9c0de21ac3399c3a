#include "consentry/forward/connector.hpp"
#include "support/catch.hpp"
#include "support/rsa_key.hpp"

using namespace consentry;
using namespace consentry::forward;

namespace {

std::string const update = R"([[step]]
id = "update"
method = "PUT"
url = "{{base}}/{{contact.digits}}"
)";

std::string const head = "[connector]\nabout = \"x\"\nsetup = \"x\"\n";

consent::Policy rules()
{
    consent::Policy policy;
    policy.scopes.emplace_back().name = "marketing";
    policy.scopes.emplace_back().name = "orders";
    policy.scopes.back().category = consent::Category::utility;
    return policy;
}

ConnectorTarget target(std::string const& toml)
{
    auto read = read_connector("crm", toml);
    REQUIRE(read);
    return {.connector = *std::move(read)};
}

/// `credentials.token: is missing. Add it: …`, one behind the other.
std::string told(ConnectorTarget target)
{
    std::string all;
    for (ConnectorProblem const& problem : problems_of(with_defaults(std::move(target)), rules()))
        all += problem.key + ": " + problem.reason + ". " + problem.remedy + '\n';
    return all;
}

bool says(std::string const& text, std::string_view words) { return text.contains(words); }

}  // namespace

TEST_CASE("a credential that is missing, empty or unknown keeps a connector from working")
{
    auto crm = target(head + "base = \"https://crm.example.com\"\n[credential.token]\nabout = \"A token\"\n" + update);
    CHECK(told(crm) == "credentials.token: is missing. Add it: A token\n");
    crm.secrets = {{"token", ""}};
    CHECK(told(crm) == "credentials.token: is empty. Fill it in: A token\n");
    crm.secrets = {{"token", "x"}, {"tokn", "y"}};
    CHECK(told(crm) == "credentials.tokn: is nothing that this connector asks for. Did you mean \"token\"?\n");
    crm.secrets = {{"token", "x"}};
    CHECK(told(crm).empty());
}

TEST_CASE("a setting has its default, and has to be as the pattern says")
{
    auto crm = target(head
        + "base = \"https://{{config.region}}.example.com\"\n[setting.region]\nabout = \"Where\"\ndefault = \"eu\"\n"
          "pattern = \"[a-z]{2}|local\"\n"
        + update);
    CHECK(with_defaults(crm).settings.at("region") == "eu");
    CHECK(told(crm).empty());
    for (std::string const good : {"us", "local"}) {
        crm.settings = {{"region", good}};
        CHECK(told(crm).empty());
    }
    for (std::string const bad : {"usa", "US", "us\nx", "xlocal"}) {
        crm.settings = {{"region", bad}};
        CHECK(says(told(crm), "settings.region: is not as the connector expects it"));
    }
}

TEST_CASE("one of the ways into the far system has to be given")
{
    auto crm = target(head + R"(base = "https://crm.example.com"
[credential.token]
about = "A token"
optional = true
[credential.user]
about = "A user"
optional = true
[credential.password]
about = "The user's"
optional = true
[[auth]]
kind = "header"
given = ["secret.token"]
value = "{{secret.token}}"
[[auth]]
kind = "basic"
given = ["secret.user", "secret.password"]
user = "{{secret.user}}"
password = "{{secret.password}}"
)" + update);
    crm.secrets = {{"user", "x"}};
    CHECK(says(told(crm), "credentials: open none of the ways"));
    CHECK(says(told(crm), "Add token, or password"));
    crm.secrets = {{"user", "x"}, {"password", "y"}};
    CHECK(told(crm).empty());
}

TEST_CASE("what is to be an URL has to become one")
{
    auto crm = target(head
        + "base = \"{{config.url}}\"\n[setting.url]\nabout = \"Where it is\"\n[credential.hook]\nabout = \"Where it "
          "goes\"\n"
        + update + "[[step]]\nid = \"hook\"\nmethod = \"POST\"\nurl = \"{{secret.hook}}\"\n");
    crm.settings = {{"url", "https://crm.example.com/api"}};
    crm.secrets = {{"hook", "https://hooks.example.com/x?y=z"}};
    CHECK(told(crm).empty());
    crm.settings = {{"url", "crm.example.com"}};
    crm.secrets = {{"hook", "x"}};
    std::string const all = told(crm);
    CHECK(says(all, "settings.url: does not lead to an URL"));
    CHECK(says(all, "credentials.hook: does not lead to an URL"));
}

TEST_CASE("a token is asked for only with a private key")
{
    auto const with_key = [](std::string const& key) {
        return target(head + R"(base = "https://crm.example.com"
[credential.key]
about = "The key file"
[[auth]]
kind = "jwt_bearer"
token_url = "https://accounts.example.com/token"
claims = { iss = "consentry" }
key = ")" + key
            + "\"\n" + update);
    };
    auto plain = with_key("{{secret.key}}");
    plain.secrets = {{"key", std::string{test::rsa_key_pkcs8}}};
    CHECK(told(plain).empty());
    auto crm = with_key("{{secret.key:json('/private_key')}}");
    crm.secrets = {{"key", "no json"}};
    CHECK(says(told(crm), "credentials.key: {{secret.key}} is no JSON"));
    crm.secrets = {{"key", R"({"private_key":"very secret"})"}};
    CHECK(says(told(crm), "credentials.key: leads to no private key"));
    CHECK_FALSE(says(told(crm), "very secret"));
}

TEST_CASE("a connector that would tell of no scope is refused")
{
    auto const with = [](std::string const& when, std::string const& rest = {}) {
        return target(head + "base = \"https://crm.example.com\"\n" + update + when + rest);
    };
    CHECK(told(with("")).empty());
    CHECK(told(with("when = { category = [\"utility\"], status = [\"opted_out\"] }\n")).empty());
    CHECK(says(told(with("when = { category = [\"service\"] }\n")), "scopes: there is no scope of which"));
    CHECK(says(told(with("when = { scope = [\"news\"] }\n")), "scopes: there is no scope of which"));

    auto field = with("body = { json = { \"{{map.field}}\" = \"1\" } }\n", "[map.field]\nnews = \"wa_news\"\n");
    CHECK(says(told(field), "entries by scope to maps.field"));
    field.maps["field"]["orders"] = "wa_orders";
    CHECK(told(field).empty());
    field.scopes = {"marketing"};
    CHECK(says(told(field), "scopes: there is no scope of which"));
    field.scopes = {"order"};
    CHECK(told(field) == "scopes: there is no scope \"order\". Did you mean \"orders\"?\n");
}

TEST_CASE("a yes that no no could follow is refused")
{
    auto const with = [](std::string const& state, std::string const& when = {}) {
        return target(head + "base = \"https://crm.example.com\"\n[map.state]\n" + state + update + when
            + "body = { json = { x = \"{{map.state}}\" } }\n");
    };
    CHECK(told(with("opted_in = \"1\"\nopted_out = \"0\"\n")).empty());
    CHECK(told(with("opted_out = \"0\"\n")).empty());
    CHECK(says(told(with("opted_in = \"1\"\n")), "scopes: of the scope \"marketing\" a yes would be written"));
    CHECK(says(
        told(with("opted_in = \"1\"\nopted_out = \"0\"\n", "when = { status = [\"opted_in\"] }\n")), "of the scope"));

    auto const find = "[[step]]\nid = \"find\"\nmethod = \"GET\"\nurl = \"{{base}}/\"\nextract = { id = \"/id\" }\n";
    auto const looks = target(head + "base = \"https://crm.example.com\"\n" + find + update
        + "for_each = \"find\"\nwhen = { status = [\"opted_in\"] }\n");
    CHECK(says(told(looks), "never the no that follows it"));
}

TEST_CASE("a yes that could not be taken back is refused where who never agreed may be written to")
{
    consent::Policy policy = rules();
    auto const with = [](std::string const& state) {
        return target(head + "base = \"https://crm.example.com\"\n[map.state]\nopted_in = \"1\"\nopted_out = \"0\"\n"
            + state + update + "body = { json = { x = \"{{map.state}}\" } }\n");
    };
    CHECK(problems_of(with(""), policy).empty());
    policy.scopes[1].unknown_allowed = true;
    CHECK(problems_of(with("unknown = \"0\"\n"), policy).empty());
    auto const problems = problems_of(with(""), policy);
    REQUIRE(problems.size() == 1);
    CHECK(says(problems[0].reason, "of the scope \"orders\""));
}

TEST_CASE("scopes that would share one status of the far system are refused")
{
    auto const shared = [](std::string const& line) {
        auto read = read_connector("crm",
            "[connector]\nabout = \"x\"\nsetup = \"x\"\n" + line + "base = \"https://crm.example.com\"\n" + update
                + "when = { category = [\"utility\"] }\n");
        REQUIRE(read);
        return ConnectorTarget{.connector = *std::move(read)};
    };
    consent::Policy policy = rules();
    policy.scopes.emplace_back().name = "returns";
    policy.scopes.back().category = consent::Category::utility;
    policy.scopes.emplace_back().name = "offers";
    CHECK(problems_of(shared(""), policy).empty());
    CHECK(problems_of(shared("one_scope_of = [\"marketing\"]\n"), policy).empty());
    auto chosen = shared("one_scope_of = [\"utility\"]\n");
    auto const problems = problems_of(chosen, policy);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].key == "scopes");
    CHECK(says(problems[0].reason, "share it: \"orders\", \"returns\""));
    chosen.scopes = {"marketing", "orders"};
    CHECK(problems_of(chosen, policy).empty());
}

TEST_CASE("what the configuration puts into a map has to be what can be said at all")
{
    auto crm = target(head + "base = \"https://crm.example.com\"\n[credential.key]\nabout = \"A key\"\n" + update
        + "body = { json = { \"{{map.field}}\" = \"1\", k = \"{{secret.key}}\" } }\n"
        + "[map.field]\ndefault = \"wa_{{scope}}\"\n");
    crm.secrets = {{"key", "x"}};
    for (std::string const good : {"wa", "wa_{{scope:upper}}", "wa_{{contact.national}}"}) {
        crm.maps["field"]["orders"] = good;
        CHECK(told(crm).empty());
    }
    // The first would ask for itself until the stack is full.
    for (std::string const bad : {"{{map.field}}", "{{nothing}}", "{{secret.key}}", "{{event.text}}", "{{scope", ""}) {
        crm.maps["field"]["orders"] = bad;
        CHECK(says(told(crm), "maps.field.orders: "));
    }
}
