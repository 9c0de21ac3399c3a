// What people of the business decide about what was decided, and what time does.
#include "support/catch.hpp"
#include "world.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

Signal probable(int seconds, std::string message_id = "wamid.p")
{
    Signal made = signal(Intent::opt_out, "enough of this", seconds, std::move(message_id));
    made.readings.front().hold = true;
    return made;
}

Review look(Seq hold, bool confirms) { return {hold, confirms, "ana@shop", "she meant the orders", Source::api}; }
Undo take_back(Seq entry) { return {entry, "ana@shop", "a child had the phone", Source::api}; }

/// Someone who agreed to marketing and then wrote what may be an opt-out, of these scopes if it names any.
World with_hold(std::vector<std::string> const& named = {}, Policy const& policy = demo_policy())
{
    World world{policy};
    world.apply(ask("marketing", 0, "wamid.q"));
    world.apply(quoting("wamid.q", signal(Intent::affirm, "si", 5, "wamid.a")));
    Signal said = probable(20);
    said.readings.front().scopes = named;
    world.apply(said);
    return world;
}

/// With two scopes of marketing.
Policy policy_with_news()
{
    Policy policy = demo_policy();
    policy.scopes.push_back({"news", Category::marketing, {}, false, {}, false});
    return policy;
}

constexpr Seq the_hold = 3;

}  // namespace

TEST_CASE("a hold that is confirmed is the opt-out it was, from when it was said and in the same words")
{
    World world = with_hold({"marketing"});
    REQUIRE(world.state("marketing") == State::held);
    world.apply(look(the_hold, true));
    Event const event = world.last();
    CHECK(event.type == EventType::opted_out);
    CHECK(event.scope == "marketing");
    CHECK(event.timestamp == at(20));
    CHECK(event.text == "enough of this");
    CHECK(event.message_id == "wamid.p");
    CHECK(event.actor == "ana@shop");
    CHECK(event.reason == "she meant the orders");
    CHECK(event.caused_by == world.events()[the_hold - 1].id);
    CHECK(world.state("marketing") == State::opted_out);
    CHECK(world.state("orders") == State::unknown);
}

TEST_CASE(
    "where the words named no scope a confirmed hold ends what a STOP ends, and every scope that was held for them")
{
    World world = with_hold({}, policy_with_news());
    REQUIRE(world.state("marketing") == State::held);
    REQUIRE(world.state("news") == State::held);
    world.apply(look(the_hold + GENERATE(0, 1), true));  // Whichever row somebody looked at.
    CHECK(world.last().type == EventType::opted_out);
    CHECK(world.last().scope == "*");
    CHECK(world.last().timestamp == at(20));
    CHECK(world.last().text == "enough of this");
    for (std::string_view const scope : {"marketing", "news", "orders", "*"})
        CHECK(world.state(scope) == State::opted_out);
    for (Seq const row : {the_hold, the_hold + 1})
        CHECK(world.apply(look(row, GENERATE(true, false))).refused->fault == Fault::conflict);
}

TEST_CASE("what was said since of one scope stands when the words before it are confirmed for all")
{
    World world = with_hold({}, policy_with_news());
    world.apply(ask("marketing", 25, "wamid.q2"));
    world.apply(quoting("wamid.q2", signal(Intent::affirm, "si", 30, "wamid.b")));
    world.apply(look(the_hold + 1, true));
    CHECK(world.state("marketing") == State::opted_in);
    CHECK(world.state("news") == State::opted_out);
    CHECK(world.state("orders") == State::opted_out);
}

TEST_CASE("what names a scope, or something that is none, ends what is held for it and no more")
{
    SECTION("a scope")
    {
        World world = with_hold({"marketing"}, policy_with_news());
        world.apply(look(the_hold, true));
        CHECK(world.state("marketing") == State::opted_out);
        CHECK(world.state("news") == State::unknown);
        CHECK(world.state("orders") == State::unknown);
    }
    SECTION("a scope, where a STOP of one reaches all")
    {
        Policy policy = policy_with_news();
        policy.stop_reaches_all = true;
        World world = with_hold({"marketing"}, policy);
        world.apply(look(the_hold, true));
        CHECK(world.state("orders") == State::opted_out);
    }
    SECTION("something that is none")
    {
        World world;
        Signal said = probable(20);
        said.readings.front().names_unknown = true;
        world.apply(said);
        world.apply(look(1, true));
        CHECK(world.state("marketing") == State::opted_out);
        CHECK(world.state("orders") == State::unknown);
    }
}

TEST_CASE("a no of the business that a brake has held ends the scope that it named, when it is confirmed")
{
    Policy policy = policy_with_news();
    policy.stop_reaches_all = true;
    policy.brake = {600s, 1, 1, 0};
    World world{policy};
    for (std::string const number : {"34600111223", "34600111222"}) {
        Record record;
        record.contact = phone(number);
        record.scope = "news";
        record.occurred_at = at(5);
        world.apply(record);
    }
    REQUIRE(world.state("news") == State::held);
    world.apply(look(2, true));
    CHECK(world.state("news") == State::opted_out);
    CHECK(world.state("orders") == State::unknown);
}

TEST_CASE("a hold that is released gives back what was there")
{
    World world = with_hold();
    world.apply(look(the_hold, false));
    CHECK(world.last().type == EventType::released);
    CHECK(world.last().effective);
    CHECK(world.last().actor == "ana@shop");
    CHECK(world.state("marketing") == State::opted_in);
}

TEST_CASE("a hold is settled once, by whoever comes first: a person of the business or the subject")
{
    World world = with_hold();
    auto const confirms = GENERATE(true, false);
    SECTION("looked at twice")
    {
        world.apply(look(the_hold, false));
        CHECK(world.apply(look(the_hold, confirms)).refused->fault == Fault::conflict);
        CHECK(world.state("marketing") == State::opted_in);
    }
    SECTION("the subject said YES since")
    {
        world.apply(ask("marketing", 25, "wamid.q2"));
        world.apply(quoting("wamid.q2", signal(Intent::affirm, "si", 30, "wamid.b")));
        CHECK(world.apply(look(the_hold, confirms)).refused->fault == Fault::conflict);
        CHECK(world.state("marketing") == State::opted_in);
    }
    SECTION("the subject said STOP since")
    {
        world.apply(signal(Intent::opt_out, "stop", 30, "wamid.b"));
        CHECK(world.apply(look(the_hold, confirms)).refused->fault == Fault::conflict);
        CHECK(world.state("marketing") == State::opted_out);
    }
}

TEST_CASE("what holds nothing cannot be settled")
{
    World world = with_hold();
    CHECK(world.apply(look(2, true)).refused->fault == Fault::not_found);
    CHECK(world.apply(look(99, true)).refused->fault == Fault::not_found);
}

TEST_CASE("an undo leaves out one fact, and what it had hidden counts again")
{
    World world = with_hold();
    world.apply(signal(Intent::opt_out, "stop", 30, "wamid.s"));
    REQUIRE(world.state("marketing") == State::opted_out);
    Seq const the_stop = world.last().seq;
    world.apply(take_back(the_stop));
    Event const event = world.last();
    CHECK(event.type == EventType::undone);
    CHECK(event.effective);
    CHECK(event.reason == "a child had the phone");
    CHECK(event.caused_by == world.events()[static_cast<std::size_t>(the_stop - 1)].id);
    CHECK(world.state("marketing") == State::held);

    SECTION("the same again changes nothing") { CHECK(world.apply(take_back(the_stop)).events.empty()); }
    SECTION("an undo is not undone") { CHECK(world.apply(take_back(event.seq)).refused->fault == Fault::conflict); }
    SECTION("the STOP that comes again is the same item and stays undone")
    {
        CHECK(world.apply(signal(Intent::opt_out, "stop", 30, "wamid.s")).duplicate);
        CHECK(world.state("marketing") == State::held);
    }
}

TEST_CASE("an undo never makes an opt-in that was not there")
{
    World world;
    world.apply(signal(Intent::opt_out, "stop", 5));
    world.apply(take_back(1));
    CHECK(world.state("marketing") == State::unknown);
}

TEST_CASE("what changed no consent has nothing to take back")
{
    World world = with_hold();
    CHECK(world.apply(take_back(1)).refused->fault == Fault::conflict);
    CHECK(world.apply(take_back(99)).refused->fault == Fault::not_found);
}

TEST_CASE("the end of consent is told once it has come, and only if the scope rests on it")
{
    Policy policy = demo_policy();
    policy.scopes[0].valid_for = 100s;
    World world{policy};
    world.apply(ask("marketing", 0, "wamid.q"));
    world.apply(quoting("wamid.q", signal(Intent::affirm, "si", 5, "wamid.a")), 50);
    CHECK(world.apply(Lapse{2}, 104).events.empty());
    CHECK(world.apply(Lapse{1}, 200).events.empty());
    CHECK(world.apply(Lapse{2}, 105).events.size() == 1);
    Event const event = world.last();
    CHECK(event.type == EventType::expired);
    CHECK(event.effective);
    CHECK(event.timestamp == at(105));
    CHECK(event.state == State::expired);
    CHECK(event.wording == "v3");
    CHECK(event.source == Source::system);

    SECTION("a STOP says more than an end")
    {
        world.apply(signal(Intent::opt_out, "stop", 300, "wamid.s"));
        CHECK(world.apply(Lapse{2}, 400).events.empty());
    }
}

TEST_CASE("an opt-out tells which question it answered")
{
    World world;
    world.apply(ask("marketing", 0, "wamid.q"));
    world.apply(quoting("wamid.q", signal(Intent::opt_out, "stop", 5, "wamid.s")));
    REQUIRE(world.last().prompt);
    CHECK(world.last().prompt->wording == "v3");
    CHECK(world.last().scope == "*");
}
