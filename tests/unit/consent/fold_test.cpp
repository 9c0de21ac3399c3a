#include "consentry/consent/fold.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::consent;

namespace {

constexpr int later = 1000;

State state(std::vector<Fact> const& facts, std::string_view scope = "marketing", int clock = later)
{
    return fold(facts, scope, at(clock)).state;
}

/// The same state in every order and with every fact twice.
State state_in_any_order(std::vector<Fact> facts)
{
    State const first = state(facts);
    std::ranges::sort(facts, {}, &Fact::seq);
    do {
        REQUIRE(state(facts) == first);
    } while (std::ranges::next_permutation(facts, {}, &Fact::seq).found);
    std::vector<Fact> twice = facts;
    twice.insert(twice.end(), facts.begin(), facts.end());
    REQUIRE(state(twice) == first);
    return first;
}

}  // namespace

TEST_CASE("nobody's word is no state")
{
    CHECK(state({}) == State::unknown);
    CHECK(fold({}, "marketing", at(0)).basis == nullptr);
    CHECK(state({stop("orders", 1)}) == State::unknown);
}

TEST_CASE("each fact alone is its state, and the state names the fact it rests on")
{
    auto const facts = GENERATE(std::vector{stop("marketing", 1)}, std::vector{no("marketing", 1)},
        std::vector{hold("marketing", 1)}, std::vector{yes("marketing", 1)});
    State const expected = facts[0].kind == FactKind::opt_out ? State::opted_out
        : facts[0].kind == FactKind::decline                  ? State::declined
        : facts[0].kind == FactKind::hold                     ? State::held
                                                              : State::opted_in;
    Verdict const verdict = fold(facts, "marketing", at(later));
    CHECK(verdict.state == expected);
    CHECK(verdict.basis == &facts[0]);
}

TEST_CASE("the facts of the scope and of every scope count, no others")
{
    CHECK(state({stop("*", 1)}) == State::opted_out);
    CHECK(state({stop("*", 1), yes("orders", 2)}) == State::opted_out);
    CHECK(state({stop("marketing", 1), yes("orders", 2)}, "orders") == State::opted_in);
    CHECK(state({stop("marketing", 1)}, "*") == State::unknown);
    CHECK(state({stop("*", 1), yes("marketing", 2)}, "*") == State::opted_out);
}

TEST_CASE("the latest event time wins, whichever came first")
{
    CHECK(state_in_any_order({stop("marketing", 1), yes("marketing", 2)}) == State::opted_in);
    CHECK(state_in_any_order({yes("marketing", 1), stop("marketing", 2)}) == State::opted_out);
    CHECK(state_in_any_order({yes("marketing", 1), stop("*", 2), no("marketing", 3)}) == State::declined);
    CHECK(state_in_any_order({yes("marketing", 3), stop("*", 2), no("marketing", 1)}) == State::opted_in);
}

TEST_CASE("at equal times the more careful wins: opted out, declined, held, opted in")
{
    CHECK(state_in_any_order({stop("marketing", 1), no("marketing", 1)}) == State::opted_out);
    CHECK(state_in_any_order({no("marketing", 1), hold("marketing", 1)}) == State::declined);
    CHECK(state_in_any_order({hold("marketing", 1), yes("marketing", 1)}) == State::held);
    CHECK(
        state_in_any_order({stop("*", 1), no("marketing", 1), hold("*", 1), yes("marketing", 1)}) == State::opted_out);
}

TEST_CASE("a lift drops the denials and holds before it, and the scopes regain what they had")
{
    CHECK(state_in_any_order({yes("marketing", 1), stop("*", 2), start("*", 3)}) == State::opted_in);
    CHECK(state_in_any_order({yes("marketing", 1), no("marketing", 2), start("*", 3)}) == State::opted_in);
    CHECK(state_in_any_order({yes("marketing", 1), hold("marketing", 2), start("*", 3)}) == State::opted_in);
    CHECK(state_in_any_order({stop("*", 2), start("*", 3)}) == State::unknown);
    CHECK(state_in_any_order({start("*", 1)}) == State::unknown);
    CHECK(state_in_any_order({yes("marketing", 1), stop("*", 3), start("*", 2)}) == State::opted_out);
}

TEST_CASE("a lift and a denial of the same second: the denial stands")
{
    CHECK(state_in_any_order({yes("marketing", 1), stop("*", 2), start("*", 2)}) == State::opted_out);
    CHECK(state_in_any_order({yes("marketing", 1), hold("marketing", 2), start("*", 2)}) == State::held);
}

TEST_CASE("the latest lift counts")
{
    CHECK(state_in_any_order({yes("marketing", 0), stop("*", 1), start("*", 4), stop("*", 3), start("*", 2)})
        == State::opted_in);
    CHECK(state_in_any_order({yes("marketing", 0), stop("*", 1), start("*", 2), stop("*", 3)}) == State::opted_out);
}

TEST_CASE("a lift of one scope leaves the others denied")
{
    std::vector const facts{yes("marketing", 0), yes("orders", 0), stop("*", 1), start("orders", 2)};
    CHECK(state(facts, "orders") == State::opted_in);
    CHECK(state(facts, "marketing") == State::opted_out);
    CHECK(state(facts, "*") == State::opted_out);
}

TEST_CASE("a grant older than a lift still counts; a lift takes nothing away from it")
{
    CHECK(state({yes("marketing", 1), start("*", 5)}) == State::opted_in);
}

TEST_CASE("annulled facts are left out, whatever they are")
{
    Fact const denial = stop("*", 2);
    CHECK(state_in_any_order({yes("marketing", 1), denial, undo(denial, 9)}) == State::opted_in);
    Fact const lift = start("*", 3);
    CHECK(state_in_any_order({yes("marketing", 1), denial, lift, undo(lift, 9)}) == State::opted_out);
    Fact const grant = yes("marketing", 1);
    CHECK(state_in_any_order({grant, undo(grant, 9)}) == State::unknown);
}

TEST_CASE("an annulment never makes an opt-in that was not there")
{
    Fact const denial = stop("marketing", 2);
    CHECK(state_in_any_order({denial, undo(denial, 9)}) == State::unknown);
}

TEST_CASE("a YES after a STOP of everything opens its own scope only")
{
    std::vector const facts{yes("orders", 0), stop("*", 1), yes("marketing", 2)};
    CHECK(state(facts, "marketing") == State::opted_in);
    CHECK(state(facts, "orders") == State::opted_out);
}

TEST_CASE("consent ends in the second its grant names, by the clock alone")
{
    std::vector const facts{until(yes("marketing", 1), 100)};
    CHECK(state(facts, "marketing", 99) == State::opted_in);
    CHECK(state(facts, "marketing", 100) == State::expired);
    CHECK(state({until(yes("marketing", 1), 100), yes("marketing", 2)}, "marketing", 500) == State::opted_in);
}

TEST_CASE("of two grants of one second the one that ends sooner counts")
{
    CHECK(state_in_any_order({until(yes("marketing", 1), 100), yes("marketing", 1)}) == State::expired);
    CHECK(state_in_any_order({until(yes("marketing", 1), 100), until(yes("marketing", 1), 2000)}) == State::expired);
}

TEST_CASE("an opt-in that the business tells never outvotes the person's own no")
{
    auto const denial = GENERATE(stop("marketing", 1), stop("*", 1), no("marketing", 1), hold("marketing", 1));
    Fact const told = yes("marketing", 2, Authority::business);
    State const own = state({denial});
    CHECK(state_in_any_order({denial, told}) == own);

    SECTION("nor does it when the business had said no itself in between")
    {
        CHECK(state_in_any_order(
                  {denial, stop("marketing", 2, Authority::business), yes("marketing", 3, Authority::business)})
            == own);
    }
    SECTION("but the person's lift clears the way for it")
    {
        CHECK(state_in_any_order({denial, told, start("*", 3)}) == State::opted_in);
    }
    SECTION("and so does the person's later yes")
    {
        CHECK(state_in_any_order({denial, told, yes("marketing", 3)}) == State::opted_in);
        CHECK(state_in_any_order({denial, yes("marketing", 2), yes("marketing", 3, Authority::business)})
            == State::opted_in);
    }
}

TEST_CASE("an opt-in with wording, evidence and the right to reopen outvotes an earlier no, not a later one")
{
    Fact const reopened = yes("marketing", 2, Authority::reopened);
    CHECK(state_in_any_order({stop("*", 1), reopened}) == State::opted_in);
    CHECK(state_in_any_order({stop("*", 3), reopened}) == State::opted_out);
    CHECK(state_in_any_order({stop("*", 2), reopened}) == State::opted_out);
    CHECK(state_in_any_order(
              {stop("*", 1), reopened, stop("*", 3, Authority::business), yes("marketing", 4, Authority::business)})
        == State::opted_in);
}

TEST_CASE("what the business tells against itself goes by time")
{
    CHECK(state_in_any_order({stop("*", 1, Authority::business), yes("marketing", 2, Authority::business)})
        == State::opted_in);
    CHECK(state_in_any_order({yes("marketing", 1), stop("marketing", 2, Authority::business)}) == State::opted_out);
}

TEST_CASE("a hold waits until the person's next clear word settles it")
{
    CHECK(state({yes("marketing", 1), hold("marketing", 2)}) == State::held);
    CHECK(state({hold("marketing", 2), yes("marketing", 3)}) == State::opted_in);
    CHECK(state({hold("marketing", 2), stop("*", 3)}) == State::opted_out);
    CHECK(state({hold("marketing", 2), no("marketing", 3)}) == State::declined);
    CHECK(state({yes("marketing", 1), hold("marketing", 2), start("*", 3)}) == State::opted_in);
}

TEST_CASE("names of states and reasons are read back")
{
    for (State const state :
        {State::unknown, State::opted_in, State::opted_out, State::declined, State::held, State::expired})
        CHECK(state_of(name_of(state)) == state);
    for (Reason const reason : {Reason::opted_in, Reason::opted_out, Reason::declined, Reason::held, Reason::expired,
             Reason::unknown, Reason::unknown_allowed, Reason::meta_preference})
        CHECK(reason_of(name_of(reason)) == reason);
    CHECK_FALSE(state_of("meta_preference"));
    CHECK_FALSE(reason_of(""));
}
