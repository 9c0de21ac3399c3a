// What people ask of destinations: a replay, a snapshot, another try of all, a test; and how much a receiver takes.
#include "stage.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using Events = std::vector<std::string>;

std::string const crm = Stage::url_of("crm");

auto always(unsigned status)
{
    return [status](Seen const&) { return Reaction{status}; };
}

/// A stage whose destination knows the rules of its brand, as a snapshot needs.
void give_rules(Stage& stage)
{
    auto destination = Stage::destination("crm");
    consent::Policy rules;
    rules.brand = "demo";
    destination.policy = std::make_shared<consent::Policy const>(std::move(rules));
    stage.configure({destination});
}

/// The name of what has begun; empty if it was refused.
std::string begun(Stage& stage, std::function<void(Engine&, Engine::Begun)> const& ask)
{
    std::string name;
    ask(*stage.engine, [&](Result<std::string> result) { name = result.value_or(""); });
    stage.pass(1ms);
    return name;
}

std::string replayed(Stage& stage, ReplayRange range = {})
{
    return begun(
        stage, [range](Engine& engine, Engine::Begun done) { engine.replay("demo", "crm", range, std::move(done)); });
}

std::string snapshot_of(Stage& stage)
{
    return begun(stage, [](Engine& engine, Engine::Begun done) { engine.snapshot("demo", "crm", std::move(done)); });
}

bool told_as_replayed(Seen const& seen) { return seen.body.find(R"("replayed":true)") != std::string::npos; }

}  // namespace

TEST_CASE("a replay tells once more what the ledger had when it was asked for, under the same ids and marked so")
{
    Stage stage;
    for (SubjectNumber subject = 1; subject <= 100; ++subject)
        stage.say(subject);
    stage.pass(1s);
    auto const first = stage.receivers.events_at(crm);
    REQUIRE(first.size() == 100);
    stage.receivers.seen.clear();

    CHECK(replayed(stage) == "crm/replay-2");
    auto const later = stage.say(7);
    stage.pass(10s);
    auto events = stage.receivers.events_at(crm);
    REQUIRE(events.size() == 101);
    CHECK(std::ranges::count_if(stage.receivers.seen, told_as_replayed) == 100);
    std::erase(events, later);
    std::ranges::sort(events);
    CHECK(std::ranges::equal(events, [&] {
        auto sorted = first;
        std::ranges::sort(sorted);
        return sorted;
    }()));
    CHECK(stage.engine->status().size() == 1);  // It has ended.
}

TEST_CASE("a replay is of a time, or of one person")
{
    Stage stage;
    stage.say(1);
    stage.pass(1h);
    Instant const from = stage.clock.at;
    auto const wanted = stage.say(1);
    auto const of_another = stage.say(2);
    stage.pass(1h);
    Instant const to = stage.clock.at;
    stage.say(1);
    stage.pass(1h);
    stage.receivers.seen.clear();

    SECTION("of a time")
    {
        replayed(stage, {.from = from, .to = to});
        stage.pass(10s);
        CHECK(stage.receivers.events_at(crm) == Events{wanted, of_another});
    }
    SECTION("of a person in that time")
    {
        replayed(stage, {.from = from, .to = to, .subject = 1});
        stage.pass(10s);
        CHECK(stage.receivers.events_at(crm) == Events{wanted});
    }
}

TEST_CASE("a replay goes on where it stood when the power comes back")
{
    Stage stage;
    for (SubjectNumber subject = 1; subject <= 200; ++subject)
        stage.say(subject);
    stage.pass(1s);
    stage.receivers.reactions[crm] = always(500);
    replayed(stage);
    stage.pass(10s);
    stage.crash();
    stage.receivers.seen.clear();
    stage.receivers.reactions.clear();
    stage.start();
    stage.pass(2min);
    std::set<std::string> events;
    for (auto const& seen : stage.receivers.seen) {
        CHECK(told_as_replayed(seen));
        events.insert(seen.event);
    }
    CHECK(events.size() == 200);
    CHECK(stage.engine->status().size() == 1);
}

TEST_CASE("never two of a subject at once, though one of them is replayed")
{
    Stage stage;
    stage.say(1);
    stage.pass(1s);
    stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{200, 100ms}; };
    stage.receivers.in_flight_max = 0;
    replayed(stage);
    stage.say(1);
    stage.pass(10s);
    CHECK(stage.receivers.in_flight_max == 1);
    CHECK(stage.receivers.seen.size() == 3);
}

TEST_CASE("a snapshot tells how everybody stands, whatever the destination listens to")
{
    Stage stage;
    give_rules(stage);
    for (SubjectNumber subject = 1; subject <= 150; ++subject)
        stage.states.people[subject] = {};
    stage.say(1);
    stage.pass(1s);
    stage.receivers.seen.clear();
    CHECK(snapshot_of(stage) == "crm/snapshot-2");
    stage.pass(10s);
    REQUIRE(stage.receivers.seen.size() == 150);
    CHECK(stage.receivers.seen.front().body.find(R"("type":"consent.snapshot")") != std::string::npos);
    CHECK(stage.engine->status().size() == 1);
}

TEST_CASE("who is erased while a snapshot waits is told of no more")
{
    Stage stage;
    give_rules(stage);
    stage.states.people[1] = {};
    stage.receivers.reactions[crm] = always(500);
    snapshot_of(stage);
    stage.pass(2s);
    stage.states.people.clear();
    stage.receivers.reactions.clear();
    stage.pass(1h);
    CHECK(stage.store.delivery({2, 1})->state == DeliveryState::skipped);
}

TEST_CASE("everything that waits goes now, and what was given up is brought back, however much it is")
{
    Stage stage;
    stage.options.schedule = {{0s}, 0s};
    stage.options.unsettled_max = 50;
    stage.crash();
    stage.start();
    stage.receivers.reactions[crm] = always(422);
    for (SubjectNumber subject = 1; subject <= 1'000; ++subject)
        stage.say(subject);
    stage.pass(1min);
    REQUIRE(stage.store.rows_in(DeliveryState::dead) == 1'000);

    stage.receivers.reactions.clear();
    bool answered = false;
    stage.engine->retry_all("demo", "crm", [&](Result<void> const& result) { answered = result.has_value(); });
    CHECK(answered);
    std::int64_t waiting_max = 0;
    for (int i = 0; i < 1'000; ++i) {
        stage.pass(10ms);
        waiting_max = std::max(waiting_max, stage.status("crm").unsettled);
    }
    CHECK(stage.store.rows_in(DeliveryState::delivered) == 1'000);
    CHECK(waiting_max <= 1'000);
}

TEST_CASE("what was given up a moment ago, and is not on disk yet, is brought back as well")
{
    Stage stage;
    stage.options.schedule = {{0s}, 0s};
    stage.crash();
    stage.start();
    stage.receivers.reactions[crm] = always(422);
    stage.say(1);
    stage.pass(10ms);
    REQUIRE(stage.store.rows_in(DeliveryState::dead) == 0);
    stage.receivers.reactions.clear();
    stage.engine->retry_all("demo", "crm", [](Result<void> const&) { });
    stage.pass(10s);
    CHECK(stage.store.rows_in(DeliveryState::delivered) == 1);
}

TEST_CASE("a test is one attempt under an id of its own, and tells how it went")
{
    Stage stage;
    unsigned const status = GENERATE(200U, 401U);
    stage.receivers.reactions[crm] = always(status);
    std::optional<Ending> ending;
    stage.engine->test("demo", "crm", "", [&](Result<Ending> result) { ending = std::move(*result); });
    stage.pass(1s);
    REQUIRE(ending);
    CHECK(ending->status == status);
    CHECK((ending->kind == Ending::Kind::delivered) == (status == 200));
    REQUIRE(stage.receivers.seen.size() == 1);
    CHECK(stage.receivers.seen.front().event.starts_with("test_"));
    CHECK(stage.receivers.seen.front().body.find(R"("type":"system.test")") != std::string::npos);
    CHECK(stage.store.rows_in(DeliveryState::delivered) == 0);
}

TEST_CASE("what is asked of a destination that is not configured is not found")
{
    Stage stage;
    std::optional<Fault> fault;
    stage.engine->replay(
        "demo", "nobody", {}, [&](Result<std::string> const& result) { fault = result.error().fault; });
    CHECK(fault == Fault::not_found);
}

TEST_CASE("a receiver gets no more than it takes in a time, evenly")
{
    Stage stage;
    auto paced = Stage::destination("crm");
    paced.rate = Rate{10, 1s};
    stage.configure({paced});
    for (SubjectNumber subject = 1; subject <= 100; ++subject)
        stage.say(subject);
    stage.pass(20s);
    auto const& seen = stage.receivers.seen;
    REQUIRE(seen.size() == 100);
    for (std::size_t i = 11; i < seen.size(); ++i)
        CHECK(seen[i].at - seen[i - 11].at >= 1s);
    CHECK(seen.back().at - seen.front().at <= 10s);
}

TEST_CASE("a receiver that does not work is left alone but for a probe; its cursor stands still")
{
    Stage stage;
    stage.receivers.reactions[crm] = always(500);
    for (SubjectNumber subject = 1; subject <= 500; ++subject)
        stage.say(subject);
    stage.pass(1min);
    CHECK(stage.status("crm").failing);
    CHECK(stage.receivers.seen.size() < 30);
    CHECK(stage.status("crm").cursor < 30);

    stage.receivers.reactions.clear();
    stage.pass(70s);
    CHECK(stage.status("crm").delivered == 500);
}

TEST_CASE("what a receiver can't bear keeps others from it for a while at most")
{
    Stage stage;
    stage.receivers.reactions[crm]
        = [](Seen const& seen) { return Reaction{seen.body.find("sub_7\"") != std::string::npos ? 500U : 200U}; };
    for (SubjectNumber subject = 1; subject <= 10; ++subject) {
        for (int i = 0; i < 10; ++i)
            stage.say(7);
        stage.pass(10min);
    }
    auto const stop = stage.say(8);
    stage.pass(2min);
    CHECK(stage.receivers.events_at(crm).back() == stop);
}

TEST_CASE("while a receiver asks to be left alone nothing at all is sent to it")
{
    Stage stage;
    stage.receivers.reactions[crm] = [](Seen const&) { return Reaction{429, 1ms, "3600"}; };
    stage.say(1);
    stage.pass(1s);
    stage.say(2);
    stage.pass(59min);
    CHECK(stage.receivers.seen.size() == 1);
    stage.receivers.reactions.clear();
    stage.pass(10min);
    CHECK(stage.status("crm").delivered == 2);
}

TEST_CASE("a receiver steers by a header of its answer: not this again, or nothing more")
{
    Stage stage;
    std::string const control = GENERATE("abort-message", "disable");
    stage.receivers.reactions[crm] = [&](Seen const&) { return Reaction{.status = 400, .control = control}; };
    stage.say(1);
    stage.say(1);
    stage.pass(1h);
    if (control == "disable") {
        CHECK(stage.status("crm").gone);
        CHECK(stage.store.rows_in(DeliveryState::dead) == 0);
    } else {
        CHECK(stage.receivers.seen.size() == 2);
        CHECK(stage.store.rows_in(DeliveryState::dead) == 2);
    }
}

TEST_CASE("a destination tells of its kind, and of another one when that is configured")
{
    Stage stage;
    auto destination = Stage::destination("crm");
    stage.configure({destination});
    CHECK(stage.status("crm").kind == "webhook");
    destination.kind = "hubspot";
    stage.configure({destination});
    CHECK(stage.status("crm").kind == "hubspot");
}
