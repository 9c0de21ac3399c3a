// What is on disk, and what a restart makes of it.
#include "stage.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

std::string const crm = Stage::url_of("crm");

using Events = std::vector<std::string>;

/// Answers `status` to one event and 200 to all else.
auto failing_for(std::string event, unsigned status = 500)
{
    return
        [event = std::move(event), status](Seen const& seen) { return Reaction{seen.event == event ? status : 200}; };
}

}  // namespace

TEST_CASE("a restart sends again what is not known to be settled, and nothing else")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const& seen) {
        return Reaction{seen.event == "evt_demo2" ? 500U : 200U, seen.event == "evt_demo3" ? 30s : 1ms};
    };
    for (SubjectNumber subject = 1; subject <= 5; ++subject)
        stage.say(subject);
    stage.pass(2s);  // 1, 4 and 5 are delivered, 2 waits, 3 is in flight.
    REQUIRE(stage.store.rows_in(DeliveryState::delivered) == 3);

    stage.crash();
    stage.receivers.seen.clear();
    stage.receivers.reactions.clear();
    stage.start();
    stage.pass(6s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo3", "evt_demo2"});
    stage.pass(10s);
    CHECK(stage.store.cursor(1) == 5);
    CHECK(stage.store.rows_in(DeliveryState::delivered) == 5);
}

TEST_CASE("what was delivered but not written down is sent again under the same id")
{
    Stage stage;
    stage.store.keeps_at_once = false;
    stage.say(1);
    stage.pass(1s);
    stage.crash();
    stage.start();
    stage.pass(1s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1", "evt_demo1"});
}

TEST_CASE("entries that are nothing for a destination are passed, and not read again after a restart")
{
    Stage stage;
    for (SubjectNumber subject = 1; subject <= 5'000; ++subject)
        stage.say(subject, consent::EventType::help);
    stage.pass(1s);
    CHECK(stage.receivers.seen.empty());
    CHECK(stage.store.cursor(1) > 3'000);
    CHECK(stage.store.settlements < 10);
}

TEST_CASE("a slow attempt does not hold up the cursor")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const& seen) {
        return Reaction{200, seen.event == "evt_demo1" ? std::chrono::milliseconds{15s} : 1ms};
    };
    stage.say(1);
    for (SubjectNumber subject = 2; subject <= 50; ++subject) {
        stage.say(subject);
        stage.pass(100ms);
    }
    CHECK(stage.store.cursor(1) > 30);
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::waiting);
}

TEST_CASE("while receipts can't be written no more than so many are at risk, and it heals by itself")
{
    Stage stage;
    stage.options.receipts_max = 100;
    stage.crash();
    stage.start();
    stage.store.keeps_at_once = false;
    for (SubjectNumber subject = 1; subject <= 1'000; ++subject)
        stage.say(subject);
    stage.pass(1min);
    CHECK(stage.receivers.seen.size() <= 100 + 16);

    stage.store.broken = true;
    stage.store.keep();
    stage.pass(10s);
    stage.store.broken = false;
    stage.store.keeps_at_once = true;
    stage.store.keep();
    stage.pass(1min);
    CHECK(stage.receivers.seen.size() == 1'000);
    CHECK(stage.store.rows_in(DeliveryState::delivered) == 1'000);
}

TEST_CASE("receipts of what was delivered are forgotten in time, others are not")
{
    Stage stage;
    stage.receivers.reactions[crm] = failing_for("evt_demo1", 400);
    stage.options.schedule.give_up = 100 * 24h;
    stage.crash();
    stage.start();
    stage.say(1);
    stage.say(2);
    stage.pass(13 * 24h);
    CHECK(stage.store.delivery({1, 2}));
    stage.pass(2 * 24h);
    CHECK_FALSE(stage.store.delivery({1, 2}));
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::waiting);
}
