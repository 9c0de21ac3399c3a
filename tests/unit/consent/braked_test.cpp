// What becomes of changes where the brake of their source holds.
#include "world.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

Policy braked_policy()
{
    Policy policy = demo_policy();
    policy.brake = {600s, 2, 3, 0};
    return policy;
}

Record told(int person, bool opted_in, Source source = Source::api)
{
    Record record;
    record.contact = phone("3460011122" + std::to_string(person));
    record.scope = "marketing";
    record.opted_in = opted_in;
    record.occurred_at = at(5);
    record.source = source;
    return record;
}

/// Meta says that this person has stopped marketing.
Signal status_131050(int person)
{
    Signal made = signal(Intent::meta_stop, "", 5, "wamid.status" + std::to_string(person));
    made.source = Source::meta_status;
    made.who = {phone("3460011122" + std::to_string(person))};
    return made;
}

Alias person(int number) { return phone("3460011122" + std::to_string(number)); }

bool is_allowed(World& world, int number)
{
    Policy const policy = braked_policy();
    auto const known = world.known(person(number));
    return known && permission(policy.scopes[0], known->facts, {}, at(100'000)).allowed;
}

}  // namespace

TEST_CASE("a yes that comes from a source that is held opens nothing, and nothing of it is written")
{
    World world{braked_policy()};
    for (int i = 0; i < 3; ++i)
        CHECK_FALSE(world.apply(told(i, true)).refused);
    auto const refused = world.apply(told(3, true)).refused;
    REQUIRE(refused);
    CHECK(refused->fault == Fault::braked);
    CHECK(refused->detail.find("consentry brakes release api opt_ins") != std::string::npos);
    CHECK(world.events().size() == 3);
    CHECK_FALSE(world.known(person(3)));
}

TEST_CASE("a no that comes from a source that is held stops sending, and waits for a person")
{
    World world{braked_policy()};
    for (int i = 0; i < 3; ++i)
        world.apply(told(i, true, Source::cli));
    CHECK_FALSE(world.apply(told(0, false)).held);
    CHECK_FALSE(world.apply(told(1, false)).held);
    Outcome const third = world.apply(told(2, false));
    CHECK(third.held);
    CHECK(world.last().type == EventType::held);
    CHECK(world.state("marketing", person(2)) == State::held);
    CHECK_FALSE(is_allowed(world, 2));
    CHECK(world.apply(told(2, false)).events.empty());  // Held already.

    SECTION("told again once the brake is released, it is a no like others")
    {
        world.apply(BrakeRelease{Source::api, Direction::opt_outs, 0, 0s, "ana", "meant"});
        CHECK(world.apply(told(2, false)).events.size() == 1);
        CHECK(world.state("marketing", person(2)) == State::opted_out);
    }
}

TEST_CASE("directions are counted apart, and what Meta tells from what the business does")
{
    World world{braked_policy()};
    for (int i = 0; i < 4; ++i)
        world.apply(told(i, true));
    CHECK(world.apply(told(5, true)).refused);
    CHECK_FALSE(world.apply(told(0, false)).held);
    CHECK_FALSE(world.apply(told(1, false)).held);
    CHECK(world.apply(told(2, false)).held);
    world.apply(status_131050(6));
    CHECK(world.last().type == EventType::preference_stopped);
}

TEST_CASE("whoever names another source is counted with what they wrote before, and released with it")
{
    Source const other = GENERATE(Source::import, Source::cli);
    World world{braked_policy()};
    for (int i = 0; i < 9; ++i)  // A list of strangers is not counted, so let them have said something.
        world.apply(from(person(i), signal(Intent::opt_in, "start", 1, "wamid." + std::to_string(i))));
    for (int i = 0; i < 3; ++i)
        CHECK_FALSE(world.apply(told(i, true, i == 1 ? other : Source::api)).refused);
    for (Source const source : {Source::api, Source::import, Source::cli})
        CHECK(world.apply(told(3, true, source)).refused->fault == Fault::braked);
    world.apply(BrakeRelease{other, Direction::opt_ins, 0, 0s, "ana", "meant"});
    CHECK_FALSE(world.apply(told(3, true)).refused);
}

TEST_CASE("what changes nothing is not counted")
{
    World world{braked_policy()};
    for (int i = 0; i < 10; ++i)
        CHECK_FALSE(world.apply(told(0, true)).refused);
    CHECK_FALSE(world.apply(told(1, true)).refused);
}

TEST_CASE("stops that Meta's status codes tell are held in the scopes that obey them")
{
    World world{braked_policy()};
    for (int i = 0; i < 3; ++i)
        world.apply(told(i, true, Source::cli));
    for (int i = 0; i < 3; ++i)
        world.apply(status_131050(i));
    CHECK(world.last().type == EventType::held);
    CHECK(world.last().scope == "marketing");
    CHECK(world.state("marketing", person(0)) == State::opted_in);  // Meta's own layer denies it.
    CHECK(world.state("marketing", person(2)) == State::held);
    for (int i = 0; i < 3; ++i)
        CHECK_FALSE(is_allowed(world, i));
}

TEST_CASE("what is held of Meta's layer is settled when the person says it in their settings, or takes it back there")
{
    World world{braked_policy()};
    for (int i = 0; i < 3; ++i) {
        world.apply(told(i, true, Source::cli));
        world.apply(status_131050(i));
    }
    REQUIRE(world.state("marketing", person(2)) == State::held);
    auto const set = [&](Intent intent, int second) { world.apply(from(person(2), setting(intent, second))); };
    SECTION("said again")
    {
        set(Intent::meta_stop, 20);
        CHECK(world.state("marketing", person(2)) == State::opted_in);
        CHECK_FALSE(is_allowed(world, 2));
        set(Intent::meta_resume, 30);
        CHECK(is_allowed(world, 2));
    }
    SECTION("taken back")
    {
        set(Intent::meta_resume, 20);
        CHECK(world.state("marketing", person(2)) == State::opted_in);
        CHECK(is_allowed(world, 2));
    }
    SECTION("taken back before, as it turns out late")
    {
        set(Intent::meta_resume, 4);
        CHECK(world.state("marketing", person(2)) == State::held);
    }
    SECTION("of another number")
    {
        Signal elsewhere = from(person(2), setting(Intent::meta_resume, 20));
        elsewhere.number = "200000000000001";
        world.apply(elsewhere);
        CHECK(world.state("marketing", person(2)) == State::held);
    }
}

TEST_CASE("a status that repeats what Meta's layer denies already holds nothing")
{
    World world{braked_policy()};
    for (int i = 0; i < 3; ++i)
        world.apply(status_131050(i));
    Signal again = status_131050(0);
    again.identity = "wamid.later";
    again.at = at(6);
    world.apply(again);
    CHECK(world.state("marketing", person(0)) == State::unknown);
    CHECK_FALSE(is_allowed(world, 0));
}

TEST_CASE("people's own words pass, however many and whatever holds")
{
    World world{braked_policy()};
    for (int i = 0; i < 5; ++i)
        world.apply(status_131050(i));
    for (int i = 0; i < 9; ++i) {
        Signal stop = signal(Intent::opt_out, "baja", 6, "wamid." + std::to_string(i));
        stop.who = {person(i)};
        world.apply(stop);
        CHECK(world.state("marketing", person(i)) == State::opted_out);
    }
}

TEST_CASE("what was announced passes")
{
    World world{braked_policy()};
    world.apply(BrakeRelease{Source::api, Direction::opt_ins, 9, 86400s, "import", "import of list.csv"});
    for (int i = 0; i < 9; ++i)
        CHECK_FALSE(world.apply(told(i, true)).refused);
}

TEST_CASE("a list of people of whom nothing was ever said is how a business begins")
{
    World world{braked_policy()};
    for (int i = 0; i < 8; ++i)
        CHECK_FALSE(world.apply(told(i, i % 2 == 0, Source::import)).refused);
    CHECK(world.events().size() == 8);
    CHECK_FALSE(world.last().type == EventType::held);

    // The next one changes what is known.
    for (int i = 0; i < 8; ++i)
        world.apply(told(i, false, Source::import));
    CHECK(world.last().type == EventType::held);
}
