#include "config_text.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::app;
using namespace consentry::app::test;

namespace {

/// A destination in line 12, its name in line 13, its further keys from line 14 on.
std::string with(std::string const& keys)
{
    return small_brand + small_scope + "[[brand.destination]]\nname = \"crm\"\n" + keys;
}

std::string const secrets = "secrets = [\"env:WHSEC\"]\n";

}  // namespace

TEST_CASE("a destination is a webhook that gets consent and subject events unless it says otherwise")
{
    auto const report = read(with("url = \"https://crm.example.com/hooks\"\n" + secrets));
    REQUIRE(report.ok());
    CHECK(report.warnings.empty());
    DestinationConfig const& crm = report.config.brands.front().destinations.front();
    CHECK(crm.kind == "webhook");
    CHECK(crm.events == std::vector<std::string>{"consent.*", "preference.*", "subject.*"});
    CHECK(crm.text == TextDetail::exact);
    CHECK(crm.concurrency == 16);
    CHECK_FALSE(crm.allow_private_network);
    CHECK_FALSE(crm.paused);
}

TEST_CASE("a webhook needs an address and a secret")
{
    CHECK(says(only_problem(with(secrets)).reason, "no url"));
    CHECK(says(only_problem(with("url = \"https://crm.example.com/\"\n")).reason, "no secrets"));
    for (auto const* const bad : {"ftp://crm.example.com/", "crm.example.com", "https://",
             "https://user:word@crm.example.com/", "https://crm.example.com/a b"})
        CHECK(
            place(only_problem(with("url = \"" + std::string{bad} + "\"\n" + secrets))) == "14 brand.destination.url");
}

TEST_CASE("an address that only this machine or its network reaches has to be allowed")
{
    for (auto const* const host :
        {"127.0.0.1:8090", "localhost:8090", "10.1.2.3", "192.168.0.9", "[::1]:8090", "[fd00::1]"}) {
        auto const lines = "url = \"http://" + std::string{host} + "/\"\n" + secrets;
        auto const problem = only_problem(with(lines));
        CHECK(place(problem) == "14 brand.destination.url");
        CHECK(says(problem.remedy, "allow_private_network = true"));
        CHECK(read(with(lines + "allow_private_network = true\n")).warnings.empty());
    }
}

TEST_CASE("events over the open network without TLS earn a warning")
{
    CHECK(says(only_warning(with("url = \"http://crm.example.com/\"\n" + secrets)).remedy, "https"));
}

TEST_CASE("every kind that is not built in is a connector, which is looked for when the file has been read")
{
    auto const report = read(with("kind = \"hubspot\"\ncredentials = { token = \"env:SECRET\" }\n"
                                  "settings = { region = \"eu\" }\nscopes = [\"marketing\"]\nseveral = \"all\"\n"
                                  "[brand.destination.maps.field]\nmarketing = \"wa_marketing\"\n"));
    REQUIRE(report.ok());
    DestinationConfig const& crm = report.config.brands.front().destinations.front();
    CHECK(crm.kind == "hubspot");
    CHECK(crm.credentials.at("token") == "a secret");
    CHECK(crm.settings.at("region") == "eu");
    CHECK(crm.scopes == std::vector<std::string>{"marketing"});
    CHECK(crm.opts_in_several == true);
    CHECK(crm.maps.at("field").at("marketing") == "wa_marketing");
    CHECK(crm.events == std::vector<std::string>{"consent.*", "preference.*", "subject.*"});
    CHECK(report.lines.at("brand[0].destination[0].settings.region") == 16);
    CHECK(report.lines.at("brand[0].destination[0].maps.field.marketing") == 20);

    CHECK_FALSE(read(with("kind = \"hubspot\"\n")).config.brands.front().destinations.front().opts_in_several);
    CHECK(place(only_problem(with("kind = \"HubSpot\"\n"))) == "14 brand.destination.kind");
    CHECK(place(only_problem(with("kind = \"../hubspot\"\n"))) == "14 brand.destination.kind");
}

TEST_CASE("a connector takes secrets by reference, texts by scope, and no keys of other kinds")
{
    std::string const kind = "kind = \"hubspot\"\n";
    CHECK(says(only_problem(with(kind + "credentials = { token = \"abc\" }\n")).reason, "in the clear"));
    CHECK(place(only_problem(with(kind + "credentials = { token = \"env:NOTHING\" }\n")))
        == "15 brand.destination.credentials.token");
    CHECK(place(only_problem(with(kind + "settings = { shop = 1 }\n"))) == "15 brand.destination.settings.shop");
    CHECK(place(only_problem(with(kind + "settings = [\"x\"]\n"))) == "15 brand.destination.settings");
    CHECK(place(only_problem(with(kind + "maps = { field = \"x\" }\n"))) == "15 brand.destination.maps.field");
    CHECK(says(only_problem(with(kind + "several = \"some\"\n")).remedy, "\"fail\" or \"all\""));
    CHECK(says(only_problem(with(kind + secrets)).remedy, "credentials"));
    for (std::string const key : {"signals = \"all\"\n", "fields = [\"messages\"]\n", "help = true\n"})
        CHECK(says(only_problem(with(kind + key)).remedy, "Remove it"));
    CHECK(says(only_problem(with(kind + "url = \"http://127.0.0.1/\"\n")).remedy, "allow_private_network"));
}

TEST_CASE("what is of a connector means nothing for other kinds")
{
    std::string const url = "url = \"https://crm.example.com/\"\n";
    for (std::string const key :
        {"credentials = {}", "settings = {}", "scopes = [\"marketing\"]", "several = \"all\"", "maps = {}"}) {
        for (std::string const& of : std::vector<std::string>{
                 url + secrets, "kind = \"relay\"\n" + url, "kind = \"reply\"\ntoken = \"env:SECRET\"\n"}) {
            auto const problem = only_problem(with(of + key + '\n'));
            CHECK(place(problem) == "16 brand.destination." + key.substr(0, key.find(' ')));
            CHECK(says(problem.reason, "with a connector"));
        }
    }
}

TEST_CASE("what is of a reply means nothing for a webhook")
{
    auto const url = "url = \"https://crm.example.com/\"\n" + secrets;
    for (std::string const key :
        {"token = \"env:SECRET\"", "called = \"Acme\"", "confirm = [\"opted_out\"]", "help = true", "reply = []"}) {
        auto const problem = only_problem(with(url + key + '\n'));
        CHECK(place(problem) == "16 brand.destination." + key.substr(0, key.find(' ')));
        CHECK(says(problem.remedy, "kind = \"reply\""));
    }
}

TEST_CASE("event types and names are checked")
{
    auto const url = "url = \"https://crm.example.com/\"\n" + secrets;
    CHECK(read(with(url + "events = [\"*\"]\n")).ok());
    CHECK(says(only_problem(with(url + "events = [\"consent.opted_up\"]\n")).remedy, "consent.opted_"));
    CHECK(says(only_problem(with(url + "events = []\n")).reason, "0 entries"));
    CHECK(place(only_problem(with(url + "[[brand.destination]]\nname = \"crm\"\n" + url)))
        == "17 brand.destination.name");
}

TEST_CASE("a relay gets all webhooks unless it says otherwise")
{
    std::string const relay = "kind = \"relay\"\nurl = \"https://bot.example.com/webhook\"\n";
    auto const usual = read(with(relay));
    REQUIRE(usual.ok());
    CHECK(usual.warnings.empty());
    CHECK_FALSE(usual.config.brands.front().destinations.front().without_signal);
    CHECK(usual.config.brands.front().destinations.front().fields.empty());
    auto const chosen = read(with(relay + "signals = \"without_signal\"\nfields = [\"messages\"]\npaused = true\n"));
    REQUIRE(chosen.ok());
    DestinationConfig const& bot = chosen.config.brands.front().destinations.front();
    CHECK(bot.without_signal);
    CHECK(bot.fields == std::vector<std::string>{"messages"});
    CHECK(chosen.config.relay.keep == std::chrono::days{7});
    CHECK(chosen.config.relay.limit_bytes == 4UL * 1024 * 1024 * 1024);
}

TEST_CASE("a relay needs an address, and takes no keys of webhooks; nor does a webhook take its")
{
    std::string const relay = "kind = \"relay\"\n";
    std::string const url = "url = \"https://bot.example.com/webhook\"\n";
    CHECK(says(only_problem(with(relay)).reason, "no url"));
    for (auto const* const line : {"secrets = [\"env:WHSEC\"]\n", "events = [\"consent.*\"]\n", "text = \"full\"\n"}) {
        auto const problem = only_problem(with(relay + url + line));
        CHECK(says(place(problem), "16 brand.destination."));
        CHECK(says(problem.reason, "no key of a relay"));
        CHECK(says(problem.remedy, "Remove it"));
    }
    for (auto const* const line : {"signals = \"all\"\n", "fields = [\"messages\"]\n"})
        CHECK(says(only_problem(with(url + secrets + line)).reason, "a key of relays"));
    CHECK(says(only_problem(with(relay + "url = \"http://127.0.0.1:3000/\"\n")).remedy, "allow_private_network"));
    CHECK(says(only_problem(with(relay + url + "signals = \"some\"\n")).remedy, "without_signal"));
    CHECK(says(only_warning(with(relay + url + "fields = [\"mesages\"]\n")).remedy, "Did you mean \"messages\"?"));
}

TEST_CASE("webhooks are kept for relays for seven days at most")
{
    CHECK(place(only_problem(small_brand + small_scope + "[relay]\nkeep = \"8d\"\n")) == "13 relay.keep");
}
