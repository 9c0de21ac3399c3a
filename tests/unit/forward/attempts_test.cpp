// What one delivery goes through: its attempts, its schedule, and what a person may ask for.
#include "stage.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

std::string const crm = Stage::url_of("crm");

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

std::vector<Instant> times_of(Stage const& stage, std::string const& event)
{
    std::vector<Instant> times;
    for (auto const& seen : stage.receivers.seen) {
        if (seen.event == event)
            times.push_back(seen.at);
    }
    return times;
}

/// What a person is told who asks for a retry: nothing if it is granted.
std::optional<Fault> refusal_of_retry(Stage& stage, DeliveryId id)
{
    bool answered = false;
    std::optional<Fault> refusal;
    stage.engine->retry(id, [&](Result<void> const& result) {
        answered = true;
        if (!result)
            refusal = result.error().fault;
    });
    stage.pass(1ms);
    REQUIRE(answered);
    return refusal;
}

}  // namespace

TEST_CASE("an event is delivered at once, signed, as JSON, under its id")
{
    Stage stage;
    stage.say(1);
    stage.pass(10ms);

    REQUIRE(stage.receivers.seen.size() == 1);
    auto const& seen = stage.receivers.seen.front();
    CHECK(seen.url == crm);
    CHECK(seen.body == consent::to_json(stage.store.entry("demo", 1)->event, consent::TextPolicy::exact));
    CHECK(verify(seen.signature, seen.body, std::vector<ReceiverSecret>{Stage::secret()}, stage.clock.at));
    auto const& headers = stage.receivers.last->headers;
    auto const has = [&](std::string_view name, std::string_view value) {
        return std::ranges::any_of(headers, [&](auto const& h) { return h.name == name && h.value == value; });
    };
    CHECK(has("content-type", "application/json"));
    CHECK(has("user-agent", "consentry/" CONSENTRY_VERSION));
    CHECK_FALSE(stage.receivers.last->allow_private_network);

    stage.pass(1s);
    CHECK(stage.store.cursor(1) == 1);
    auto const row = stage.store.delivery({1, 1}).value();
    CHECK(row.state == DeliveryState::delivered);
    CHECK(row.attempts == 1);
    CHECK(row.last_status == 200);
    CHECK(row.delivered_at.has_value());
    CHECK(row.last_error.empty());
}

TEST_CASE("a failed delivery is tried again on schedule, and its receipts tell how it went")
{
    Stage stage;
    int failures = 0;
    stage.receivers.reactions[crm] = [&](Seen const&) { return Reaction{++failures > 2 ? 204U : 0U}; };
    auto const event = stage.say(1);

    stage.pass(1s);
    auto row = stage.store.delivery({1, 1}).value();
    CHECK(row.state == DeliveryState::waiting);
    CHECK(row.attempts == 1);
    CHECK(row.last_status == 0);
    CHECK(row.last_error == "timeout");
    CHECK(stage.store.cursor(1) == 1);

    stage.pass(1h);
    auto const times = times_of(stage, event);
    REQUIRE(times.size() == 3);
    CHECK(times[1] - times[0] >= 5s);
    CHECK(times[1] - times[0] <= 6s);
    CHECK(times[2] - times[1] >= 5min);
    CHECK(times[2] - times[1] <= 6min);
    row = stage.store.delivery({1, 1}).value();
    CHECK(row.state == DeliveryState::delivered);
    CHECK(row.attempts == 3);
    CHECK(row.last_status == 204);
}

TEST_CASE("Retry-After is obeyed where it counts")
{
    Stage stage;
    auto const status = GENERATE(429U, 503U);
    stage.receivers.reactions[crm] = always(status, "3600");
    auto const event = stage.say(1);
    stage.pass(3590s);
    CHECK(times_of(stage, event).size() == 1);
    stage.pass(600s);
    auto const times = times_of(stage, event);
    REQUIRE(times.size() == 2);
    CHECK(times[1] - times[0] >= 3600s);
}

TEST_CASE("410 stops a destination but for a question an hour, and nothing is ever thrown away for it")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(410);
    for (SubjectNumber subject = 1; subject <= 3; ++subject)
        stage.say(subject);
    stage.pass(1s);
    CHECK(stage.store.delivery({1, 1})->last_error == "answered 410");
    CHECK(stage.status("crm").failing);
    auto const before = stage.receivers.seen.size();
    stage.say(4);
    stage.pass(59min);
    CHECK(stage.receivers.seen.size() == before);
    stage.pass(20 * 24h);
    CHECK(stage.receivers.seen.size() <= before + 20 * 24);
    CHECK(stage.status("crm").dead == 0);
    CHECK(stage.store.rows_in(DeliveryState::dead) == 0);

    stage.receivers.reactions.clear();
    stage.pass(2h);
    CHECK(stage.status("crm").delivered == 4);
    CHECK_FALSE(stage.status("crm").failing);
}

TEST_CASE("a receiver that is gone is asked at once when a person wants to know")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(410);
    stage.say(1);
    stage.pass(1min);
    stage.receivers.reactions.clear();
    CHECK_FALSE(refusal_of_retry(stage, {1, 1}));
    stage.pass(1s);
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::delivered);
}

TEST_CASE("what is tried out of turn uses up neither the schedule nor the time until it is given up")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(500);
    stage.say(1);
    stage.pass(9 * 24h);
    auto const attempts = stage.store.delivery({1, 1})->attempts;
    for (int i = 0; i < 5; ++i) {
        CHECK_FALSE(refusal_of_retry(stage, {1, 1}));
        stage.pass(1s);
    }
    CHECK(stage.receivers.seen.size() >= attempts + 5);
    CHECK(stage.store.delivery({1, 1})->attempts == attempts);
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::waiting);
}

TEST_CASE("nothing is given up for the time in which nobody tried: a pause, a stop, a restored backup")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(500);
    stage.say(1);
    stage.pass(1min);
    stage.crash();
    stage.clock.at += 30 * 24h;
    stage.start();
    stage.pass(1min);
    REQUIRE(stage.receivers.seen.size() > 2);
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::waiting);

    SECTION("resumed after a pause")
    {
        auto paused = Stage::destination("crm");
        paused.paused = true;
        stage.configure({paused});
        stage.pass(30 * 24h);
        stage.configure({Stage::destination("crm")});
        stage.pass(1min);
        CHECK(stage.store.delivery({1, 1})->state == DeliveryState::waiting);
    }
}

TEST_CASE("after ten days a delivery is dead, and frees its subject")
{
    Stage stage;
    stage.receivers.reactions[crm] = failing_for("evt_demo1");
    stage.say(1);
    auto const behind = stage.say(1);
    stage.pass(8 * 24h);
    CHECK(stage.receivers.events_at(crm).back() == "evt_demo1");
    stage.pass(3 * 24h);
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::dead);
    CHECK(stage.receivers.events_at(crm).back() == behind);
    CHECK(stage.store.delivery({1, 2})->state == DeliveryState::delivered);
    CHECK(stage.status("crm").dead == 1);
    CHECK(stage.status("crm").unsettled == 0);
}

TEST_CASE("a person brings a dead delivery back, with the whole schedule before it")
{
    Stage stage;
    stage.options.schedule = {{0s}, 0s};
    stage.crash();
    stage.start();
    stage.receivers.reactions[crm] = always(500);
    stage.say(1);
    stage.pass(1s);
    REQUIRE(stage.store.delivery({1, 1})->state == DeliveryState::dead);

    SECTION("it is delivered when the receiver works")
    {
        stage.receivers.reactions.clear();
        CHECK_FALSE(refusal_of_retry(stage, {1, 1}));
        stage.pass(1s);
        CHECK(stage.store.delivery({1, 1})->state == DeliveryState::delivered);
        CHECK(stage.store.delivery({1, 1})->attempts == 1);
        CHECK(refusal_of_retry(stage, {1, 1}) == Fault::conflict);
    }
    SECTION("asked twice it is tried once")
    {
        stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{200, 1s}; };
        CHECK_FALSE(refusal_of_retry(stage, {1, 1}));
        CHECK_FALSE(refusal_of_retry(stage, {1, 1}));
        stage.pass(10s);
        CHECK(stage.receivers.seen.size() == 2);
    }
    SECTION("it goes nowhere while the store can't note it")
    {
        stage.store.broken = true;
        CHECK(refusal_of_retry(stage, {1, 1}) == Fault::unavailable);
        stage.store.broken = false;
        stage.pass(1s);
        CHECK(stage.receivers.seen.size() == 1);
    }
    SECTION("only what is there can be retried")
    {
        CHECK(refusal_of_retry(stage, {1, 99}) == Fault::not_found);
        CHECK(refusal_of_retry(stage, {9, 1}) == Fault::conflict);
    }
}

TEST_CASE("a waiting delivery that a person retries goes now")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(503, "7200");
    stage.say(1);
    stage.pass(1min);
    stage.receivers.reactions.clear();
    CHECK_FALSE(refusal_of_retry(stage, {1, 1}));
    stage.pass(1s);
    CHECK(stage.store.delivery({1, 1})->state == DeliveryState::delivered);
}

TEST_CASE("when a receiver recovers, what waited for it goes when the next probe tells so, not in hours")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(0);
    for (SubjectNumber subject = 1; subject <= 20; ++subject)
        stage.say(subject);
    stage.pass(4h);
    CHECK(stage.status("crm").failing);
    REQUIRE(stage.status("crm").unsettled == 20);

    stage.receivers.reactions.clear();
    stage.say(21);
    stage.pass(70s);
    CHECK(stage.status("crm").unsettled == 0);
    CHECK_FALSE(stage.status("crm").failing);
}

TEST_CASE(
    "a receiver that fails is asked every minute, so that what waits for it does not wait for hours when it is back")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(503);
    for (SubjectNumber subject = 1; subject <= 20; ++subject)
        stage.say(subject);
    stage.pass(4h);
    stage.receivers.reactions.clear();
    stage.pass(70s);
    CHECK(stage.status("crm").unsettled == 0);
}

TEST_CASE(
    "a restart may be for the receiver's sake: what waited for it is tried at once, but not what it asked to wait")
{
    Stage stage;
    std::string const asks = GENERATE("", "7200");
    stage.receivers.reactions[crm] = always(503, asks);
    for (SubjectNumber subject = 1; subject <= 20; ++subject)
        stage.say(subject);
    stage.pass(1h);
    stage.crash();
    stage.receivers.reactions.clear();
    stage.start();
    stage.pass(10s);
    CHECK(stage.status("crm").delivered == (asks.empty() ? 20 : 0));
    stage.pass(2h);
    CHECK(stage.status("crm").unsettled == 0);
}

TEST_CASE("what is refused for its own sake is not hurried by another's success")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const& seen) { return Reaction{seen.event == "evt_demo7" ? 200U : 400U}; };
    for (SubjectNumber subject = 1; subject <= 6; ++subject)
        stage.say(subject);
    stage.pass(1h);
    auto const before = stage.receivers.seen.size();
    stage.say(7);
    stage.pass(10s);
    CHECK(stage.receivers.seen.size() == before + 1);
}
