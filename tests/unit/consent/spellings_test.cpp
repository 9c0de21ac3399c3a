// One line under two spellings is one subject; spellings that may be two lines share denials only.
#include "consentry/consent/variants.hpp"
#include "unit/consent/world.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

Alias const with_nine = phone("5531987654321");
Alias const without_nine = phone("553187654321");
Alias const moved_to = phone("5531911112222");
Alias const mobile = phone("5491123456789");
Alias const perhaps = phone("541123456789");
Alias const brazilian{AliasKind::user_id, "BR.1"};

Signal stop(int second) { return signal(Intent::opt_out, "parar", second, "wamid.stop" + std::to_string(second)); }

std::vector<std::string> types(World& world, std::string_view brand = "demo")
{
    std::vector<std::string> names;
    for (Event const& event : world.events(brand))
        names.emplace_back(name_of(event.type));
    return names;
}

/// As a check sees it: under whichever spelling the line is known.
State line_state(World& world, Alias const& name)
{
    State const state = world.state("marketing", name);
    return state == State::unknown ? world.state("marketing", *other_spelling(name)) : state;
}

}  // namespace

TEST_CASE("a STOP without the ninth digit is of who agreed with it, and their YES opens it again")
{
    World world;
    world.apply(told_of(with_nine, true, 10));
    world.apply(from(without_nine, stop(20)));
    CHECK(world.records.subjects() == 1);
    CHECK(world.state("marketing", with_nine) == State::opted_out);
    CHECK(world.state("marketing", without_nine) == State::opted_out);
    CHECK(world.known(with_nine)->aliases == std::vector{with_nine, without_nine});
    CHECK(types(world) == std::vector<std::string>{"consent.opted_in", "subject.linked", "consent.opted_out"});
    CHECK(world.last().wa_id == without_nine.value);  // As received.

    CHECK(world.apply(told_of(with_nine, true, 30)).refused->fault == Fault::conflict);
    world.apply(from(without_nine, pressed_yes(40)));
    CHECK(world.state("marketing", with_nine) == State::opted_in);
}

TEST_CASE("a landline whose digits look the same is another person")
{
    World world;
    Alias const landline = phone("553132123456");
    Alias const newer_mobile = phone("5531932123456");
    world.apply(from(landline, stop(10)));
    world.apply(from(newer_mobile, pressed_yes(20)));
    CHECK(world.records.subjects() == 2);
    CHECK(world.state("marketing", landline) == State::opted_out);
    CHECK(world.state("marketing", newer_mobile) == State::opted_in);
}

TEST_CASE("both spellings in one item are two names of one subject")
{
    World world;
    world.apply(from({without_nine, with_nine, brazilian}, stop(10)));
    CHECK(world.records.subjects() == 1);
    CHECK(world.known(brazilian)->aliases.size() == 3);
    CHECK(types(world) == std::vector<std::string>{"subject.linked", "consent.opted_out"});
    CHECK(world.events()[0].wa_id == without_nine.value);  // One entry tells one number.
    CHECK(world.events()[1].wa_id == with_nine.value);
}

TEST_CASE("two subjects of before, under two spellings, are one as soon as either is heard")
{
    World world;
    // As a store has them that was written when spellings were not known yet.
    Keyer keys{"suppression key"};
    for (auto const& [name, second] : {std::pair{with_nine, 10}, std::pair{without_nine, 20}}) {
        SubjectNumber const subject = world.records.add_subject("demo", "sub_" + name.value);
        world.records.add_alias("demo", subject, keys.of_alias("demo", name), name, at(second));
    }
    world.apply(from(with_nine, pressed_yes(30)));
    CHECK(world.records.subjects() == 1);
    CHECK(types(world) == std::vector<std::string>{"subject.merged", "consent.opted_in"});
    world.apply(from(without_nine, stop(40)));
    CHECK(world.state("marketing", with_nine) == State::opted_out);
}

TEST_CASE("a change of number ends every spelling of the old line, also those that nobody has seen yet")
{
    World world;
    world.apply(told_of(with_nine, true, 10));
    SECTION("told of the known one") { world.apply(changed({with_nine}, {moved_to, brazilian}, 100)); }
    SECTION("told of the other one") { world.apply(changed({without_nine}, {moved_to, brazilian}, 100)); }
    SECTION("both were known")
    {
        world.apply(seen_together({without_nine, brazilian}, 20));
        world.apply(seen_together({with_nine, brazilian}, 30));
        world.apply(changed({without_nine}, {moved_to}, 100));
    }
    CHECK(world.state("marketing", moved_to) == State::opted_in);
    CHECK(line_state(world, with_nine) == State::unknown);
    CHECK(world.last().type == EventType::renumbered);

    // The next owner has agreed to nothing, whatever the spelling.
    for (Alias const& spelling : {without_nine, with_nine}) {
        World next = world;
        next.apply(from(spelling, signal(Intent::help, "ajuda", 200, "wamid.help")));
        CHECK(line_state(next, with_nine) == State::unknown);
        CHECK(next.records.subjects() == 2);
        next.apply(from(*other_spelling(spelling), stop(210)));
        CHECK(next.records.subjects() == 2);
        CHECK(next.state("marketing", spelling) == State::opted_out);
        CHECK(next.state("marketing", moved_to) == State::opted_in);
    }
}

TEST_CASE("a line that only gets its other spelling is nobody else's")
{
    World world;
    world.apply(from(without_nine, stop(10)));
    world.apply(changed({without_nine}, {with_nine}, 100));
    CHECK(world.records.subjects() == 1);
    CHECK(world.state("marketing", without_nine) == State::opted_out);
    CHECK(world.state("marketing", with_nine) == State::opted_out);
    CHECK(types(world) == std::vector<std::string>{"consent.opted_out", "subject.linked"});
}

TEST_CASE("what was said before a change of number, in a spelling that comes up late, counts for who said it")
{
    World world;
    world.apply(told_of(with_nine, true, 10));
    world.apply(changed({with_nine}, {moved_to}, 100));
    SECTION("when nobody has the line")
    {
        world.apply(from(without_nine, stop(50)));
        CHECK(world.records.subjects() == 1);
        CHECK(types(world).back() == "consent.opted_out");
        CHECK(world.events()[3].type == EventType::linked);
        CHECK(world.events()[4].type == EventType::renumbered);
        CHECK(world.events()[4].former_wa_id == without_nine.value);
        CHECK(world.events()[4].wa_id == moved_to.value);
        CHECK(world.events()[4].timestamp == at(100));
    }
    SECTION("when somebody else has it by now, under that very spelling")
    {
        world.apply(from(without_nine, pressed_yes(150)));
        world.apply(from(without_nine, stop(50)));
        CHECK(world.records.subjects() == 2);
        CHECK(world.state("marketing", without_nine) == State::opted_in);
    }
    CHECK(world.state("marketing", moved_to) == State::opted_out);
    // Once more: nothing new is to be learnt.
    auto const before = types(world);
    world.apply(from(without_nine, signal(Intent::opt_out, "sair", 60, "wamid.again")));
    CHECK(types(world).size() == before.size() + 1);
}

TEST_CASE("who is seen under the other spelling after a change is back at the line")
{
    World world;
    world.apply(from({with_nine, brazilian}, stop(10)));
    world.apply(changed({with_nine}, {moved_to, brazilian}, 100));
    world.apply(seen_together({without_nine, brazilian}, 200));
    CHECK(world.state("marketing", without_nine) == State::opted_out);
    CHECK(world.records.subjects() == 1);
}

TEST_CASE("a merge by spelling reaches every brand of the portfolio that knew either")
{
    Policy sister = demo_policy();
    sister.brand = "sister";
    World world;
    world.add_sibling(sister);
    world.apply_to_sibling(from(with_nine, pressed_yes(10)));
    world.apply(from(without_nine, stop(20)));
    CHECK(world.records.subjects() == 1);
    CHECK(world.state("marketing", with_nine, "sister") == State::opted_in);  // What the sister was told.
    CHECK(world.state("marketing", with_nine) == State::opted_out);
    CHECK(types(world, "sister").back() == "subject.linked");
}

TEST_CASE("a number that may be the same line shares denials, and nothing else")
{
    World world;
    world.apply(from(mobile, pressed_yes(10)));
    CHECK(world.state("marketing", perhaps) == State::unknown);
    world.apply(from(mobile, stop(20)));
    CHECK(world.records.subjects() == 1);

    // An API that knows the other spelling cannot outvote what the person said.
    CHECK(world.apply(told_of(perhaps, true, 30)).refused->fault == Fault::conflict);
    CHECK(world.records.subjects() == 1);

    // They themselves can, under either.
    world.apply(from(perhaps, pressed_yes(40)));
    CHECK(world.records.subjects() == 2);
    CHECK(world.state("marketing", perhaps) == State::opted_in);
    CHECK(world.last().states.front().allowed);
    CHECK(world.state("marketing", mobile) == State::opted_out);
}

TEST_CASE("an event tells what is allowed with the denials that are shared, and its state without them")
{
    World world;
    world.apply(from(mobile, stop(20)));
    Signal early = pressed_yes(10);
    world.apply(from(perhaps, early));
    ScopeState const told = world.last().states.front();
    CHECK(told.state == State::opted_in);
    CHECK_FALSE(told.allowed);
    CHECK(told.reason == Reason::opted_out);
}

TEST_CASE("of what is denied under a number, another that may be the same line takes scope by scope")
{
    Policy const policy = demo_policy();
    std::vector<Fact> facts{consent::stop("*", 10), consent::yes("orders", 20)};
    auto denials = standing_denials(policy, facts, at(30));
    REQUIRE(denials.size() == 1);
    CHECK(denials.front().scope == "marketing");
    CHECK(denials.front().at == at(10));

    facts = {hold("marketing", 10), meta_fact(FactKind::meta_stop, "1", 10), meta_fact(FactKind::meta_stop, "2", 10),
        meta_fact(FactKind::meta_resume, "2", 20)};
    denials = standing_denials(policy, facts, at(30));
    REQUIRE(denials.size() == 2);
    CHECK(denials[0].kind == FactKind::hold);
    CHECK(denials[1].number == "1");

    facts.push_back(start("*", 40));
    CHECK(standing_denials(policy, facts, at(50)).size() == 1);
    CHECK(standing_denials(policy, {}, at(50)).empty());
}
