// What a far system is told on the occasion of an event: the present, in one of three words.
#include "forward/connector/telling.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;

namespace {

using consent::EventType;
using consent::State;

EventTime const then{std::chrono::seconds{1'795'339'800}};

consent::Policy policy()
{
    consent::Policy made;
    made.brand = "demo";
    made.scopes.resize(2);
    made.scopes[0].name = "marketing";
    made.scopes[1].name = "orders";
    made.scopes[1].category = consent::Category::utility;
    return made;
}

consent::Event event(EventType type, std::string scope)
{
    consent::Event made;
    made.type = type;
    made.scope = std::move(scope);
    made.timestamp = then;
    return made;
}

PersonNow person(ScopeNow marketing, ScopeNow orders = {"orders"}, std::vector<std::string> wa_ids = {"34600111222"})
{
    return {{std::move(marketing), std::move(orders)}, std::move(wa_ids), {}};
}

/// `34600111222 marketing opted_out`, one a line.
std::string words_of(std::vector<Telling> const& tellings)
{
    std::string all;
    for (Telling const& one : tellings)
        all += one.digits + ' ' + one.scope + ' ' + std::string{one.status} + '\n';
    return all;
}

std::string told(consent::Event const& of, PersonNow const& who, ConnectorTarget const& target = {}, bool every = true)
{
    return words_of(tellings_of(target, policy(), of, who, every));
}

ScopeNow const yes{"marketing", State::opted_in, true, then};
ScopeNow const no{"marketing", State::opted_out, false, then};

}  // namespace

TEST_CASE("only consent that counts is a yes; whatever else does not allow sending is a no")
{
    CHECK(status_of(yes, true) == "opted_in");
    for (State const state : {State::opted_out, State::declined, State::held, State::expired})
        CHECK(status_of({"marketing", state, false, then}, false) == "opted_out");
    CHECK(status_of({"marketing", State::opted_in, false, then}, false) == "opted_out");
}

TEST_CASE("who never said anything and may be written to is neither")
{
    CHECK(status_of({"marketing", State::unknown, true, {}}, true) == "unknown");
}

TEST_CASE("who never said anything is told of only where something was taken back")
{
    ScopeNow const nothing{"marketing", State::unknown, false, {}};
    CHECK(status_of(nothing, false).empty());
    CHECK(status_of(nothing, true) == "opted_out");
    CHECK(status_of({"marketing", State::unknown, true, {}}, false).empty());
}

TEST_CASE("WhatsApp's own setting is a no, though nothing was said to the brand")
{
    CHECK(status_of({"marketing", State::unknown, false, then}, false) == "opted_out");
}

TEST_CASE("the event is only the occasion: what holds now is told")
{
    CHECK(told(event(EventType::opted_in, "marketing"), person(no)) == "34600111222 marketing opted_out\n");
    CHECK(told(event(EventType::opted_out, "marketing"), person(yes)) == "34600111222 marketing opted_in\n");
}

TEST_CASE("an event tells of its scope, and one of all scopes of each")
{
    ScopeNow const orders{"orders", State::opted_in, true, then};
    CHECK(told(event(EventType::opted_out, "marketing"), person(no, orders)) == "34600111222 marketing opted_out\n");
    CHECK(told(event(EventType::opted_out, "*"), person(no, orders))
        == "34600111222 marketing opted_out\n34600111222 orders opted_in\n");
}

TEST_CASE("a snapshot and what joins people tell of every scope of which anything is known")
{
    auto const type = GENERATE(EventType::snapshot, EventType::linked, EventType::merged, EventType::renumbered);
    CHECK(told(event(type, "*"), person(no)) == "34600111222 marketing opted_out\n");
}

TEST_CASE("an erasure is a no in every scope")
{
    CHECK(told(event(EventType::erased, ""),
              person({"marketing", State::unknown, false, then}, {"orders", State::unknown, false, then}))
        == "34600111222 marketing opted_out\n34600111222 orders opted_out\n");
}

TEST_CASE("a destination is told of the scopes that it is for")
{
    ConnectorTarget target;
    target.scopes = {"orders"};
    CHECK(told(event(EventType::opted_out, "marketing"), person(no), target).empty());
}

TEST_CASE("every number of a person is told of, under each spelling of its line where that matters")
{
    auto const who = person(no, {"orders"}, {"5511987654321", "34600111222"});
    auto const what = event(EventType::opted_out, "marketing");
    CHECK(told(what, who)
        == "5511987654321 marketing opted_out\n551187654321 marketing opted_out\n34600111222 marketing opted_out\n");
    CHECK(told(what, who, {}, false) == "5511987654321 marketing opted_out\n34600111222 marketing opted_out\n");
}

TEST_CASE("a number that somebody gave up is a no in every scope, unless it has an owner: then as that one stands")
{
    auto what = event(EventType::renumbered, "*");
    what.former_wa_id = "34600999888";
    auto const former = [&](std::optional<PersonNow> const& owner) {
        return words_of(tellings_of_former({}, policy(), what, owner, true));
    };
    CHECK(former({}) == "34600999888 marketing opted_out\n34600999888 orders opted_out\n");
    CHECK(former(person(yes)) == "34600999888 marketing opted_in\n34600999888 orders opted_out\n");
}

TEST_CASE("what changes nothing about consent is no occasion")
{
    for (auto const type : {EventType::help, EventType::prompted, EventType::unmatched, EventType::alarm})
        CHECK_FALSE(is_told(type));
    for (auto const type : {EventType::opted_out, EventType::held, EventType::undone, EventType::erased})
        CHECK(is_told(type));
}
