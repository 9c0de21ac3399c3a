// A number that changes hands: what was said under it alone is of whoever had it then, whenever the news comes.
#include "unit/consent/world.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

Alias const old_phone = phone("34600111222");
Alias const new_phone = phone("34600999888");
Alias const old_user{AliasKind::user_id, "ES.1"};
Alias const new_user{AliasKind::user_id, "ES.2"};
Alias const other_user{AliasKind::user_id, "ES.3"};

/// The news that somebody has another number from second 100 on.
Naming move() { return changed({old_phone, old_user}, {new_phone, new_user}, 100); }

Signal stop(int second) { return signal(Intent::opt_out, "baja", second, "wamid.stop" + std::to_string(second)); }

/// A YES that finds its question by itself.
Signal typed_yes(int second) { return signal(Intent::affirm, "sí", second, "wamid.sí" + std::to_string(second)); }

Policy sister()
{
    Policy policy = demo_policy();
    policy.brand = "sister";
    return policy;
}

}  // namespace

TEST_CASE("a next owner's YES that came before the news does not lift the STOP of who moved")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply(from(old_phone, pressed_yes(150)));
    REQUIRE(world.state("marketing", old_user) == State::opted_in);  // Nothing tells yet that these are two.
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", old_user) == State::opted_out);
    CHECK(world.state("marketing", old_phone) == State::opted_in);
    CHECK(world.records.subjects() == 2);
}

TEST_CASE("a next owner's STOP that came before the news does not end the consent of who moved")
{
    World world;
    world.apply(from({old_phone, old_user}, pressed_yes(10)));
    world.apply(from(old_phone, stop(150)));
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_in);
    CHECK(world.state("marketing", old_phone) == State::opted_out);
}

TEST_CASE("what is given back is told: an undo for one, the word as it was for the other")
{
    World world;
    world.apply(from({old_phone, old_user}, pressed_yes(10)));
    world.apply(from(old_phone, stop(150)));
    Event const heard = world.last();
    world.apply(move());
    std::vector<Event> const events = world.events();
    Event const& undone = events[events.size() - 2];
    CHECK(undone.type == EventType::undone);
    CHECK(undone.subject == heard.subject);
    CHECK(undone.source == Source::system);
    CHECK(undone.reason == "said under a number that somebody else had by then");
    CHECK(undone.caused_by == heard.id);
    CHECK(undone.text.empty());
    Event const& said = events.back();
    CHECK(said.type == EventType::opted_out);
    CHECK(said.subject != heard.subject);
    CHECK(said.timestamp == heard.timestamp);
    CHECK(said.text == heard.text);
    CHECK(said.wa_id == old_phone.value);
    CHECK(said.user_id.empty());
    CHECK(said.caused_by == heard.id);
    CHECK(said.again_of == heard.seq);
}

TEST_CASE("what a user id tells is of whom it was, whatever number stood beside it")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(150)));
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.records.subjects() == 1);
}

TEST_CASE("news that is told again gives nothing back twice")
{
    World world;
    world.apply(from({old_phone, old_user}, pressed_yes(10)));
    world.apply(from(old_phone, stop(150)));
    world.apply(move());
    auto const entries = world.records.entries("demo");
    Naming again = move();
    again.identity = "told by another app";
    world.apply(again);
    CHECK(world.records.entries("demo") == entries);
}

TEST_CASE("a YES that found the question of who moved waits for one of the next owner's own")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply(ask("marketing", 20, "wamid.ask", old_user));
    world.apply(from(old_phone, typed_yes(150)));
    REQUIRE(world.state("marketing", old_user) == State::opted_in);
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", old_phone) == State::unknown);
    world.apply(ask("marketing", 140, "wamid.again", old_phone));
    CHECK(world.state("marketing", old_phone) == State::opted_in);
}

TEST_CASE("a question put to the number's next owner is theirs, and so is the answer to it")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply(ask("marketing", 140, "wamid.ask", old_phone));
    world.apply(from(old_phone, typed_yes(150)));
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", old_phone) == State::opted_in);
    world.apply(from(new_phone, typed_yes(160)));
    CHECK(world.state("marketing", new_phone) == State::opted_out);  // Nobody asked them.
}

TEST_CASE("whoever moves to a number takes over neither the consent nor the no of who had it before")
{
    Intent const before = GENERATE(Intent::opt_out, Intent::affirm);
    std::vector<Alias> const names = GENERATE(std::vector{new_phone}, std::vector{new_phone, other_user});
    bool const is_late = GENERATE(false, true);
    World world;
    world.apply(from({old_phone, old_user}, before == Intent::affirm ? stop(10) : pressed_yes(10)));
    Signal const word = from(names, before == Intent::affirm ? pressed_yes(20) : stop(20));
    if (!is_late)
        world.apply(word);
    world.apply(move());
    if (is_late)
        world.apply(word);
    INFO((before == Intent::affirm ? "a yes" : "a stop") << " of " << names.back().value << (is_late ? ", late" : ""));
    State const mover = before == Intent::affirm ? State::opted_out : State::opted_in;
    State const other = before == Intent::affirm ? State::opted_in : State::opted_out;
    CHECK(world.state("marketing", new_phone) == mover);
    CHECK(world.state("marketing", old_user) == mover);
    if (names.size() == 2)
        CHECK(world.state("marketing", other_user) == other);
    CHECK(world.records.subjects() == 2);
    Event const told = world.last();
    if (!is_late)
        CHECK(types_of(world.events()).at(2) == EventType::renumbered);
    else
        CHECK(told.subject != world.events().front().subject);
}

TEST_CASE("who moved may be heard under the new number before the news, and who had it before is still another")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply(from(new_phone, stop(20)));
    world.apply(from(new_phone, pressed_yes(150)));
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_in);
    CHECK(world.state("marketing", old_user) == State::opted_in);
    world.apply(from({new_phone, new_user}, stop(160)));
    CHECK(world.state("marketing", old_user) == State::opted_out);
    CHECK(world.records.subjects() == 2);
}

TEST_CASE("a new number that only its user id tells of is of who moved, and what was said under it before is not")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply(from(new_phone, pressed_yes(20)));
    world.apply(seen_together({new_phone, new_user}, 150));
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", new_user) == State::opted_out);
}

TEST_CASE("each brand takes back what it heard itself")
{
    World world;
    world.add_sibling(sister());
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply_to_sibling(from({old_phone, old_user}, stop(11)));
    world.apply_to_sibling(from(old_phone, pressed_yes(150)));
    world.apply(move());
    CHECK(world.state("marketing", new_phone, "sister") == State::opted_out);
    CHECK(world.state("marketing", old_phone, "sister") == State::opted_in);
    CHECK(world.state("marketing", old_phone) == State::unknown);
}

TEST_CASE("a hold of the next owner's words is theirs, with the words")
{
    World world;
    world.apply(from({old_phone, old_user}, pressed_yes(10)));
    Signal unclear = stop(150);
    unclear.readings.front().hold = true;
    world.apply(from(old_phone, unclear));
    REQUIRE(world.state("marketing", old_user) == State::held);
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_in);
    CHECK(world.state("marketing", old_phone) == State::held);
    CHECK(world.last().text == "baja");
}

TEST_CASE("what the business records under the number alone goes the same way")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    Record record = told_of(old_phone, true, 150);
    record.evidence = "form 7";
    record.may_reopen = true;
    world.apply(record);
    REQUIRE(world.state("marketing", old_user) == State::opted_in);
    world.apply(move());
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", old_phone) == State::opted_in);
    CHECK(world.last().evidence == "form 7");
}

TEST_CASE("the words go with whom they are of: the entry in which they were taken for another's keeps none")
{
    World world;
    world.apply(from({old_phone, old_user}, pressed_yes(10)));
    world.apply(from(old_phone, stop(150)));
    REQUIRE(world.events().at(1).text == "baja");
    world.apply(move());
    CHECK(world.events().at(1).text.empty());
    CHECK(world.events().at(1).wa_id == old_phone.value);
    CHECK(world.last().text == "baja");
}

TEST_CASE("two owners who left the number one after the other are two people, though the later change is told first")
{
    Alias const third_phone = phone("34600555444");
    World world;
    world.apply(from(old_phone, stop(1)));
    world.apply(changed({old_phone}, {third_phone}, 20));
    world.apply(from(third_phone, pressed_yes(33)));
    REQUIRE(world.state("marketing", third_phone) == State::opted_in);
    world.apply(changed({old_phone}, {new_phone}, 12));
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", third_phone) == State::opted_in);
}

TEST_CASE("two people who exchange their numbers stay two")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(1)));
    world.apply(from({new_phone, other_user}, pressed_yes(2)));
    world.apply(move());
    world.apply(changed({new_phone, other_user}, {old_phone, other_user}, 101));
    CHECK(world.state("marketing", old_user) == State::opted_out);
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", other_user) == State::opted_in);
    CHECK(world.state("marketing", old_phone) == State::opted_in);
}

TEST_CASE("the first message from the new number may be stamped a little before the news of it")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(1)));
    world.apply(from({new_phone, other_user}, pressed_yes(2)));
    world.apply(move());
    world.apply(seen_together({new_phone, new_user}, 99));
    CHECK(world.state("marketing", old_user) == State::opted_out);
    CHECK(world.state("marketing", other_user) == State::opted_in);
}

TEST_CASE("who was seen under the number before somebody moved there had it before, whenever that was told")
{
    World world;
    world.apply(from(other_user, stop(115)));
    world.apply(from(new_phone, pressed_yes(128)));
    world.apply(seen_together({new_phone, other_user}, 5));
    world.apply(move());
    CHECK(world.state("marketing", other_user) == State::opted_out);
}

TEST_CASE(
    "whoever has another user id than the news tells is not who moved, though they were seen under the number later")
{
    World world;
    world.apply(from({new_phone, other_user}, stop(115)));
    world.apply(move());
    world.apply(from(new_phone, pressed_yes(128)));
    CHECK(world.state("marketing", other_user) == State::opted_out);
    CHECK(world.state("marketing", new_phone) == State::opted_in);
}

TEST_CASE("a no that stays with the number stands against a record of the business, and is told of its next owner")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply(move());
    CHECK(world.apply(told_of(old_phone, true, 150)).refused->fault == Fault::conflict);
    world.apply(from(old_phone, signal(Intent::help, "ayuda", 160, "wamid.help")));
    for (ScopeState const& told : world.last().states)
        CHECK(told.reason == Reason::opted_out);
    CHECK(world.state("marketing", old_phone) == State::unknown);

    world.apply(from(old_phone, pressed_yes(170)));
    CHECK(world.last().states.front().allowed);
}

TEST_CASE("a no that stays with the number stands against a record only while whoever has it has said nothing")
{
    World world;
    world.apply(from({old_phone, old_user}, stop(10)));
    world.apply(move());
    world.apply(from(old_phone, pressed_yes(150)));
    Record record = told_of(old_phone, true, 170);
    Outcome const told = world.apply(record);
    CHECK_FALSE(told.refused);
    CHECK(told.events.size() == 1);
    record.scope = "orders";  // Of which they have said nothing.
    record.wording = "o1";
    CHECK(world.apply(record).refused->fault == Fault::conflict);
}
