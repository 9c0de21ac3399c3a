// A second fold, written from the text of the design and not from the code: slow, plain, and compared with the first.
#include "builders.hpp"
#include "generator.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <map>
#include <set>

using namespace consentry;
using namespace consentry::consent;
using consentry::test::Generator;

namespace {

using Facts = std::vector<Fact>;

bool denies(Fact const& fact)
{
    return fact.kind == FactKind::opt_out || fact.kind == FactKind::decline || fact.kind == FactKind::hold;
}

/// "Leave out annulled facts."
Facts without_annulled(Facts const& facts)
{
    std::set<Seq> annulled;
    for (Fact const& fact : facts) {
        if (fact.kind == FactKind::annulment)
            annulled.insert(fact.annuls);
    }
    Facts left;
    for (Fact const& fact : facts) {
        if (!annulled.contains(fact.seq))
            left.push_back(fact);
    }
    return left;
}

/// "Take the facts of the scope and of `*`."
Facts of_scope(Facts const& facts, std::string const& scope)
{
    Facts left;
    for (Fact const& fact : facts) {
        if (fact.scope == scope || fact.scope == "*")
            left.push_back(fact);
    }
    return left;
}

/// "Drop denials and holds before the latest lift."
Facts after_lifts(Facts const& facts)
{
    Facts left;
    for (Fact const& fact : facts) {
        bool lifted = false;
        for (Fact const& lift : facts)
            lifted = lifted || (lift.kind == FactKind::lift && fact.at < lift.at);
        if (!(denies(fact) && lifted))
            left.push_back(fact);
    }
    return left;
}

/// "Of the rest the latest event time wins, ties in the order opted_out, declined, held, opted_in."
State latest(Facts const& facts, EventTime now)
{
    std::map<EventTime, Facts> by_time;
    for (Fact const& fact : facts) {
        if (denies(fact) || fact.kind == FactKind::grant)
            by_time[fact.at].push_back(fact);
    }
    if (by_time.empty())
        return State::unknown;
    Facts const& last = by_time.rbegin()->second;
    auto const one_is = [&](FactKind kind) { return std::ranges::count(last, kind, &Fact::kind) > 0; };
    if (one_is(FactKind::opt_out))
        return State::opted_out;
    if (one_is(FactKind::decline))
        return State::declined;
    if (one_is(FactKind::hold))
        return State::held;
    // Of grants of one second the one that ends first counts.
    bool const over
        = std::ranges::any_of(last, [&](Fact const& grant) { return grant.valid_until && *grant.valid_until <= now; });
    return over ? State::expired : State::opted_in;
}

/// "An opt-in by API, import or CLI never outvotes a denial by the person": leave such opt-ins out, and see whether
/// the person's word is a no.
State modelled(Facts const& all, std::string const& scope, EventTime now)
{
    Facts const facts = after_lifts(of_scope(without_annulled(all), scope));
    State const state = latest(facts, now);
    if (state != State::opted_in && state != State::expired)
        return state;
    Facts persons;
    std::ranges::copy_if(
        facts, std::back_inserter(persons), [](Fact const& fact) { return fact.authority != Authority::business; });
    State const own = latest(persons, now);
    bool const own_no = own == State::opted_out || own == State::declined || own == State::held;
    return own_no ? own : state;
}

Fact random_fact(Generator& random, Seq seq)
{
    static constexpr std::array kinds{FactKind::opt_out, FactKind::decline, FactKind::hold, FactKind::grant,
        FactKind::grant, FactKind::lift, FactKind::meta_stop, FactKind::annulment};
    static constexpr std::array scopes{"*", "marketing", "orders"};
    Fact made;
    made.kind = random.one_of(kinds);
    made.scope = random.one_of(scopes);
    made.at = at(random.below(6));
    made.seq = seq;
    bool const may_be_told = made.kind == FactKind::grant || made.kind == FactKind::opt_out;
    if (may_be_told && random.below(3) == 0)
        made.authority
            = made.kind == FactKind::grant && random.below(3) == 0 ? Authority::reopened : Authority::business;
    if (made.kind == FactKind::grant && random.below(3) == 0)
        made.valid_until = made.at + std::chrono::seconds{1 + random.below(10)};
    if (made.kind == FactKind::annulment)
        made.annuls = 1 + random.below(6);
    return made;
}

Facts random_facts(Generator& random, int most)
{
    Facts facts;
    int const count = random.below(most + 1);
    for (int i = 0; i < count; ++i)
        facts.push_back(random_fact(random, i + 1));
    return facts;
}

constexpr std::array scopes{"marketing", "orders", "*"};

}  // namespace

TEST_CASE("the fold says what the design says, of any facts at any time")
{
    Generator random;
    INFO("seed " << random.seed());
    for (int i = 0; i < 20'000; ++i) {
        Facts const facts = random_facts(random, 8);
        for (std::string const scope : scopes) {
            EventTime const now = at(random.below(20));
            State const state = fold(facts, scope, now).state;
            if (state != modelled(facts, scope, now))
                REQUIRE(name_of(state) == name_of(modelled(facts, scope, now)));
        }
    }
}

TEST_CASE("the fold is the same in every order, and however often a fact is told")
{
    Generator random;
    INFO("seed " << random.seed());
    for (int i = 0; i < 300; ++i) {
        Facts facts = random_facts(random, 5);
        EventTime const now = at(random.below(20));
        std::array<State, 3> first{};
        std::ranges::transform(scopes, first.begin(), [&](auto scope) { return fold(facts, scope, now).state; });
        do {
            Facts told = facts;
            told.insert(told.begin(), facts.begin(), facts.begin() + random.below(static_cast<int>(facts.size()) + 1));
            for (std::size_t s = 0; s < scopes.size(); ++s) {
                if (fold(told, scopes[s], now).state != first[s])
                    REQUIRE(fold(told, scopes[s], now).state == first[s]);
            }
        } while (std::ranges::next_permutation(facts, {}, &Fact::seq).found);
    }
}

TEST_CASE("a denial told at a later time than all else always stands")
{
    Generator random;
    INFO("seed " << random.seed());
    for (int i = 0; i < 2'000; ++i) {
        Facts facts = random_facts(random, 8);
        Fact denial = stop("*", 50);
        facts.push_back(denial);
        for (auto const* const scope : scopes) {
            if (fold(facts, scope, at(60)).state != State::opted_out)
                REQUIRE(fold(facts, scope, at(60)).state == State::opted_out);
        }
    }
}
