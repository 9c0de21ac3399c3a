// A person's message that somebody else passes on, from the question to the entry.
#include "support/catch.hpp"
#include "world.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

Signal told(Signal signal)
{
    signal.source = Source::message_api;
    signal.origin = "spoki";
    signal.actor = "crm";
    return signal;
}

}  // namespace

TEST_CASE("a message that was passed on is the person's own word, and says through whom it came")
{
    World world;
    Outcome const outcome = world.apply(told(signal(Intent::opt_out, "baja", 5, "spoki-1")));
    REQUIRE(outcome.events.size() == 1);
    Event const event = world.last();
    CHECK(event.source == Source::message_api);
    CHECK(event.fact->authority == Authority::person);
    CHECK(event.origin == "spoki");
    CHECK(event.actor == "crm");
    CHECK(event.text == "baja");
    CHECK(world.state("marketing") == State::opted_out);
}

TEST_CASE("who passes a message on is told what it says and what was done about it")
{
    World world;
    Signal hold_on = signal(Intent::opt_out, "quizá", 7, "spoki-3");
    hold_on.readings.front().hold = true;
    auto const [item, intent, decision] = GENERATE_COPY(table<Signal, Intent, Decision>({
        {signal(Intent::opt_out, "baja", 5, "spoki-1"), Intent::opt_out, Decision::act},
        {signal(Intent::affirm, "sí", 6, "spoki-2"), Intent::affirm, Decision::note},
        {hold_on, Intent::opt_out, Decision::hold},
        {signal(Intent::acknowledge, "ok", 8, "spoki-4"), Intent::acknowledge, Decision::note},
    }));
    Outcome const outcome = world.apply(told(item));
    REQUIRE(outcome.heard);
    CHECK(outcome.heard->intent == intent);
    CHECK(outcome.heard->decision == decision);
    CHECK(outcome.heard->match.rule == item.readings.front().match.rule);
    CHECK(outcome.events.empty() == (intent == Intent::acknowledge));

    SECTION("and the same when it is told again, though nothing is entered")
    {
        Outcome const again = world.apply(told(item));
        CHECK(again.events.empty());
        CHECK(again.duplicate == (intent != Intent::acknowledge));
        REQUIRE(again.heard);
        CHECK(again.heard->intent == intent);
    }
}

TEST_CASE("nobody else is told, since Meta does not ask")
{
    World world;
    CHECK_FALSE(world.apply(signal(Intent::opt_out, "baja", 5)).heard);
}

TEST_CASE("what Meta has told of a message nobody else tells anew, whatever time or words they give it")
{
    World world;
    world.apply(signal(Intent::affirm, "sí", 5, "wamid.1"));
    world.apply(ask("marketing", 0, "wamid.q"));
    REQUIRE(world.state("marketing") == State::opted_in);
    world.apply(signal(Intent::opt_out, "baja", 10, "wamid.2"));

    Signal late = told(signal(Intent::affirm, "sí", 20, "wamid.1"));
    late.identity = "told/wamid.1/Sí";
    Outcome const outcome = world.apply(late);
    CHECK(outcome.duplicate);
    CHECK(outcome.events.empty());
    CHECK(world.state("marketing") == State::opted_out);

    SECTION("a message of another person with that id is another message")
    {
        Signal other = late;
        other.who = {phone("34600999888")};
        CHECK_FALSE(world.apply(other).duplicate);
    }
    SECTION("and an id of somebody else's own, which may be used again, is no id of Meta's")
    {
        Signal own = told(signal(Intent::opt_out, "baja", 20, "7"));
        own.identity = "told/7/baja";
        CHECK_FALSE(world.apply(own).duplicate);
    }
}

TEST_CASE("a STOP of which Meta told only whose names it bears is still heard")
{
    World world;
    world.apply(signal(Intent::opt_in, "alta", 1, "wamid.0"));
    Naming naming;
    naming.who = {phone(), user()};
    naming.at = at(5);
    naming.message_id = "wamid.1";
    world.apply(naming);
    REQUIRE(world.last().type == EventType::linked);
    CHECK_FALSE(world.apply(told(signal(Intent::opt_out, "baja", 5, "wamid.1"))).duplicate);
    CHECK(world.state("marketing") == State::opted_out);
}
