#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

consent::SubjectView ana()
{
    consent::SubjectView view;
    view.standing.subject = 1;
    view.standing.public_id = "sub_1";
    view.standing.aliases = {{consent::AliasKind::phone, "34600111222"}, {consent::AliasKind::user_id, "ES.1"}};
    consent::Fact fact;
    fact.kind = consent::FactKind::opt_out;
    fact.scope = "*";
    fact.at = intake::half_past_nine;
    view.standing.facts = {fact};
    return view;
}

}  // namespace

TEST_CASE("a subject is shown with its names and the state of every scope")
{
    Office office;
    office.reader.known_subject = ana();
    auto const json = office.get("/v1/subjects/+34600111222", "reader").json();
    CHECK(json.at("id").as_string() == "sub_1");
    CHECK(json.at("brand").as_string() == "demo");
    CHECK(json.at("aliases").as_array().size() == 2);
    for (auto const* const scope : {"marketing", "orders"})
        CHECK(json.at("states").at(scope).at("state").as_string() == "opted_out");
    CHECK(office.reader.contacts.back().value == "34600111222");
}

TEST_CASE("nobody is 404, in words that do not repeat the number")
{
    Office office;
    auto const* const path = GENERATE("/v1/subjects/34600111222", "/v1/subjects/34600111222/history");
    auto const said = office.get(path);
    CHECK(said.problem() == "not-found");
    CHECK(said.response.body.find("34600111222") == std::string::npos);
}

TEST_CASE("what is no contact is 400")
{
    Office office;
    CHECK(office.get("/v1/subjects/nobody").field() == "contact");
    CHECK(office.get("/v1/subjects/nobody/history").field() == "contact");
}

TEST_CASE("a history is told in pages, whole: who reads it has to answer for it")
{
    Office office;
    consent::Event event;
    event.seq = 7;
    event.message_id = "wamid.7";
    event.text = "no me escriban más, por favor";
    event.match.emplace().tier = "phrase";
    office.reader.page = {{event}, true};
    auto const said = office.get("/v1/subjects/34600111222/history?after=6&limit=1");
    CHECK(office.reader.after == 6);
    CHECK(office.reader.limit == 1);
    CHECK(said.text("next") == "7");
    CHECK(said.json().at("events").at(0).at("data").at("message").at("text").as_string() == event.text);
}

TEST_CASE("behind the last event of somebody known there is an empty page and not a 404")
{
    Office office;
    auto const said = office.get("/v1/subjects/34600111222/history?after=7");
    CHECK(said.response.status == 200);
    CHECK(said.json().at("events").as_array().empty());
}
