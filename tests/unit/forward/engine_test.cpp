// Many deliveries together: order, limits, destinations that come and go, a stop.
#include "stage.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

std::string const crm = Stage::url_of("crm");
std::string const shop = Stage::url_of("shop");

using Events = std::vector<std::string>;

/// Answers `status` to one event and 200 to all else.
auto failing_for(std::string event, unsigned status = 500)
{
    return
        [event = std::move(event), status](Seen const& seen) { return Reaction{seen.event == event ? status : 200}; };
}

auto always(unsigned status, std::string retry_after = {})
{
    return [status, retry_after](Seen const&) { return Reaction{status, 1ms, retry_after}; };
}

}  // namespace

TEST_CASE("a new destination starts at the end of the ledger")
{
    Stage stage;
    stage.say(1);
    stage.configure({Stage::destination("crm"), Stage::destination("shop")});
    auto const second = stage.say(2);
    stage.pass(1s);
    CHECK(stage.receivers.events_at(shop) == Events{second});
}

TEST_CASE("a subject's events wait for one another; other subjects flow on")
{
    Stage stage;
    stage.receivers.reactions[crm] = failing_for("evt_demo1");
    stage.say(1);
    stage.say(1);
    stage.say(2);
    stage.say(1);
    stage.pass(3s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1", "evt_demo3"});
    CHECK(stage.status("crm").unsettled == 3);
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::waiting);

    stage.say(3);
    stage.pass(1s);
    CHECK(stage.store.delivery({1, 2})->state == DeliveryState::queued);
    CHECK(stage.store.cursor(1) == 5);

    stage.receivers.reactions.clear();
    stage.pass(10s);
    CHECK(stage.receivers.events_at(crm)
        == Events{"evt_demo1", "evt_demo3", "evt_demo5", "evt_demo1", "evt_demo2", "evt_demo4"});
    CHECK(stage.status("crm").unsettled == 0);
}

TEST_CASE("never two of a subject at once, even when the answer is slow")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{200, 10s}; };
    for (int i = 0; i < 5; ++i)
        stage.say(7);
    stage.pass(1s);
    CHECK(stage.receivers.in_flight == 1);
    stage.pass(60s);
    CHECK(stage.receivers.in_flight_max == 1);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1", "evt_demo2", "evt_demo3", "evt_demo4", "evt_demo5"});
}

TEST_CASE("a destination has at most so many attempts in flight")
{
    Stage stage;
    auto narrow = Stage::destination("crm");
    narrow.concurrency = 3;
    stage.configure({narrow});
    stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{200, 100ms}; };
    for (SubjectNumber subject = 1; subject <= 20; ++subject)
        stage.say(subject);
    stage.pass(10s);
    CHECK(stage.receivers.in_flight_max == 3);
    CHECK(stage.receivers.seen.size() == 20);
}

TEST_CASE("receivers that hang or fail do not move the times at which another gets its events")
{
    auto const times_at_shop = [](std::vector<std::string> const& others) {
        Stage stage;
        std::vector destinations{Stage::destination("shop")};
        for (auto const& name : others)
            destinations.push_back(Stage::destination(name));
        stage.configure(destinations);
        stage.receivers.reactions[Stage::url_of("hanging")] = [](Seen const&) { return Reaction{0, 20s}; };
        stage.receivers.reactions[Stage::url_of("failing")] = always(500);
        for (SubjectNumber subject = 1; subject <= 600; ++subject) {
            stage.say(subject % 200);
            stage.pass(100ms);
        }
        for (auto const& name : others)
            CHECK(stage.status(name).delivered == 0);
        std::vector<std::pair<Instant, std::string>> times;
        for (Seen const& seen : stage.receivers.seen) {
            if (seen.url == shop)
                times.emplace_back(seen.at, seen.event);
        }
        return times;
    };
    auto const alone = times_at_shop({});
    CHECK(alone.size() == 600);
    CHECK(times_at_shop({"hanging", "failing"}) == alone);
}

TEST_CASE("a paused destination stands still and goes on where it stood")
{
    Stage stage;
    auto paused = Stage::destination("crm");
    paused.paused = true;
    stage.configure({paused});
    stage.say(1);
    stage.say(2);
    stage.pass(24h);
    CHECK(stage.receivers.seen.empty());
    CHECK(stage.store.cursor(1) == 0);
    CHECK(stage.status("crm").paused);

    stage.configure({Stage::destination("crm")});
    stage.pass(1s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1", "evt_demo2"});
}

TEST_CASE("a person pauses a destination and lets it go on; over restarts and reloads it stays as they left it")
{
    Stage stage;
    stage.configure({Stage::destination("crm")});
    std::vector<std::string> answers;
    auto const halt = [&](std::string const& name, bool halted) {
        stage.engine->halt("demo", name, halted,
            [&](Result<void> const& result) { answers.push_back(result ? "done" : result.error().detail); });
        stage.pass(1s);
    };
    halt("crm", true);
    stage.say(1);
    stage.pass(24h);
    CHECK(stage.receivers.seen.empty());
    CHECK(stage.store.cursor(1) == 0);
    CHECK(stage.status("crm").paused);

    SECTION("a reload changes nothing of it")
    {
        stage.configure({Stage::destination("crm")});
        stage.pass(24h);
        CHECK(stage.receivers.seen.empty());
    }
    SECTION("nor does a restart")
    {
        stage.crash();
        stage.start();
        stage.pass(24h);
        CHECK(stage.receivers.seen.empty());
        CHECK(stage.status("crm").paused);
    }
    halt("crm", false);
    CHECK_FALSE(stage.status("crm").paused);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1"});
    halt("nobody", true);
    CHECK(answers == std::vector<std::string>{"done", "done", "brand demo has no destination nobody"});
}

TEST_CASE("what the configuration pauses only the configuration resumes")
{
    Stage stage;
    auto paused = Stage::destination("crm");
    paused.paused = true;
    stage.configure({paused});
    std::optional<Error> refused;
    stage.engine->halt("demo", "crm", false, [&](Result<void> const& result) { refused = result.error(); });
    stage.pass(1s);
    REQUIRE(refused);
    CHECK(refused->fault == Fault::conflict);
}

TEST_CASE("a new url takes what the old one still owed")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(500);
    stage.say(1);
    stage.pass(1s);
    auto moved = Stage::destination("crm");
    moved.url = shop;
    stage.configure({moved});
    stage.pass(10s);
    CHECK(stage.receivers.events_at(shop) == Events{"evt_demo1"});
}

TEST_CASE("a destination that is taken out sends no more, and its place is kept")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{200, 5s}; };
    stage.say(1);
    stage.pass(1s);
    stage.configure({});
    stage.say(2);
    stage.pass(10s);
    CHECK(stage.engine->status().empty());
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::delivered);

    stage.configure({Stage::destination("crm")});
    stage.pass(10s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1", "evt_demo2"});
}

TEST_CASE("a dead receiver costs so many rows and no more; the ledger keeps the rest")
{
    Stage stage;
    stage.options.unsettled_max = 50;
    stage.crash();
    stage.start();
    stage.receivers.reactions[crm] = always(500);
    for (SubjectNumber subject = 1; subject <= 300; ++subject)
        stage.say(subject);
    stage.pass(3h);
    CHECK(stage.status("crm").unsettled == 50);
    CHECK(stage.store.rows_in(DeliveryState::waiting) == 50);
    CHECK(stage.store.cursor(1) == 50);

    stage.receivers.reactions.clear();
    stage.pass(70s);  // It is asked every minute, though nothing is due for hours and nothing new is read.
    CHECK(stage.status("crm").delivered == 300);
    CHECK(stage.store.cursor(1) == 300);
}

TEST_CASE("what a working receiver refuses does not keep others waiting, however much it is")
{
    Stage stage;
    stage.options.unsettled_max = 50;
    stage.crash();
    stage.start();
    stage.receivers.reactions[crm]
        = [](Seen const& seen) { return Reaction{seen.body.find("sub_7\"") != std::string::npos ? 422U : 200U}; };
    for (int i = 0; i < 200; ++i)
        stage.say(7);
    stage.pass(1s);
    auto const stop = stage.say(8);
    stage.pass(1s);
    CHECK(stage.receivers.events_at(crm).back() == stop);
    CHECK_FALSE(stage.status("crm").failing);
}

TEST_CASE("a backlog of a hundred thousand entries is read as it is sent, never held")
{
    Stage stage;
    auto paused = Stage::destination("crm");
    paused.paused = true;
    stage.configure({paused});
    for (SubjectNumber subject = 1; subject <= 100'000; ++subject) {
        consent::Event event;
        event.effective = true;
        stage.store.append("demo", subject, std::move(event));
    }
    std::size_t answered = 0;
    std::size_t held_max = 0;
    stage.receivers.on_answer = [&](Seen const&, unsigned) {
        ++answered;
        held_max = std::max(held_max, stage.store.entries_read - answered + 1);
    };
    stage.configure({Stage::destination("crm")});
    stage.pass(1h);
    CHECK(answered == 100'000);
    CHECK(held_max <= 200);
    CHECK(stage.store.cursor(1) == 100'000);
    CHECK(stage.store.settlements < 100'000 / 100);
    CHECK(stage.tasks->size() < 10);
}

TEST_CASE("a store that can't be read is asked again until it can")
{
    Stage stage;
    stage.store.broken = true;
    stage.say(1);
    stage.configure({Stage::destination("crm"), Stage::destination("shop")});
    stage.pass(10s);
    CHECK(stage.receivers.seen.empty());
    stage.store.broken = false;
    stage.pass(2s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1"});
    auto const event = stage.say(2);
    stage.pass(1s);
    CHECK(stage.receivers.events_at(shop) == Events{event});
}

TEST_CASE("when two subjects turn out to be one, their deliveries queue behind one another")
{
    Stage stage;
    stage.receivers.reactions[crm] = failing_for("evt_demo1");
    stage.say(1);
    stage.pass(2s);
    stage.store.merge(2, 1);
    stage.say(2, consent::EventType::merged);
    stage.say(2);
    stage.pass(1s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1"});
    stage.receivers.reactions.clear();
    stage.pass(10s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1", "evt_demo1", "evt_demo2", "evt_demo3"});
}

TEST_CASE("a stop waits for what is in flight, begins nothing, and writes the receipts")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{200, 3s}; };
    stage.say(1);
    stage.say(1);
    stage.pass(1s);
    std::optional<bool> clean;
    stage.engine->stop(10s, [&](bool all) { clean = all; });
    stage.pass(1s);
    CHECK_FALSE(clean);
    stage.say(2);
    stage.pass(1500ms);
    CHECK(clean == true);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1"});
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::delivered);
    stage.pass(1min);
    CHECK(stage.receivers.seen.size() == 1);
}

TEST_CASE("a stop waits no longer than it was told to; what was in flight is sent again")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{200, 1min}; };
    stage.say(1);
    stage.pass(1s);
    std::optional<bool> clean;
    stage.engine->stop(5s, [&](bool all) { clean = all; });
    stage.pass(5s);
    CHECK(clean == false);
    stage.crash();
    stage.receivers.reactions.clear();
    stage.start();
    stage.pass(1s);
    CHECK(stage.receivers.events_at(crm) == Events{"evt_demo1", "evt_demo1"});
}
