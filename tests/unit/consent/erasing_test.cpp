// Somebody is forgotten: what is from before never comes back, and their own word afterwards begins anew.
#include "unit/consent/world.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

constexpr int erased_at = 2'000;

Erase forget(Alias contact = phone(), std::vector<std::string> brands = {"demo"})
{
    Erase made;
    made.contact = std::move(contact);
    made.brands = std::move(brands);
    made.actor = "eva@example.com";
    made.reason = "asked for it by letter";
    return made;
}

Record told(bool opted_in, int occurred, std::string evidence = "")
{
    Record record;
    record.contact = phone();
    record.scope = "marketing";
    record.opted_in = opted_in;
    record.occurred_at = at(occurred);
    record.wording = evidence.empty() ? "" : "v3";
    record.evidence = std::move(evidence);
    return record;
}

/// Somebody known by phone and user id has agreed and opted out, and is erased.
World world_of_the_erased()
{
    World world;
    world.apply(from({phone(), user()}, signal(Intent::opt_out, "baja", 10, "wamid.stop")));
    world.apply(ask("marketing", 20, "wamid.question"));
    world.apply(signal(Intent::affirm, "sí", 30, "wamid.yes"));
    REQUIRE(world.state("marketing") == State::opted_in);
    CHECK(world.apply(forget(), erased_at).events.size() == 1);
    return world;
}

}  // namespace

TEST_CASE("an erasure is an entry with every name's keyed hash, and closes the subject")
{
    World world = world_of_the_erased();
    Event const event = world.last();
    CHECK(event.type == EventType::erased);
    CHECK(event.effective);
    CHECK(event.timestamp == at(erased_at));
    CHECK(event.wa_id == phone().value);
    CHECK(event.user_id == user().value);
    CHECK(event.actor == "eva@example.com");
    CHECK(event.suppressed.size() == 2);
    CHECK(event.state == State::unknown);
    REQUIRE(event.states.size() == 2);
    for (ScopeState const& scope : event.states) {
        CHECK_FALSE(scope.allowed);
        CHECK(scope.reason == Reason::erased);
    }
    CHECK_FALSE(world.known(phone()));
    CHECK_FALSE(world.known(user()));
}

TEST_CASE("erased twice is erased once, and nobody can be erased of whom nothing is known")
{
    World world = world_of_the_erased();
    std::size_t const entries = world.events().size();
    Outcome const again = world.apply(forget(user()), erased_at + 10);
    CHECK(again.erased);
    CHECK_FALSE(again.refused);
    CHECK(world.apply(forget(phone("34699999999")), erased_at).refused.value().fault == Fault::not_found);
    CHECK(world.events().size() == entries);
}

TEST_CASE("what is from before the erasure is dropped, however late it comes")
{
    World world = world_of_the_erased();
    std::size_t const entries = world.events().size();
    int const second = GENERATE(40, erased_at);
    CHECK(world.apply(signal(Intent::opt_out, "baja", second, "wamid.late"), erased_at + 50).erased);
    CHECK(world.apply(from(user(), signal(Intent::opt_in, "start", second, "wamid.start")), erased_at + 50).erased);
    CHECK(world.apply(signal(Intent::opt_out, "baja", 10, "wamid.stop"), erased_at + 50).events.empty());
    CHECK(world.apply(seen_together({phone(), user()}, second, true), erased_at + 50).erased);
    CHECK(world.apply(ask("marketing", second), erased_at + 50).refused.value().fault == Fault::conflict);
    Ask reported = ask("marketing", second, "wamid.asked");
    reported.source = Source::meta_status;
    CHECK(world.apply(reported, erased_at + 50).erased);
    CHECK(world.events().size() == entries);
    CHECK(world.records.subjects() == 1);
}

TEST_CASE("a status does not teach the names of somebody who was erased again")
{
    World world = world_of_the_erased();
    Alias const unknown{AliasKind::user_id, "ES.2"};
    CHECK(world.apply(seen_together({phone(), user()}, erased_at + 10, true), erased_at + 20).erased);
    CHECK(world.apply(seen_together({phone(), unknown}, erased_at + 10, true), erased_at + 20).erased);
    Naming moved = seen_together({phone("34600999888"), user()}, erased_at + 10, true);
    moved.former = {phone()};
    moved.identity = "system/1";
    CHECK(world.apply(moved, erased_at + 20).erased);
    CHECK(world.records.subjects() == 1);
}

TEST_CASE("an import is refused, unless it has evidence from after the erasure")
{
    World world = world_of_the_erased();
    CHECK(world.apply(told(true, 100), 3'000).refused.value().fault == Fault::conflict);
    CHECK(world.apply(told(true, 100, "form 7"), 3'000).refused.value().fault == Fault::conflict);
    CHECK(world.apply(told(true, erased_at + 10), 3'000).refused.value().fault == Fault::conflict);
    CHECK(world.apply(told(false, erased_at + 10), 3'000).refused.value().fault == Fault::conflict);
    CHECK(world.records.subjects() == 1);

    CHECK_FALSE(world.apply(told(true, erased_at + 10, "form 8"), 3'000).refused);
    CHECK(world.state("marketing") == State::opted_in);
    CHECK(world.known(phone())->facts.size() == 1);
}

TEST_CASE("their own word to a new question begins anew, with nothing of what was")
{
    World world = world_of_the_erased();
    world.apply(ask("marketing", erased_at + 10, "wamid.anew"), erased_at + 10);
    world.apply(quoting("wamid.anew", signal(Intent::affirm, "sí", erased_at + 20, "wamid.yes anew")), erased_at + 30);
    CHECK(world.state("marketing") == State::opted_in);
    Standing const standing = world.known(phone()).value();
    CHECK(standing.facts.size() == 1);
    CHECK(standing.public_id != world.events().front().subject);
    CHECK_FALSE(world.known(user()));
    // A late STOP from before is still of who was erased.
    CHECK(world.apply(signal(Intent::opt_out, "baja", 50, "wamid.later still"), erased_at + 40).erased);
    CHECK(world.state("marketing") == State::opted_in);
    // A name that was erased may be linked with somebody who is known.
    world.apply(seen_together({phone(), user()}, erased_at + 50, true), erased_at + 60);
    CHECK(world.known(user())->public_id == standing.public_id);
}

TEST_CASE("their own STOP after the erasure counts")
{
    World world = world_of_the_erased();
    world.apply(signal(Intent::opt_out, "baja", erased_at + 1, "wamid.stop anew"), erased_at + 10);
    CHECK(world.state("marketing") == State::opted_out);
}

TEST_CASE("where strangers are written to the events of who began anew say erased, until a scope is opened")
{
    Policy open = demo_policy();
    for (Scope& scope : open.scopes)
        scope.unknown_allowed = true;
    World world{open};
    world.apply(from({phone(), user()}, signal(Intent::opt_out, "baja", 10, "wamid.stop")));
    world.apply(forget(), erased_at);
    auto const told = [&](std::string_view scope) {
        std::vector<ScopeState> const states = world.last().states;
        return *std::ranges::find(states, scope, &ScopeState::scope);
    };
    world.apply(ask("marketing", erased_at + 10, "wamid.anew"), erased_at + 10);
    CHECK_FALSE(told("marketing").allowed);
    CHECK(told("marketing").reason == Reason::erased);
    world.apply(quoting("wamid.anew", signal(Intent::affirm, "sí", erased_at + 20, "wamid.yes")), erased_at + 30);
    CHECK(told("marketing").allowed);
    CHECK(told("orders").reason == Reason::erased);
    CHECK_FALSE(told("orders").allowed);
    // A name that was erased is not theirs to begin with, and counts from when it is known to be.
    Alias const other_user{AliasKind::user_id, "ES.2"};
    world.apply(from(other_user, signal(Intent::opt_out, "stop", erased_at + 40, "wamid.2")), erased_at + 50);
    world.apply(from(other_user, signal(Intent::opt_in, "start", erased_at + 60, "wamid.3")), erased_at + 70);
    CHECK(told("orders").reason == Reason::unknown_allowed);
    world.apply(seen_together({phone(), other_user}, erased_at + 80, true), erased_at + 90);
    CHECK(told("orders").reason == Reason::erased);
    CHECK(told("marketing").allowed);
}

TEST_CASE("every brand that knows somebody is told, and the caller has to have them all")
{
    Policy policy = demo_policy();
    policy.brand = "sister";
    World world;
    world.add_sibling(policy);
    world.apply(signal(Intent::opt_out, "baja", 10, "wamid.1"));
    world.apply_to_sibling(signal(Intent::opt_out, "baja", 11, "wamid.2"));
    CHECK(world.apply(forget(), erased_at).refused.value().fault == Fault::forbidden);
    CHECK(world.known(phone()));
    CHECK(world.apply(forget(phone(), {"demo", "sister"}), erased_at).events.size() == 2);
    CHECK(world.last("demo").type == EventType::erased);
    CHECK(world.last("sister").type == EventType::erased);
    CHECK(world.last("demo").subject == world.last("sister").subject);
}

TEST_CASE("a receiver may know somebody by either of two numbers, so there is an entry for each")
{
    World world;
    world.apply(from({phone("34600111222"), user()}, signal(Intent::opt_out, "baja", 10, "wamid.1")));
    world.apply(from({phone("34600999888"), user()}, signal(Intent::opt_out, "baja", 11, "wamid.2")));
    Outcome const outcome = world.apply(forget(user()), erased_at);
    REQUIRE(outcome.events.size() == 2);
    std::vector<Event> const events = world.events();
    CHECK(events[events.size() - 2].wa_id == "34600999888");
    CHECK(events.back().wa_id == "34600111222");
    CHECK_FALSE(world.known(phone("34600111222")));
    CHECK_FALSE(world.known(phone("34600999888")));
}

TEST_CASE("the next owner of an erased person's number is somebody else")
{
    World world;
    world.apply(from({phone(), user()}, signal(Intent::opt_out, "baja", 10, "wamid.1")));
    Naming moved = seen_together({phone("34600999888"), user()}, 50);
    moved.former = {phone()};
    moved.identity = "system/1";
    world.apply(moved);
    Alias const next_user{AliasKind::user_id, "ES.2"};
    world.apply(from({phone(), next_user}, signal(Intent::opt_in, "start", 100, "wamid.next")));
    world.apply(forget(user()), erased_at);
    CHECK(world.known(next_user));
    CHECK(world.known(phone())->public_id == world.known(next_user)->public_id);
    // What the first owner said is not taken for the next one's.
    CHECK(world.apply(signal(Intent::opt_out, "baja", 40, "wamid.late"), erased_at + 10).erased);
    CHECK(world.state("marketing") == State::unknown);
    world.apply(signal(Intent::opt_out, "baja", erased_at + 20, "wamid.own"), erased_at + 30);
    CHECK(world.state("marketing", next_user) == State::opted_out);
}

TEST_CASE("a line is forgotten under each of its spellings, by whichever it is named")
{
    Alias const with_nine = phone("5511987654321");
    Alias const without = phone("551187654321");
    World world;
    world.apply(from({without, user()}, signal(Intent::opt_out, "baja", 10, "wamid.1")));
    CHECK(world.apply(forget(with_nine), erased_at).events.size() == 1);
    for (Alias const& spelling : {with_nine, without}) {
        CHECK_FALSE(world.known(spelling));
        CHECK(
            world.apply(from(spelling, signal(Intent::opt_out, "baja", 20, "wamid." + spelling.value)), 3'000).erased);
        Record record = told(true, erased_at + 10);
        record.contact = spelling;
        CHECK(world.apply(record, 3'000).refused.value().fault == Fault::conflict);
        CHECK(world.apply(forget(spelling), 3'000).erased);
    }
    CHECK(world.records.subjects() == 1);
}
