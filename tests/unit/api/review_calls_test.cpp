#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

constexpr auto held = "evt_00000000000035450sr17qw6ew";

consent::Event hold_of_ana()
{
    consent::Event event;
    event.id = held;
    event.type = consent::EventType::held;
    event.brand = "demo";
    event.seq = 3;
    event.subject = "sub_1";
    event.scope = "marketing";
    event.state = consent::State::held;
    event.timestamp = intake::half_past_nine;
    event.text = "cancelar";
    return event;
}

constexpr auto decision = R"({"actor":"ana@shop","reason":"she meant the order"})";

}  // namespace

TEST_CASE("the queue shows each hold with its words and whose it is")
{
    Office office;
    office.worklists.hold_page
        = {{{hold_of_ana(), {{consent::AliasKind::user_id, "ES.1"}, {consent::AliasKind::phone, "34600111222"}}}}, 3,
            true};
    auto const said = office.get("/v1/holds?limit=10", "reader").json();
    auto const& hold = said.at("holds").at(0);
    CHECK(hold.at("id").as_string() == held);
    CHECK(hold.at("contact").as_string() == "+34600111222");
    CHECK(hold.at("text").as_string() == "cancelar");
    CHECK(hold.at("event").at("data").at("scope").as_string() == "marketing");
    CHECK(said.at("next").as_string() == "3");
    CHECK(said.at("more").as_bool());
    CHECK(office.worklists.limit == 10);
}

TEST_CASE("a hold of somebody without names is still somebody's")
{
    Office office;
    office.worklists.hold_page = {{{hold_of_ana(), {}}}, 3, false};
    CHECK(office.get("/v1/holds").json().at("holds").at(0).at("contact").as_string() == "sub_1");
}

TEST_CASE("each decision is one matter, with who decided and why")
{
    Office office;
    office.reader.page.events = {hold_of_ana()};
    office.ledger.outcome.events = {"evt_1"};
    std::string const path = std::string{"/v1/holds/"} + held;
    CHECK(office.post(path + "/confirm", decision, "writer").json().at("changed").as_bool());
    CHECK(office.post(path + "/release", decision, "writer").response.status == 200);
    CHECK(office.post(std::string{"/v1/events/"} + held + "/undo", decision).response.status == 200);
    REQUIRE(office.ledger.units.size() == 3);
    auto const matter
        = [&](std::size_t i) -> consent::Matter::What const& { return office.ledger.units[i].matters.front().what; };
    auto const& confirmed = std::get<consent::Review>(matter(0));
    CHECK(confirmed.hold == 3);
    CHECK(confirmed.confirms);
    CHECK(confirmed.actor == "ana@shop");
    CHECK(confirmed.reason == "she meant the order");
    CHECK_FALSE(std::get<consent::Review>(matter(1)).confirms);
    CHECK(std::get<consent::Undo>(matter(2)).entry == 3);
    CHECK(office.log.text.find("hold.confirm") != std::string::npos);
}

TEST_CASE("who may only read decides nothing, and undoing is the administrator's")
{
    Office office;
    office.reader.page.events = {hold_of_ana()};
    std::string const path = std::string{"/v1/holds/"} + held;
    CHECK(office.post(path + "/confirm", decision, "reader").response.status == 403);
    CHECK(office.post(std::string{"/v1/events/"} + held + "/undo", decision, "writer").response.status == 403);
    CHECK(office.ledger.units.empty());
}

TEST_CASE("a decision without somebody who answers for it, or about nothing, is refused")
{
    Office office;
    office.reader.page.events = {hold_of_ana()};
    std::string const path = std::string{"/v1/holds/"} + held;
    CHECK(office.post(path + "/confirm", R"({"actor":"ana@shop"})").field() == "reason");
    CHECK(office.post(path + "/confirm", R"({"reason":"so"})").field() == "actor");
    CHECK(office.post(path + "/confirm", R"({"actor":"ana@shop","reason":"  "})").field() == "reason");
    CHECK(
        office.post("/v1/events/" + std::string{held} + "/undo", R"({"actor":"\t","reason":"so"})").field() == "actor");
    CHECK(office.ledger.units.empty());
    CHECK(office.post("/v1/holds/evt_zzz/confirm", decision).response.status == 404);
    office.ledger.outcome.refused = Error{Fault::conflict, "this hold is settled already"};
    CHECK(office.post(path + "/confirm", decision).response.status == 409);
}

TEST_CASE("whom to ask again is asked of one scope and a time")
{
    Office office;
    consent::Renewal renewal;
    renewal.public_id = "sub_1";
    renewal.aliases = {{consent::AliasKind::phone, "34600111222"}};
    renewal.since = intake::half_past_nine;
    renewal.why = consent::RenewalReason::old_wording;
    renewal.event = held;
    office.worklists.renewal_page = {{renewal}, 7, false};
    auto const said = office.get("/v1/re-consent?scope=marketing&within=7d&after=5", "reader").json();
    CHECK(said.at("renewals").at(0).at("why").as_string() == "old_wording");
    CHECK(said.at("renewals").at(0).at("aliases").at(0).at("value").as_string() == "+34600111222");
    CHECK(said.at("next").as_string() == "7");
    CHECK(office.worklists.question.within == std::chrono::days{7});
    CHECK(office.worklists.question.after == 5);
    CHECK(office.get("/v1/re-consent").field() == "scope");
    CHECK(office.get("/v1/re-consent?scope=none").field() == "scope");
    CHECK(office.get("/v1/re-consent?scope=marketing&within=soon").field() == "within");
}

TEST_CASE("how questions were received has rates where somebody was asked")
{
    Office office;
    office.worklists.figures = {{"marketing", "v3", 400, 100, 20, 1}, {"marketing", "", 0, 5, 0, 0}};
    auto const said = office.get("/v1/prompts", "reader").json().at("prompts").as_array();
    CHECK(said.at(0).at("opt_in_rate").as_double() == 0.25);
    CHECK(said.at(0).at("opt_out_rate").as_double() == 0.0025);
    CHECK(said.at(1).at("opt_out_rate").is_null());
}
