#include "consentry/forward/delivery.hpp"

#include "support/catch.hpp"

using namespace consentry::forward;

TEST_CASE("a delivery's id reads back")
{
    DeliveryId const id{3, 1'234'567'890'123};
    CHECK(to_string(id) == "dlv_3_1234567890123");
    CHECK(parse_delivery_id(to_string(id)) == id);
}

TEST_CASE("what is no delivery's id is nothing")
{
    auto const* const text = GENERATE("", "dlv_", "dlv_3", "dlv_3_", "dlv__7", "dlv_0_7", "dlv_3_0", "dlv_-3_7",
        "dlv_03_7", "dlv_3_7_9", "dlv_3_7x", "evt_3_7", "dlv_3_99999999999999999999");
    INFO(text);
    CHECK_FALSE(parse_delivery_id(text));
}

TEST_CASE("states have names that read back")
{
    for (auto const state :
        {DeliveryState::queued, DeliveryState::waiting, DeliveryState::delivered, DeliveryState::dead})
        CHECK(delivery_state_of(name_of(state)) == state);
    CHECK_FALSE(delivery_state_of("lost"));
    CHECK_FALSE(delivery_state_of(""));
}
