#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

std::string row(std::string const& contact, std::string const& more = "")
{
    return R"({"contact":")" + contact
        + R"(","scope":"marketing","state":"opted_in","occurred_at":"2026-11-20T17:02:11Z")" + more + "}";
}

std::string rows(std::vector<std::string> const& all, std::string const& more = "")
{
    std::string text;
    for (std::string const& one : all)
        text += (text.empty() ? "" : ",") + one;
    return R"({"rows":[)" + text + "]" + more + "}";
}

consent::Record const& told(Office const& office, std::size_t unit, std::size_t matter)
{
    return std::get<consent::Record>(office.ledger.units.at(unit).matters.at(matter).what);
}

}  // namespace

TEST_CASE("many rows go to the ledger as bulk work, in small units, and are answered in order")
{
    Office office;
    office.ledger.outcome.events = {"evt_1"};
    std::vector<std::string> many;
    for (int i = 0; i < 45; ++i)
        many.push_back(row("+346001112" + std::to_string(10 + i)));
    auto const said = office.post("/v1/consents/batch", rows(many), "writer");
    CHECK(said.response.status == 200);
    REQUIRE(office.ledger.units.size() == 3);
    CHECK(office.ledger.units[0].bulk);
    CHECK(office.ledger.units[0].matters.size() == 20);
    CHECK(office.ledger.units[2].matters.size() == 5);
    CHECK(told(office, 0, 0).contact.value == "34600111210");
    CHECK(told(office, 2, 4).contact.value == "34600111254");
    CHECK(said.json().at("kept").as_int64() == 45);
    CHECK(said.json().at("results").as_array().size() == 45);
    CHECK(office.log.text == "api.recorded_many writer demo 45 45 0 0 0");
}

TEST_CASE("a row comes by import unless it says another way, with the key as its actor, and reopens nothing")
{
    Office office;
    office.post("/v1/consents/batch",
        rows({row("+34600111222"), row("+34600111223", R"(,"source":"fair in May","actor":"agent 12")"),
            row("+34600111224", R"(,"source":"api")")}),
        "reopener");
    CHECK(told(office, 0, 0).source == consent::Source::import);
    CHECK(told(office, 0, 0).actor == "reopener");
    CHECK_FALSE(told(office, 0, 0).may_reopen);
    CHECK(told(office, 0, 1).source == consent::Source::import);
    CHECK(told(office, 0, 1).origin == "fair in May");
    CHECK(told(office, 0, 1).actor == "agent 12");
    CHECK(told(office, 0, 2).source == consent::Source::api);
}

TEST_CASE("a batch reopens where it asks for it and the key may")
{
    Office office;
    std::string const asking = rows({row("+34600111222")}, R"(,"may_reopen":true)");
    CHECK(office.post("/v1/consents/batch", asking, "writer").problem() == "forbidden");
    CHECK(office.ledger.units.empty());
    CHECK(office.post("/v1/consents/batch", asking, "reopener").response.status == 200);
    CHECK(told(office, 0, 0).may_reopen);
}

TEST_CASE("a row that is wrong is told in its place, and the others go in")
{
    Office office;
    office.ledger.outcome.events = {"evt_1"};
    auto const said = office.post("/v1/consents/batch",
        rows({row("+34600111222"), row("nobody"), row("+34600111223", R"(,"scoop":"x")"), row("+34600111224")}),
        "writer");
    CHECK(said.response.status == 200);
    CHECK(said.json().at("kept").as_int64() == 2);
    CHECK(said.json().at("refused").as_int64() == 2);
    auto const results = said.json().at("results").as_array();
    REQUIRE(results.size() == 4);
    CHECK(results[0].at("outcome").as_string() == "kept");
    CHECK(results[0].at("events").as_array()[0].as_string() == "evt_1");
    CHECK(results[1].at("outcome").as_string() == "refused");
    CHECK(results[1].at("problem").at("field").as_string() == "contact");
    CHECK(results[1].at("problem").at("type").as_string() == "urn:consentry:problem:malformed");
    CHECK(results[2].at("problem").at("detail").as_string().find("scoop") != std::string::npos);
    CHECK(results[3].at("outcome").as_string() == "kept");
}

TEST_CASE("a no that stands refuses its row, and what changes nothing says so")
{
    Office office;
    CHECK(office.post("/v1/consents/batch", rows({row("+34600111222")})).json().at("unchanged").as_int64() == 1);
    office.ledger.outcome.refused = Error{Fault::conflict, "the person said no"};
    auto const said = office.post("/v1/consents/batch", rows({row("+34600111222")}));
    CHECK(said.json().at("results").as_array()[0].at("problem").at("status").as_int64() == 409);
}

TEST_CASE("a dry run tells the states before and behind, and hands nothing to the ledger")
{
    Office office;
    office.reader.weighed = {std::nullopt, true, consent::State::unknown, consent::State::opted_in};
    auto const said
        = office.post("/v1/consents/batch", rows({row("+34600111222"), row("nobody")}, R"(,"dry_run":true)"), "writer");
    CHECK(said.response.body.starts_with(
        R"({"dry_run":true,"kept":1,"held":0,"unchanged":0,"refused":1,"results":[{"outcome":"kept","before":"unknown","after":"opted_in"},)"));
    CHECK(office.ledger.units.empty());
    CHECK(office.log.text.empty());
}

TEST_CASE("what cannot be kept now is asked for again as a whole")
{
    Office office;
    office.ledger.trouble = Error{Fault::unavailable, "the disk is full"};
    auto const said = office.post("/v1/consents/batch", rows({row("+34600111222")}));
    CHECK(said.response.status == 503);
    CHECK(said.header("Retry-After") == "5");
}

TEST_CASE("no rows, too many of them, or something else than rows is refused")
{
    Office office;
    CHECK(office.post("/v1/consents/batch", rows({})).field() == "rows");
    CHECK(office.post("/v1/consents/batch", R"({"rows":[1]})").field() == "rows[0]");
    CHECK(office.post("/v1/consents/batch", rows(std::vector<std::string>(1001, row("+34600111222")))).problem()
        == "too-large");
    CHECK(office.post("/v1/consents/batch", rows({row("+34600111222")}), "reader").problem() == "forbidden");
}
