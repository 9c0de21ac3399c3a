// What a grant has to rest on before it counts: a wording that is still good enough, and a second yes where one is
// asked.
#include "support/catch.hpp"
#include "world.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::consent;

namespace {

Fact agreed(std::string wording, int seconds)
{
    Fact made = yes("marketing", seconds);
    made.wording = std::move(wording);
    return made;
}

/// A yes to a question that was put at that time.
Fact answered(int asked, int seconds)
{
    Fact made = agreed("v3", seconds);
    made.asked_at = at(asked);
    return made;
}

Scope requiring(std::vector<std::string> wordings)
{
    Scope scope = demo_policy().scopes[0];
    scope.required_wordings = std::move(wordings);
    return scope;
}

Permission said(std::vector<Fact> const& facts, bool twice = true)
{
    return permission(demo_policy().scopes[0], facts, {"", false, twice}, at(1000));
}

Policy strict_in_germany()
{
    Policy policy = demo_policy();
    policy.scopes[0].asks_twice_in = {"DE", "AT"};
    return policy;
}

Alias const german = phone("4915112345678");

}  // namespace

TEST_CASE("consent on a wording that is no longer enough is as good as expired")
{
    auto const asked = [](std::vector<std::string> required, std::vector<Fact> const& facts) {
        return permission(requiring(std::move(required)), facts, {}, at(1000));
    };
    CHECK(asked({}, {agreed("v2", 1)}).allowed);
    CHECK(asked({"v2", "v3"}, {agreed("v2", 1)}).allowed);

    auto const facts = GENERATE(std::vector{agreed("v2", 1)}, std::vector{agreed("", 1)});
    Permission const old = asked({"v3"}, facts);
    CHECK_FALSE(old.allowed);
    CHECK(old.state == State::expired);
    CHECK(old.reason == Reason::expired);
    CHECK(old.basis->at == at(1));
}

TEST_CASE("an older grant on the wording that counts is not undone by a later one that does not")
{
    std::vector const facts{agreed("v3", 1), agreed("v2", 5)};
    Permission const found = permission(requiring({"v3"}), facts, {}, at(1000));
    CHECK(found.allowed);
    CHECK(found.basis->at == at(1));

    std::vector const stopped{agreed("v3", 1), stop("*", 3), agreed("v2", 5)};
    CHECK_FALSE(permission(requiring({"v3"}), stopped, {}, at(1000)).allowed);
}

TEST_CASE("where the person has to say it twice, once is as good as never")
{
    Permission const once = said({answered(0, 1)});
    CHECK_FALSE(once.allowed);
    CHECK(once.state == State::unknown);
    CHECK(once.reason == Reason::unknown);
    CHECK(said({answered(0, 1)}, false).allowed);
}

TEST_CASE("the second yes counts when it answers a question that was put after the first")
{
    CHECK(said({answered(0, 1), answered(2, 3)}).allowed);
    CHECK(said({answered(2, 3), answered(0, 1)}).allowed);                            // In whatever order they arrived.
    CHECK(said({yes("marketing", 1, Authority::business), answered(2, 3)}).allowed);  // A form first.

    CHECK_FALSE(said({answered(0, 1), answered(0, 3)}).allowed);                // Twice to one question.
    CHECK_FALSE(said({answered(0, 1), agreed("v3", 3)}).allowed);               // To none that we know of.
    CHECK_FALSE(said({yes("orders", 1), answered(2, 3)}).allowed);              // To another scope.
    CHECK_FALSE(said({answered(0, 1), stop("*", 2), answered(3, 4)}).allowed);  // It all begins anew after a no.
    CHECK(said({answered(0, 1), stop("*", 2), answered(3, 4), answered(5, 6)}).allowed);
}

TEST_CASE("a double opt-in that the business gathered counts as told")
{
    Fact told = yes("marketing", 1, Authority::business);
    told.confirmed = true;
    CHECK(said({told}).allowed);
    CHECK_FALSE(said({told, stop("*", 2)}).allowed);
}

TEST_CASE("who has to say it twice is decided by where they are, and a doubtful number is of the strictest")
{
    Scope const scope = strict_in_germany().scopes[0];
    auto const asks = [&](Alias const& name) { return scope.asks_twice({&name, 1}); };
    CHECK(asks(german));
    CHECK(asks(user("DE.13491208655302741918")));
    CHECK_FALSE(asks(phone("34600111222")));
    std::vector const both{phone("34600111222"), user("AT.13491208655302741918")};
    CHECK(scope.asks_twice(both));

    Scope american = scope;
    american.asks_twice_in = {"CA"};
    Alias const unclear = phone("18005550100");
    CHECK(american.asks_twice({&unclear, 1}) == (std::ranges::count(countries_of("18005550100"), "CA") > 0));
    american.asks_twice_in = {"*"};
    CHECK(american.asks_twice({&german, 1}));
}

TEST_CASE("a double opt-in from end to end: asked, yes, asked to confirm, yes")
{
    World world{strict_in_germany()};
    auto const allowed = [&] { return world.last().states[0].allowed; };
    world.apply(ask("marketing", 0, "wamid.q1", german));
    world.apply(from(german, quoting("wamid.q1", signal(Intent::affirm, "ja", 5, "wamid.a1"))));
    CHECK(world.last().type == EventType::opted_in);
    CHECK_FALSE(allowed());
    world.apply(ask("marketing", 10, "wamid.q2", german));
    world.apply(from(german, quoting("wamid.q2", signal(Intent::affirm, "ja", 15, "wamid.a2"))));
    CHECK(allowed());
    CHECK(world.last().effective);
    CHECK(world.last().state == State::opted_in);

    SECTION("and a Spaniard of the same brand needs one")
    {
        world.apply(ask("marketing", 0, "wamid.q3"));
        world.apply(quoting("wamid.q3", signal(Intent::affirm, "si", 5, "wamid.a3")));
        CHECK(allowed());
    }
}

TEST_CASE("an entry read back states the same fact that was entered")
{
    World world;
    world.apply(ask("marketing", 0, "wamid.q1"));
    world.apply(quoting("wamid.q1", signal(Intent::affirm, "si", 5)));
    Fact const kept = world.known(phone())->facts.front();
    CHECK(kept.wording == "v3");
    CHECK(kept.asked_at == at(0));
    CHECK(*world.last().fact == kept);
}

TEST_CASE("a record that tells of a double opt-in has to say how")
{
    Record record;
    record.contact = german;
    record.scope = "marketing";
    record.opted_in = true;
    record.occurred_at = at(1);
    record.confirmed = true;
    World world{strict_in_germany()};
    CHECK(world.apply(record).refused->detail.starts_with("evidence: "));
    record.evidence = "link in the mail of 22 November";
    CHECK(world.apply(record).events.size() == 1);
    CHECK(world.last().states[0].allowed);
    CHECK(world.last().fact->confirmed);
}
