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

/// Someone who agreed to marketing and then wrote what may be an opt-out.
World with_hold(int held = 20)
{
    World world;
    world.apply(ask("marketing", 0, "wamid.q"));
    world.apply(quoting("wamid.q", signal(Intent::affirm, "si", 5, "wamid.a")));
    world.apply(probable(held));
    return world;
}

constexpr Seq the_hold = 3;

}  // namespace

TEST_CASE("a hold that is confirmed is the opt-out it was, from when it was said and in the same words")
{
    World world = with_hold();
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
