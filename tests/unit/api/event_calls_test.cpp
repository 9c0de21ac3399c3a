#include "unit/api/office.hpp"

#include "consentry/consent/event_id.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;

namespace {

constexpr auto some_event_id = "evt_00000000000064w1wv8xgcv3nc";

consent::Event event_of(consent::Seq seq, std::string tier = "exact")
{
    consent::Event event;
    event.id = "evt_" + std::to_string(seq);
    event.brand = "demo";
    event.seq = seq;
    event.message_id = "wamid.7";
    event.text = "BAJA";
    event.match.emplace().tier = std::move(tier);
    return event;
}

std::string text_of(boost::json::value const& event)
{
    auto const& message = event.at("data").at("message").as_object();
    return message.contains("text") ? std::string{message.at("text").as_string()} : "";
}

}  // namespace

TEST_CASE("a page of events carries the cursor of the next one")
{
    Office office;
    office.reader.page = {{event_of(4), event_of(5)}, true};
    auto const said = office.get("/v1/events?after=3&limit=2", "reader");
    CHECK(office.reader.after == 3);
    CHECK(office.reader.limit == 2);
    CHECK(said.json().at("events").as_array().size() == 2);
    CHECK(said.text("next") == "5");
    CHECK(said.json().at("more").as_bool());
}

TEST_CASE("behind the last event there is an empty page without a cursor")
{
    Office office;
    CHECK(office.get("/v1/events").response.body == R"({"events":[],"next":null,"more":false})");
    CHECK(office.reader.after == 0);
    CHECK(office.reader.limit == 100);
}

TEST_CASE("an event id is a cursor, too")
{
    Office office;
    office.get(std::string{"/v1/events?after="} + some_event_id);
    CHECK(office.reader.after == consent::seq_of_event(some_event_id).value());
}

TEST_CASE("a cursor or limit that is none is refused")
{
    Office office;
    auto const* const query = GENERATE("after=here", "after=-1", "after=evt_1", "after=1x", "limit=0", "limit=-1",
        "limit=1001", "limit=", "limit=ten", "limit=99999999999999999999");
    INFO(query);
    auto const said = office.get(std::string{"/v1/events?"} + query);
    CHECK(said.response.status == 400);
    CHECK(said.field() == std::string{query}.substr(0, 5));
}

TEST_CASE("the feed tells words as far as a receiver would get them, one event tells them whole")
{
    Office office;
    office.reader.page = {{event_of(1), event_of(2, "courtesy")}, false};
    auto const feed = office.get("/v1/events").json();
    CHECK(text_of(feed.at("events").at(0)) == "BAJA");
    CHECK(text_of(feed.at("events").at(1)).empty());
    CHECK(text_of(office.get("/v1/events/evt_2").json()) == "BAJA");
}

TEST_CASE("an event that there is not is 404")
{
    Office office;
    CHECK(office.get("/v1/events/evt_9").problem() == "not-found");
    CHECK(office.get("/v1/events/evt_9/deliveries").problem() == "not-found");
}
