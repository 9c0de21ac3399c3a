#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

std::string message(std::string const& members)
{
    return R"({"id":"spoki-1","contact":"+34600111222","timestamp":"2026-11-22T09:30:00Z",)" + members + "}";
}

consent::Signal const& told(Office const& office)
{
    return std::get<consent::Signal>(office.ledger.units.at(0).matters.at(0).what);
}

consent::Heard heard_baja()
{
    return {consent::Intent::opt_out, {"baja", "es", "exact", "es/opt_out/baja", "es@1+9f3c", "baja"},
        consent::Decision::act};
}

}  // namespace

TEST_CASE("a message that somebody passes on is a signal of the person, under the brand's rules")
{
    Office office;
    office.ledger.outcome.events = {"evt_1"};
    office.ledger.outcome.heard = heard_baja();
    auto const said = office.post("/v1/messages", message(R"("text":"BAJA","source":"spoki")"), "writer");
    CHECK(said.response.status == 200);
    CHECK(said.response.body
        == R"({"contact":"+34600111222","signal":"opt_out","decision":"act","tier":"exact",)"
           R"("match":{"keyword":"baja","language":"es","tier":"exact","rule":"es/opt_out/baja","pack":"es@1+9f3c"},)"
           R"("changed":true,"duplicate":false,"events":["evt_1"]})");
    CHECK(told(office).source == consent::Source::message_api);
    CHECK(told(office).text == "BAJA");
    CHECK(told(office).origin == "spoki");
    CHECK(told(office).actor == "writer");
    CHECK(rfc3339(told(office).at) == "2026-11-22T09:30:00Z");
    CHECK(office.ledger.units[0].matters[0].policy->brand == "demo");
    CHECK(office.log.text == "api.recorded message writer demo 34…22 kept  evt_1");
}

TEST_CASE("ordinary chat is answered without a look at the ledger")
{
    Office office;
    auto const said = office.post("/v1/messages", message(R"("text":"¿A qué hora abrís mañana?")"));
    CHECK(said.response.status == 200);
    CHECK(said.text("signal") == "none");
    CHECK(said.text("decision") == "note");
    CHECK(said.json().at("match").is_null());
    CHECK(said.json().at("events").as_array().empty());
    CHECK(office.ledger.units.empty());
}

TEST_CASE("its time is RFC 3339, or Unix time in seconds as Meta writes it")
{
    auto const* const time = GENERATE(R"("2026-11-22T10:30:00+01:00")", "1795339800", R"("1795339800")");
    Office office;
    office.ledger.outcome.heard = heard_baja();
    office.post(
        "/v1/messages", R"({"id":"1","contact":"+34600111222","text":"BAJA","timestamp":)" + std::string{time} + "}");
    CHECK(rfc3339(told(office).at) == "2026-11-22T09:30:00Z");
}

TEST_CASE("a time more than five minutes ahead is refused, and so is none; a little ahead is now")
{
    Office office;
    for (auto const* const time : {"1795340161", R"("2027-01-01T00:00:00Z")", "1795339800000", "-1", "1.5", "true",
             R"("soon")", R"("")", "null"}) {
        INFO(time);
        auto const said = office.post("/v1/messages",
            R"({"id":"1","contact":"+34600111222","text":"BAJA","timestamp":)" + std::string{time} + "}");
        CHECK(said.problem() == "malformed");
        CHECK(said.field() == "timestamp");
    }
    CHECK(office.ledger.units.empty());
    office.post("/v1/messages", R"({"id":"1","contact":"+34600111222","text":"BAJA","timestamp":1795340160})");
    CHECK(rfc3339(told(office).at) == "2026-11-22T09:31:00Z");
}

TEST_CASE("each wrong or missing member of a message is named")
{
    Office office;
    auto const [members, field] = GENERATE(table<std::string, std::string>({
        {R"("contact":"+34600111222","text":"BAJA","timestamp":1)", "id"},
        {R"("id":"1","text":"BAJA","timestamp":1)", "contact"},
        {R"("id":"1","contact":"somebody","text":"BAJA","timestamp":1)", "contact"},
        {R"("id":"1","contact":"+34600111222","timestamp":1)", "text"},
        {R"("id":"1","contact":"+34600111222","text":"","payload":"","timestamp":1)", "text"},
        {R"("id":"1","contact":"+34600111222","text":17,"timestamp":1)", "text"},
        {R"("id":"1","contact":"+34600111222","text":"BAJA","number":"999","timestamp":1)", "number"},
    }));
    INFO(members);
    auto const said = office.post("/v1/messages", "{" + members + "}");
    CHECK(said.problem() == "malformed");
    CHECK(said.field() == field);
    CHECK(office.ledger.units.empty());
}

TEST_CASE("nobody passes on more than a message can hold")
{
    Office office;
    auto const said = office.post("/v1/messages", message(R"("text":")" + std::string(16 * 1024 + 1, 'x') + "\""));
    CHECK(said.problem() == "malformed");
    CHECK(said.field() == "text");
}

TEST_CASE("the id of a message is one that Meta could give")
{
    Office office;
    std::string const told = R"({"contact":"+34600111222","text":"STOP","timestamp":"2026-11-22T09:30:00Z",)";
    for (std::string const& wrong : {std::string(1025, 'x'), std::string{R"(wamid.\u0000)"}}) {
        CHECK(office.post("/v1/messages", told + R"("id":")" + wrong + "\"}").field() == "id");
        CHECK(office.post("/v1/messages", told + R"("id":"a","context_id":")" + wrong + "\"}").field() == "context_id");
    }
    CHECK(office.ledger.units.empty());
}

TEST_CASE("a reader does not pass messages on, and what cannot be kept is 503")
{
    Office office;
    CHECK(office.post("/v1/messages", message(R"("text":"BAJA")"), "reader").problem() == "forbidden");
    office.ledger.trouble = Error{Fault::unavailable, "the disk is full"};
    CHECK(office.post("/v1/messages", message(R"("text":"BAJA")")).response.status == 503);
}
