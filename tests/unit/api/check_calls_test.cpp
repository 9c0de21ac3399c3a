#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

consent::CheckAnswer stopped()
{
    return {false, consent::State::opted_out, consent::Reason::opted_out, intake::half_past_nine, "evt_1"};
}

std::string list_of(std::size_t count)
{
    std::string json = R"({"scope":"marketing","contacts":[)";
    for (std::size_t i = 0; i < count; ++i)
        json += (i ? ",\"+34" : "\"+34") + std::to_string(600'000'000 + i) + '"';
    return json + "]}";
}

}  // namespace

TEST_CASE("one check has the shape of the contract, to the letter")
{
    Office office;
    office.reader.answers["34600111222"] = stopped();
    CHECK(office.get("/v1/check?contact=%2B34600111222&scope=marketing").response.body
        == R"({"contact":"+34600111222","scope":"marketing","allowed":false,"state":"opted_out","reason":"opted_out",)"
           R"("matched":"exact","since":"2026-11-22T09:30:00Z","event":"evt_1"})");
    CHECK(office.get("/v1/check?contact=%2B34600999888&scope=marketing").response.body
        == R"({"contact":"+34600999888","scope":"marketing","allowed":false,"state":"unknown","reason":"unknown",)"
           R"("matched":"exact","since":null,"event":null})");
}

TEST_CASE("a contact may be written as people write it")
{
    Office office;
    auto const* const written = GENERATE(
        "%2B34600111222", "+34600111222", "34600111222", "0034600111222", "600111222", "%2B34%20600%20111-222");
    INFO(written);
    auto const said = office.get(std::string{"/v1/check?scope=marketing&contact="} + written);
    REQUIRE(said.response.status == 200);
    CHECK(said.text("contact") == "+34600111222");
    CHECK(office.reader.contacts.back() == consent::Alias{consent::AliasKind::phone, "34600111222"});
}

TEST_CASE("a user id is a contact in its own case")
{
    Office office;
    CHECK(office.get("/v1/check?contact=ES.13491208aB&scope=marketing").text("contact") == "ES.13491208aB");
    CHECK(office.reader.contacts.back().kind == consent::AliasKind::user_id);
}

TEST_CASE("a number in national form is refused where the brand has no country")
{
    Office office;
    auto const said = office.get("/v1/check?contact=655443322&scope=marketing&brand=hats", "both");
    CHECK(said.field() == "contact");
    CHECK(said.response.body.find("655443322") == std::string::npos);
}

TEST_CASE("the number that would send and whether it is a reply are asked along")
{
    Office office;
    office.get("/v1/check?contact=34600111222&scope=orders&number=106540352242922&reply=true");
    CHECK(office.reader.scope == "orders");
    CHECK(office.reader.number == "106540352242922");
    CHECK(office.reader.reply);
    CHECK(office.reader.asked_at == event_time(office.clock.at));
    office.get("/v1/check?contact=34600111222&scope=orders&reply=0");
    CHECK_FALSE(office.reader.reply);
}

TEST_CASE("what is wrong with a question is named")
{
    Office office;
    struct Wrong {
        char const* query;
        char const* field;
    };
    for (auto const& [query, field] : {Wrong{"scope=marketing", "contact"}, Wrong{"contact=34600111222", "scope"},
             Wrong{"contact=nobody&scope=marketing", "contact"}, Wrong{"contact=34600111222&scope=nothing", "scope"},
             Wrong{"contact=34600111222&scope=*", "scope"},
             Wrong{"contact=34600111222&scope=marketing&number=15550783881", "number"},
             Wrong{"contact=34600111222&scope=marketing&reply=perhaps", "reply"}}) {
        INFO(query);
        auto const said = office.get(std::string{"/v1/check?"} + query);
        CHECK(said.response.status == 400);
        CHECK(said.field() == field);
    }
    CHECK(office.get("/v1/check?contact=34600111222&scope=nothing").text("detail").ends_with("marketing, orders"));
}

TEST_CASE("a list is answered in its order, in slices of one short look each")
{
    Office office;
    office.reader.answers["34600000777"] = stopped();
    auto const said = office.post("/v1/check", list_of(1'234), "reader");
    REQUIRE(said.response.status == 200);
    auto const json = said.json();
    auto const& results = json.at("results").as_array();
    REQUIRE(results.size() == 1'234);
    CHECK(results[0].at("contact").as_string() == "+34600000000");
    CHECK(results[1'233].at("contact").as_string() == "+34600001233");
    CHECK(results[777].at("reason").as_string() == "opted_out");
    CHECK(office.reader.slices == std::vector<std::size_t>{500, 500, 234});
}

TEST_CASE("ten thousand are a list, one more is too many")
{
    Office office;
    CHECK(office.post("/v1/check", list_of(10'000)).response.status == 200);
    CHECK(office.post("/v1/check", list_of(10'001)).problem() == "too-large");
}

TEST_CASE("one unreadable contact refuses the whole list by its place, and asks nobody")
{
    Office office;
    auto const said = office.post("/v1/check", R"({"scope":"marketing","contacts":["+34600111222","nobody"]})");
    CHECK(said.field() == "contacts[1]");
    CHECK(office.reader.slices.empty());
}
