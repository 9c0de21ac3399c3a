#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;
using namespace std::chrono_literals;

namespace {

std::string const record = R"({"contact":"+34 600 111 222","scope":"marketing","state":"opted_in",
    "occurred_at":"2026-11-20T17:02:11.900Z","source":"web form","wording":"v3","evidence":"form 48213"})";

consent::Record const& told(Office const& office)
{
    return std::get<consent::Record>(office.ledger.units.at(0).matters.at(0).what);
}
consent::Ask const& asked(Office const& office)
{
    return std::get<consent::Ask>(office.ledger.units.at(0).matters.at(0).what);
}

}  // namespace

TEST_CASE("consent gathered elsewhere is handed on with all that was told, under the brand's rules")
{
    Office office;
    office.ledger.outcome.events = {"evt_1"};
    auto const said = office.post("/v1/consents", record, "writer");
    CHECK(said.response.status == 200);
    CHECK(said.response.body == R"({"contact":"+34600111222","changed":true,"duplicate":false,"events":["evt_1"]})");
    CHECK(office.ledger.units[0].matters[0].policy->brand == "demo");
    CHECK(told(office).contact == consent::Alias{consent::AliasKind::phone, "34600111222"});
    CHECK(told(office).scope == "marketing");
    CHECK(told(office).opted_in);
    CHECK(rfc3339(*told(office).occurred_at) == "2026-11-20T17:02:11Z");
    CHECK(told(office).wording == "v3");
    CHECK(told(office).evidence == "form 48213");
    CHECK(told(office).origin == "web form");
    CHECK(told(office).source == consent::Source::api);
}

TEST_CASE("who told what by API is one line of the log, without a name in the clear")
{
    Office office;
    office.ledger.outcome.events = {"evt_1"};
    office.post("/v1/consents", record, "writer");
    CHECK(office.log.text == "api.recorded consent writer demo 34…22 kept  evt_1");
    office.ledger.outcome = {};
    office.ledger.outcome.refused = Error{Fault::conflict, "the person said no"};
    office.post("/v1/consents", record, "writer");
    CHECK(office.log.text.ends_with("api.recorded consent writer demo 34…22 refused the person said no "));
}

TEST_CASE("who acted is told, else it is the key")
{
    Office office;
    office.post("/v1/consents", R"({"contact":"+34600111222","scope":"*","state":"opted_out"})", "writer");
    CHECK(told(office).actor == "writer");
    CHECK_FALSE(told(office).opted_in);
    CHECK_FALSE(told(office).occurred_at.has_value());
    Office other;
    other.post("/v1/consents", R"({"contact":"+34600111222","scope":"*","state":"opted_out","actor":"agent 12"})");
    CHECK(told(other).actor == "agent 12");
}

TEST_CASE("only a key that may reopen reopens")
{
    Office office;
    auto const [key, may]
        = GENERATE(table<std::string, bool>({{"writer", false}, {"admin", false}, {"reopener", true}}));
    office.post("/v1/consents", record, key);
    CHECK(told(office).may_reopen == may);
}

TEST_CASE("a way that a program may claim is taken as such; a person's own word cannot be claimed")
{
    Office office;
    auto const [name, source] = GENERATE(
        table<std::string, consent::Source>({{"import", consent::Source::import}, {"cli", consent::Source::cli},
            {"whatsapp_message", consent::Source::api}, {"meta_preference", consent::Source::api}}));
    office.post("/v1/consents",
        R"({"contact":"+34600111222","scope":"marketing","state":"opted_out","source":")" + name + "\"}");
    CHECK(told(office).source == source);
    CHECK(told(office).origin == (source == consent::Source::api ? name : ""));
}

TEST_CASE("what the rules refuse is told as they say it, and a full disk as 503")
{
    Office office;
    office.ledger.outcome.refused = Error{Fault::conflict, "the person said no"};
    CHECK(office.post("/v1/consents", record).problem() == "conflict");
    office.ledger.trouble = Error{Fault::unavailable, "disk full"};
    CHECK(office.post("/v1/consents", record).problem() == "unavailable");
}

TEST_CASE("a record that changes nothing says so")
{
    Office office;
    CHECK(office.post("/v1/consents", record).response.body
        == R"({"contact":"+34600111222","changed":false,"duplicate":false,"events":[]})");
}

TEST_CASE("what is wrong with a record is named, and nothing is handed on")
{
    Office office;
    struct Wrong {
        char const* body;
        char const* field;
    };
    for (auto const& [body, field] : {Wrong{R"({"scope":"marketing","state":"opted_in"})", "contact"},
             Wrong{R"({"contact":"nobody","scope":"marketing","state":"opted_in"})", "contact"},
             Wrong{R"({"contact":"+34600111222","state":"opted_in"})", "scope"},
             Wrong{R"({"contact":"+34600111222","scope":"marketing"})", "state"},
             Wrong{R"({"contact":"+34600111222","scope":"marketing","state":"held"})", "state"},
             Wrong{R"({"contact":"+34600111222","scope":"marketing","state":"opted_in","occurred_at":"today"})",
                 "occurred_at"},
             Wrong{R"({"contact":"+34600111222","scope":"marketing","state":"opted_in","evidence":[]})", "evidence"}}) {
        INFO(body);
        auto const said = office.post("/v1/consents", body);
        CHECK(said.response.status == 400);
        CHECK(said.field() == field);
    }
    CHECK(office.ledger.units.empty());
}

TEST_CASE("a record that tells a member twice is refused: nobody can know which was meant")
{
    Office office;
    auto const said = office.post(
        "/v1/consents", R"({"contact":"+34600111222","scope":"*","state":"opted_out","state":"opted_in"})", "writer");
    CHECK(said.response.status == 400);
    CHECK(said.problem() == "malformed");
    CHECK(said.field() == "state");
    CHECK(office.ledger.units.empty());
}

TEST_CASE("a prompt is handed on with its times")
{
    Office office;
    office.post("/v1/prompts",
        R"({"contact":"+34600111222","scope":"marketing","wording":"v3","language":"es","message_id":"wamid.7",
            "number":"106540352242922","asked_at":"2026-11-22T09:00:00Z","expires_in":"7d"})",
        "writer");
    CHECK(asked(office).who.front().value == "34600111222");
    CHECK(asked(office).scope == "marketing");
    CHECK(asked(office).wording == "v3");
    CHECK(asked(office).language == "es");
    CHECK(asked(office).message_id == "wamid.7");
    CHECK(asked(office).number == "106540352242922");
    CHECK(rfc3339(asked(office).asked_at) == "2026-11-22T09:00:00Z");
    CHECK(asked(office).expires_in == 7 * 24h);
}

TEST_CASE("a prompt without times was asked now and stays open for thirty days")
{
    Office office;
    office.post("/v1/prompts", R"({"contact":"+34600111222","scope":"marketing"})");
    CHECK(asked(office).asked_at == event_time(office.clock.at));
    CHECK(asked(office).expires_in == 30 * 24h);
}

TEST_CASE("a prompt names a message by an id that Meta could give")
{
    Office office;
    for (std::string const& wrong : {std::string(100'000, 'x'), std::string{R"(wamid.\u0000)"}}) {
        auto const said = office.post(
            "/v1/prompts", R"({"contact":"+34600111222","scope":"marketing","message_id":")" + wrong + "\"}");
        CHECK(said.problem() == "malformed");
        CHECK(said.field() == "message_id");
    }
    CHECK(office.ledger.units.empty());
}

TEST_CASE("a prompt names a number of the brand, or none")
{
    Office office;
    auto const said
        = office.post("/v1/prompts", R"({"contact":"+34600111222","scope":"marketing","number":"15550783881"})");
    CHECK(said.field() == "number");
    CHECK(office.ledger.units.empty());
}
