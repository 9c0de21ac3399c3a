// Messages that the business sends to people who had said no.
#include "unit/consent/world.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::consent;

namespace {

constexpr auto number = "106540352242922";

Send sent(int second, std::optional<Category> category = Category::marketing)
{
    return {{phone()}, number, "wamid.campaign", at(second), category};
}

bool violates(Send const& send, std::vector<Fact> facts, Policy const& policy = demo_policy())
{
    return !decide(policy, standing(std::move(facts)), send, seen_at(1000)).empty();
}

Fact stop_in_whatsapp(int second, std::string of_number = number)
{
    return meta_fact(FactKind::meta_stop, std::move(of_number), second);
}

}  // namespace

TEST_CASE("a message that was sent after a STOP violates it, one that was sent before does not")
{
    CHECK(violates(sent(20), {stop("*", 10)}));
    CHECK(violates(sent(11), {stop("*", 10)}));
    CHECK_FALSE(violates(sent(9), {stop("*", 10)}));
    CHECK_FALSE(violates(sent(20), {}));
    CHECK_FALSE(violates(sent(20), {yes("marketing", 10)}));
}

TEST_CASE("of one second nobody knows the order, so it is no violation; a STOP before it is one all the same")
{
    CHECK_FALSE(violates(sent(10), {stop("*", 10)}));
    CHECK(violates(sent(10), {stop("*", 5), stop("*", 10)}));
    CHECK_FALSE(violates(sent(10), {stop("*", 5), yes("marketing", 10)}));
    CHECK_FALSE(violates(sent(10), {stop("*", 5), start("*", 10)}));
}

TEST_CASE("what counts is what had been said when it was sent, whatever was said since")
{
    CHECK(violates(sent(20), {stop("*", 10), start("*", 30)}));
    CHECK(violates(sent(20), {stop("*", 10), yes("marketing", 30)}));
    CHECK_FALSE(violates(sent(20), {stop("*", 10), start("*", 15)}));
    CHECK_FALSE(violates(sent(20), {stop("*", 10), yes("marketing", 15), stop("*", 30)}));
}

TEST_CASE("every kind of no counts: a STOP, a NO, what is held, Meta's own setting")
{
    CHECK(violates(sent(20), {stop("marketing", 10)}));
    CHECK(violates(sent(20), {no("marketing", 10)}));
    CHECK(violates(sent(20), {hold("marketing", 10)}));
    CHECK(violates(sent(20), {stop_in_whatsapp(10)}));
    CHECK(violates(sent(20), {stop("marketing", 10, Authority::business)}));
    CHECK_FALSE(violates(sent(20), {yes("marketing", 1, Authority::business), until(yes("marketing", 2), 15)}));
}

TEST_CASE("Meta's own setting counts for the number that it was made for, and for scopes that obey it")
{
    CHECK_FALSE(violates(sent(20), {stop_in_whatsapp(10, "another number")}));
    CHECK_FALSE(violates(sent(20), {stop_in_whatsapp(10), meta_fact(FactKind::meta_resume, number, 15)}));
    CHECK_FALSE(violates(sent(20, Category::utility), {stop_in_whatsapp(10)}));
}

TEST_CASE("a message is judged by the scopes of its category, and violates only if all of them are denied")
{
    Policy policy = demo_policy();
    CHECK_FALSE(violates(sent(20, Category::utility), {stop("marketing", 10)}));
    CHECK(violates(sent(20, Category::utility), {stop("orders", 10)}));
    policy.scopes.push_back({"news", Category::marketing, {}, false, {}, false});
    CHECK_FALSE(violates(sent(20), {stop("marketing", 10)}, policy));
    CHECK(violates(sent(20), {stop("marketing", 10), no("news", 12)}, policy));
}

TEST_CASE("where no scope is of that category only a no to everything counts")
{
    CHECK_FALSE(violates(sent(20, Category::authentication), {stop("marketing", 10), stop("orders", 10)}));
    CHECK(violates(sent(20, Category::authentication), {stop("*", 10)}));
    CHECK_FALSE(violates(sent(20, Category::authentication), {stop("*", 10), start("*", 15)}));
}

TEST_CASE("where Meta tells no category every scope has to be denied")
{
    CHECK_FALSE(violates(sent(20, {}), {stop("marketing", 10)}));
    CHECK(violates(sent(20, {}), {stop("marketing", 10), stop("orders", 10)}));
    CHECK(violates(sent(20, {}), {stop("*", 10)}));
    CHECK_FALSE(violates(sent(20, {}), {stop("*", 10), yes("orders", 15)}));
}

TEST_CASE("a no that was taken back was never said")
{
    Fact const said = stop("*", 10);
    CHECK_FALSE(violates(sent(20), {said, undo(said, 30)}));
    Fact const lift = start("*", 15);
    CHECK(violates(sent(20), {said, lift, undo(lift, 30)}));
}

TEST_CASE("a no of whoever had the number before counts, and so does one under a number that may be the same line")
{
    Standing theirs = standing({});
    theirs.left_behind = {stop("*", 10)};
    CHECK(decide(demo_policy(), theirs, sent(20), seen_at(1000)).size() == 1);
    theirs.facts = {yes("marketing", 15)};
    CHECK(decide(demo_policy(), theirs, sent(20), seen_at(1000)).empty());
    Standing shares = standing({});
    shares.shared = {stop("marketing", 10)};
    CHECK(decide(demo_policy(), shares, sent(20), seen_at(1000)).size() == 1);
}

TEST_CASE("a time that is ahead of ours is cut to it")
{
    auto const drafts = decide(demo_policy(), standing({stop("*", 10)}), sent(5000), seen_at(1000));
    REQUIRE(drafts.size() == 1);
    CHECK(drafts[0].timestamp == at(1000));
}

TEST_CASE("a violation tells the message, its category, and the no by which the last scope was denied")
{
    World world;
    world.apply(from(phone(), signal(Intent::opt_out, "stop", 10)));
    Outcome const outcome = world.apply(sent(20));
    CHECK(outcome.violated);
    Event const event = world.last();
    CHECK(event.type == EventType::violated);
    CHECK_FALSE(event.effective);
    CHECK(event.timestamp == at(20));
    CHECK(event.scope == "*");
    CHECK(event.state == State::opted_out);
    CHECK(event.message_id == "wamid.campaign");
    CHECK(event.number == number);
    CHECK(event.source == Source::meta_status);
    CHECK(event.text.empty());
    CHECK(event.wa_id == "34600111222");
    CHECK_FALSE(event.fact);
    REQUIRE(event.violation);
    CHECK(event.violation->category == Category::marketing);
    CHECK(event.violation->since == at(10));
    CHECK(event.violation->event == world.events().front().id);
}

TEST_CASE("the scope of a violation is that of the no, narrowed to what it denies")
{
    auto const scope_of = [](std::vector<Fact> facts, std::optional<Category> category = Category::marketing) {
        return decide(demo_policy(), standing(std::move(facts)), sent(50, category), seen_at(1000)).at(0).scope;
    };
    CHECK(scope_of({stop("*", 10)}) == "*");
    CHECK(scope_of({stop("*", 10), no("marketing", 20)}) == "marketing");
    CHECK(scope_of({stop_in_whatsapp(10)}) == "marketing");
    CHECK(scope_of({stop("marketing", 10), stop("orders", 20)}, std::nullopt) == "orders");
}

TEST_CASE("a message is told of once, however often Meta reports it and with whatever time")
{
    World world;
    world.apply(from(phone(), signal(Intent::opt_out, "stop", 10)));
    CHECK(world.apply(sent(20)).violated);
    Outcome const again = world.apply(sent(20));
    CHECK(again.duplicate);
    CHECK_FALSE(again.violated);
    CHECK(world.apply(sent(25)).duplicate);
    Send other = sent(20);
    other.message_id = "wamid.other";
    CHECK(world.apply(other).violated);
    CHECK(world.events().size() == 3);
}

TEST_CASE("the same message violates the no that was said to each brand of the number, once for each")
{
    World world;
    Policy sister = demo_policy();
    sister.brand = "sister";
    world.add_sibling(sister);
    world.apply(from(phone(), signal(Intent::opt_out, "stop", 10)));
    CHECK(world.apply(sent(20)).violated);
    CHECK_FALSE(world.apply_to_sibling(sent(20)).violated);
    world.apply_to_sibling(from(phone(), signal(Intent::opt_out, "stop", 12)));
    CHECK(world.apply_to_sibling(sent(20)).violated);
    CHECK(world.apply_to_sibling(sent(20)).duplicate);
}

TEST_CASE("a person is found under any of their names, and what a report tells of them is learnt")
{
    World world;
    world.apply(from({phone(), user()}, signal(Intent::opt_out, "stop", 10)));
    Send send = sent(20);
    send.who = {user()};
    CHECK(world.apply(send).violated);
    send.message_id = "wamid.parent";
    send.who = {user(), {AliasKind::parent_user_id, "ES.ENT.1"}};
    CHECK(world.apply(send).violated);
    CHECK(types_of(world.events())
        == std::vector{EventType::opted_out, EventType::violated, EventType::linked, EventType::violated});
}

TEST_CASE("of people of whom nothing is known nothing is kept")
{
    World world;
    Outcome const outcome = world.apply(sent(20));
    CHECK(outcome.events.empty());
    CHECK_FALSE(world.known(phone()));
}

TEST_CASE("a message to who was erased since leaves nothing")
{
    World world;
    world.apply(from(phone(), signal(Intent::opt_out, "stop", 10)));
    Erase erase;
    erase.contact = phone();
    erase.brands = {"demo"};
    world.apply(erase, 100);
    auto const before = world.events().size();
    Outcome const outcome = world.apply(sent(20));
    CHECK(outcome.erased);
    CHECK_FALSE(outcome.violated);
    CHECK(world.apply(sent(200)).events.empty());
    CHECK(world.events().size() == before);
}

TEST_CASE("a STOP that comes to us later than the report accuses nobody: the sender could not know of it either")
{
    World world;
    world.apply(from(phone(), signal(Intent::affirm, "si", 1)));
    CHECK_FALSE(world.apply(sent(20)).violated);
    world.apply(from(phone(), signal(Intent::opt_out, "stop", 10, "wamid.late")));
    CHECK(std::ranges::count(types_of(world.events()), EventType::violated) == 0);
}

TEST_CASE("a violation changes nothing of what is known of the person")
{
    World world;
    world.apply(from(phone(), signal(Intent::opt_out, "stop", 10)));
    auto const before = world.known(phone());
    world.apply(sent(20));
    auto const after = world.known(phone());
    CHECK(after->facts == before->facts);
    CHECK(after->aliases == before->aliases);
}

TEST_CASE("who looks out for people that said no hears of every name that the no concerns")
{
    // See Records and ApplyContext: the names are told as the ledger learns them.
    World world;
    std::vector<std::string> told;
    world.on_denied([&](Alias const& name) { told.push_back(name.value); });
    auto const tells = [&](std::string const& name) { return std::ranges::find(told, name) != told.end(); };
    SECTION("all that the person has")
    {
        world.apply(from({phone(), user()}, signal(Intent::opt_out, "stop", 10)));
        CHECK(tells("34600111222"));
        CHECK(tells(user().value));
    }
    SECTION("nothing where nobody says no")
    {
        world.apply(from(phone(), signal(Intent::opt_in, "start", 10)));
        world.apply(told_of(phone("34600999888"), true, 10));
        CHECK(told.empty());
    }
    SECTION("a number that was theirs when they said it, and who has it now")
    {
        world.apply(told_of(phone("34600111222"), true, 1));
        world.apply(seen_together({phone("34600111222"), user("ES.1")}, 2));
        world.apply(changed({phone("34600111222")}, {phone("34600333444"), user("ES.1")}, 50));
        world.apply(from({phone("34600111222"), user("ES.2")}, signal(Intent::help, "ayuda", 60, "wamid.help")));
        told.clear();
        world.apply(from(user("ES.1"), signal(Intent::opt_out, "stop", 40, "wamid.late")));
        CHECK(tells("34600111222"));
        CHECK(tells("34600333444"));
        CHECK(tells("ES.2"));
    }
    SECTION("who may have the same line under another number")
    {
        world.apply(from({phone("541123456789"), user("AR.1")}, signal(Intent::help, "ayuda", 5, "wamid.help")));
        world.apply(from(phone("5491123456789"), signal(Intent::opt_out, "stop", 10)));
        CHECK(tells("AR.1"));
    }
}
