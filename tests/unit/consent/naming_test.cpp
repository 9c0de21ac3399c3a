// Who is who: names seen together, and names that change hands.
#include "unit/consent/world.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

Alias const old_phone = phone("34600111222");
Alias const new_phone = phone("34600999888");
Alias const old_user{AliasKind::user_id, "ES.1"};
Alias const new_user{AliasKind::user_id, "ES.2"};

Signal stop(int second) { return signal(Intent::opt_out, "baja", second, "wamid.stop" + std::to_string(second)); }

Policy sister()
{
    Policy policy = demo_policy();
    policy.brand = "sister";
    return policy;
}

std::vector<std::string> types(World& world, std::string_view brand = "demo")
{
    std::vector<std::string> names;
    for (Event const& event : world.events(brand))
        names.emplace_back(name_of(event.type));
    return names;
}

}  // namespace

TEST_CASE("of strangers nothing is kept, unless everybody is to be remembered")
{
    World world;
    Outcome const nothing = world.apply(seen_together({old_phone, old_user}, 100));
    CHECK(nothing.events.empty());
    CHECK_FALSE(nothing.names_known);
    CHECK(world.records.subjects() == 0);

    Outcome const kept = world.apply(seen_together({old_phone, old_user}, 100, true));
    CHECK(types(world) == std::vector<std::string>{"subject.linked"});
    CHECK(kept.names_known);
    CHECK(world.apply(seen_together({old_phone, old_user}, 200, true)).events.empty());
}

TEST_CASE("a name seen beside a known one is the same person's: what was said under either holds for both")
{
    World world;
    world.apply(from(old_user, stop(10)));
    CHECK(world.state("marketing", old_phone) == State::unknown);
    Outcome const linked = world.apply(seen_together({old_phone, old_user}, 100));
    CHECK(linked.names_known);
    CHECK(world.state("marketing", old_phone) == State::opted_out);
    CHECK(types(world).back() == "subject.linked");
    CHECK(world.events().back().wa_id == old_phone.value);
    Outcome const again = world.apply(seen_together({old_phone, old_user}, 200));
    CHECK(again.events.empty());
    CHECK(again.names_known);
}

TEST_CASE("two known subjects seen together are one, and the denial of either stands")
{
    World world;
    world.apply(from(old_phone, pressed_yes(5)));
    world.apply(from(old_user, stop(10)));
    world.apply(seen_together({old_phone, old_user}, 100));
    CHECK(types(world).back() == "subject.merged");
    CHECK(world.state("marketing", old_phone) == State::opted_out);
    CHECK(world.state("marketing", old_user) == State::opted_out);
}

TEST_CASE("every brand that knows the person learns of a new name, and no other")
{
    World world;
    world.add_sibling(sister());
    world.apply_to_sibling(from(old_user, stop(10)));
    world.apply(seen_together({old_phone, old_user}, 100));
    CHECK(types(world, "sister").back() == "subject.linked");
    CHECK(world.state("marketing", old_phone, "sister") == State::opted_out);
}

TEST_CASE("who changes the number takes along what they said, and the next owner has agreed to nothing")
{
    World world;
    world.apply(from(old_phone, pressed_yes(5)));
    REQUIRE(world.state("marketing", old_phone) == State::opted_in);
    world.apply(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    CHECK(world.state("marketing", new_phone) == State::opted_in);
    CHECK(world.state("marketing", old_phone) == State::unknown);
    Event const last = world.events().back();
    CHECK(last.type == EventType::renumbered);
    CHECK(last.wa_id == new_phone.value);
    CHECK(last.user_id == new_user.value);
    CHECK(last.former_wa_id == old_phone.value);

    world.apply(from(old_phone, stop(200)));  // The next owner, who is somebody else.
    CHECK(world.state("marketing", old_phone) == State::opted_out);
    CHECK(world.state("marketing", new_phone) == State::opted_in);
    CHECK(world.records.subjects() == 2);
}

TEST_CASE("a change that is told again changes nothing")
{
    World world;
    world.apply(from(old_phone, stop(5)));
    world.apply(changed({old_phone}, {new_phone}, 100));
    auto const before = types(world);
    CHECK(world.apply(changed({old_phone}, {new_phone}, 100)).duplicate);
    Naming once_more = changed({old_phone}, {new_phone}, 100);
    once_more.identity = "told by another app";
    world.apply(once_more);
    CHECK(types(world) == before);
}

TEST_CASE("a STOP from before the change counts for who said it, however late it comes")
{
    World world;
    world.apply(from(old_phone, pressed_yes(5)));
    world.apply(changed({old_phone}, {new_phone}, 100));
    world.apply(from(old_phone, stop(50)));
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", old_phone) == State::unknown);
}

TEST_CASE("messages from the new number may come before the news of the change")
{
    World world;
    world.apply(from(old_phone, stop(5)));
    world.apply(from(new_phone, pressed_yes(150, "orders")));
    world.apply(changed({old_phone}, {new_phone}, 100));
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("orders", new_phone) == State::opted_in);
    CHECK(world.state("marketing", old_phone) == State::unknown);
}

TEST_CASE("the news of a change counts for what comes later from before it, though only the new number was known")
{
    World world;
    world.apply(from(new_phone, pressed_yes(150)));
    world.apply(changed({old_phone, old_user}, {new_phone, new_user}, 100));
    CHECK(world.state("marketing", old_phone) == State::unknown);
    world.apply(from(old_phone, stop(50)));
    world.apply(from(old_user, pressed_yes(60, "orders")));
    CHECK(world.state("marketing", new_phone) == State::opted_in);  // Said later.
    CHECK(world.state("orders", new_phone) == State::opted_in);
    CHECK(world.known(new_phone)->facts.size() == 3);
    CHECK(world.records.subjects() == 1);
}

TEST_CASE("a user id that changes stays a name of the person: nobody else can get it")
{
    World world;
    world.apply(from(old_user, stop(5)));
    world.apply(changed({old_user}, {new_user}, 100));
    CHECK(types(world).back() == "subject.linked");
    CHECK(world.state("marketing", new_user) == State::opted_out);
    CHECK(world.state("marketing", old_user) == State::opted_out);
}

TEST_CASE("who comes back to a number has it again")
{
    World world;
    world.apply(from(old_phone, stop(5)));
    world.apply(changed({old_phone}, {new_phone}, 100));
    world.apply(changed({new_phone}, {old_phone}, 200));
    CHECK(world.state("marketing", old_phone) == State::opted_out);
    CHECK(world.state("marketing", new_phone) == State::unknown);
}

TEST_CASE("a STOP from before the change counts for who said it, though the next owner has the number by now")
{
    World world;
    world.apply(from(old_phone, pressed_yes(5)));
    world.apply(changed({old_phone}, {new_phone}, 100));
    world.apply(from(old_phone, pressed_yes(150)));  // The next owner.
    REQUIRE(world.state("marketing", old_phone) == State::opted_in);
    world.apply(from(old_phone, stop(50)));
    CHECK(world.state("marketing", new_phone) == State::opted_out);
    CHECK(world.state("marketing", old_phone) == State::opted_in);
    CHECK(world.records.subjects() == 2);
}
