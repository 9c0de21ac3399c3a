#include "unit/api/office.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::api;
using forward::DeliveryId;
using forward::DeliveryState;

namespace {

forward::DeliveryView view_of(forward::Seq seq, std::string brand = "demo")
{
    forward::DeliveryView view;
    view.delivery.id = {3, seq};
    view.delivery.state = DeliveryState::dead;
    view.brand = std::move(brand);
    view.destination = "crm";
    view.event = "evt_" + std::to_string(seq);
    return view;
}

}  // namespace

TEST_CASE("deliveries are asked for by brand, state, destination and cursor")
{
    Office office;
    office.steering.destinations.resize(1);
    office.steering.destinations[0].brand = "demo";
    office.steering.destinations[0].name = "crm";
    office.get("/v1/deliveries?state=dead&destination=crm&after=dlv_3_7&limit=5", "reader");
    CHECK(office.deliveries.query.brand == "demo");
    CHECK(office.deliveries.query.state == DeliveryState::dead);
    CHECK(office.deliveries.query.destination == "crm");
    CHECK(office.deliveries.query.after == DeliveryId{3, 7});
    CHECK(office.deliveries.query.limit == 5);
    office.get("/v1/deliveries");
    CHECK_FALSE(office.deliveries.query.state.has_value());
    CHECK_FALSE(office.deliveries.query.after.has_value());
}

TEST_CASE("a page of deliveries has a cursor where more follow")
{
    Office office;
    office.deliveries.page = {{view_of(1), view_of(2)}, true};
    auto const said = office.get("/v1/deliveries");
    CHECK(said.json().at("deliveries").as_array().size() == 2);
    CHECK(said.json().at("deliveries").at(0).at("state").as_string() == "dead");
    CHECK(said.text("next") == "dlv_3_2");
    office.deliveries.page.more = false;
    CHECK(office.get("/v1/deliveries").json().at("next").is_null());
}

TEST_CASE("a state or cursor that is none is refused")
{
    Office office;
    CHECK(office.get("/v1/deliveries?state=lost").field() == "state");
    CHECK(office.get("/v1/deliveries?after=17").field() == "after");
}

TEST_CASE("a destination that the brand does not have is refused, with those that it has")
{
    Office office;
    office.steering.destinations.resize(2);
    office.steering.destinations[0].brand = "demo";
    office.steering.destinations[0].name = "crm";
    office.steering.destinations[1].brand = "hats";
    office.steering.destinations[1].name = "hat-shop";
    CHECK(office.get("/v1/deliveries?destination=crm").response.status == 200);
    CHECK(office.get("/v1/deliveries?destination=").response.status == 200);
    auto const said = office.get("/v1/deliveries?destination=hat-shop");
    CHECK(said.field() == "destination");
    CHECK(said.text("detail").ends_with("it has: crm"));
}

TEST_CASE("where an event went is found by its id")
{
    Office office;
    consent::Event event;
    event.id = "evt_7";
    event.brand = "demo";
    event.seq = 7;
    office.reader.page.events = {event};
    office.deliveries.page.deliveries = {view_of(7)};
    auto const said = office.get("/v1/events/evt_7/deliveries");
    CHECK(office.deliveries.seq == 7);
    CHECK(said.json().at("deliveries").at(0).at("event").as_string() == "evt_7");
}

TEST_CASE("a retry is handed to the forwarder")
{
    Office office;
    office.deliveries.page.deliveries = {view_of(7)};
    auto const said = office.post("/v1/deliveries/dlv_3_7/retry", "", "writer");
    CHECK(said.response.status == 202);
    CHECK(said.json().at("retrying").as_bool());
    CHECK(office.steering.retried == std::vector{DeliveryId{3, 7}});
    office.steering.outcome = fail(Fault::conflict, "nothing to retry");
    CHECK(office.post("/v1/deliveries/dlv_3_7/retry", "").problem() == "conflict");
}

TEST_CASE("a delivery that there is not, or of a brand that the key does not have, is 404 and not retried")
{
    Office office;
    office.deliveries.page.deliveries = {view_of(7, "hats")};
    auto const* const id = GENERATE("dlv_3_8", "dlv_3_7", "17", "dlv_", "evt_7");
    INFO(id);
    CHECK(office.post(std::string{"/v1/deliveries/"} + id + "/retry", "").problem() == "not-found");
    CHECK(office.steering.retried.empty());
}

TEST_CASE("destinations of the brand tell how they are doing and how far behind they are")
{
    Office office;
    forward::DestinationStatus crm;
    crm.brand = "demo";
    crm.name = "crm";
    crm.cursor = 40;
    crm.unsettled = 2;
    crm.failing = true;
    forward::DestinationStatus other = crm;
    other.brand = "hats";
    forward::DestinationStatus tool = crm;
    tool.name = "tool";
    tool.kind = "hubspot";
    office.steering.destinations = {crm, other};
    office.deliveries.last = 42;
    CHECK(office.get("/v1/destinations", "reader").response.body
        == R"({"destinations":[{"name":"crm","kind":"webhook","feed":"live","paused":false,"failing":true,"gone":false,"unsettled":2,"behind":2,"dead":0,"oldest":null}]})");
    office.steering.destinations = {tool};
    CHECK(office.get("/v1/destinations", "reader").response.body.contains(R"("name":"tool","kind":"hubspot",)"));
}

TEST_CASE("relays are destinations that owe webhooks")
{
    Office office;
    forward::RelayStatus bot;
    bot.brand = "demo";
    bot.name = "bot";
    bot.behind = 7;
    bot.bytes = 9'000;
    bot.aside = 2;
    bot.in_flight = 1;
    bot.paused = true;
    bot.oldest = office.clock.at;
    forward::RelayStatus other = bot;
    other.brand = "hats";
    office.relays = {bot, other};
    CHECK(office.get("/v1/destinations", "reader").response.body
        == R"({"destinations":[{"name":"bot","kind":"relay","paused":true,"failing":false,"unsettled":3,"behind":7,)"
           R"("behind_bytes":9000,"refused":2,"oldest":"2026-11-22T09:31:00.231Z"}]})");
}

TEST_CASE("a destination is paused and resumed by name")
{
    Office office;
    auto const paused = office.post("/v1/destinations/crm/pause", "", "writer");
    CHECK(paused.response.status == 200);
    CHECK(paused.response.body == R"({"name":"crm","paused":true})");
    CHECK(office.post("/v1/destinations/crm/resume", "", "writer").response.body == R"({"name":"crm","paused":false})");
    CHECK(office.steering.asked == std::vector<std::string>{"pause demo/crm", "resume demo/crm"});
    CHECK(office.post("/v1/destinations/crm/pause", "", "reader").problem() == "forbidden");

    office.steering.outcome = fail(Fault::not_found, "brand demo has no destination crm");
    CHECK(office.post("/v1/destinations/crm/pause", "").problem() == "not-found");
    office.steering.outcome = fail(Fault::conflict, "the configuration pauses this destination");
    CHECK(office.post("/v1/destinations/crm/resume", "").problem() == "conflict");
}
