#include "consentry/consent/fold.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

constexpr auto here = "106540352242922";
constexpr auto elsewhere = "200000000000001";

Scope const marketing = demo_policy().scopes[0];
Scope const orders = demo_policy().scopes[1];

Permission ask(Scope const& scope, std::vector<Fact> const& facts, Question const& question = {}, int clock = 1000)
{
    Permission found = permission(scope, facts, question, at(clock));
    found.basis = nullptr;  // It points into `facts`, which the caller may not keep.
    return found;
}

Fact meta_stop_at(int seconds, char const* number = here) { return meta_fact(FactKind::meta_stop, number, seconds); }
Fact meta_resume_at(int seconds, char const* number = here)
{
    return meta_fact(FactKind::meta_resume, number, seconds);
}

}  // namespace

TEST_CASE("a message may be sent to who is opted in, and to nobody else")
{
    CHECK(ask(orders, {yes("orders", 1)}).allowed);
    auto const facts = GENERATE(std::vector<Fact>{}, std::vector{stop("*", 1)}, std::vector{no("orders", 1)},
        std::vector{hold("orders", 1)}, std::vector{until(yes("orders", 1), 2)});
    Permission const answer = ask(orders, facts);
    CHECK_FALSE(answer.allowed);
    CHECK(name_of(answer.reason) == name_of(answer.state));
}

TEST_CASE("who never said anything is denied unless the scope allows it")
{
    Scope open = orders;
    open.unknown_allowed = true;
    Permission const answer = ask(open, {});
    CHECK(answer.allowed);
    CHECK(answer.state == State::unknown);
    CHECK(answer.reason == Reason::unknown_allowed);
    CHECK_FALSE(ask(open, {stop("*", 1)}).allowed);
    CHECK_FALSE(ask(open, {until(yes("orders", 1), 2)}).allowed);
    CHECK_FALSE(ask(orders, {}).allowed);
}

TEST_CASE("Meta's own setting denies scopes that obey it, and only those")
{
    std::vector const facts{yes("marketing", 1), yes("orders", 1), meta_stop_at(2)};
    Permission const answer = permission(marketing, facts, {}, at(1000));
    CHECK_FALSE(answer.allowed);
    CHECK(answer.state == State::opted_in);
    CHECK(answer.reason == Reason::meta_preference);
    CHECK(answer.basis == &facts[2]);
    CHECK(ask(orders, facts).allowed);
}

TEST_CASE("Meta's setting is of a number; without one in the question any number's stop denies")
{
    std::vector const facts{yes("marketing", 1), meta_stop_at(2, elsewhere)};
    CHECK(ask(marketing, facts, {here, false}).allowed);
    CHECK_FALSE(ask(marketing, facts, {elsewhere, false}).allowed);
    CHECK_FALSE(ask(marketing, facts).allowed);
}

TEST_CASE("a stop that tells no number is of every number")
{
    std::vector const facts{yes("marketing", 1), meta_stop_at(2, "")};
    CHECK_FALSE(ask(marketing, facts, {here, false}).allowed);
    CHECK_FALSE(ask(marketing, facts, {elsewhere, false}).allowed);
    CHECK_FALSE(ask(marketing, facts).allowed);
}

TEST_CASE("a stop that tells no number is over for the number on which the person resumed")
{
    std::vector const facts{meta_stop_at(2, ""), meta_resume_at(3)};
    CHECK(meta_stop(facts, here) == nullptr);
    CHECK(meta_stop(facts, elsewhere) == &facts[0]);
    CHECK(meta_stop(facts, "") == nullptr);
    std::vector const stopped_again{meta_stop_at(4, ""), meta_resume_at(3)};
    CHECK(meta_stop(stopped_again, here) == &stopped_again[0]);
}

TEST_CASE("in Meta's layer the later word of that number wins, and stop at equal times")
{
    Fact const consent = yes("marketing", 0);
    CHECK(ask(marketing, {consent, meta_stop_at(1), meta_resume_at(2)}).allowed);
    CHECK(ask(marketing, {consent, meta_resume_at(2), meta_stop_at(1)}).allowed);
    CHECK_FALSE(ask(marketing, {consent, meta_stop_at(3), meta_resume_at(2)}).allowed);
    CHECK_FALSE(ask(marketing, {consent, meta_stop_at(2), meta_resume_at(2)}).allowed);
    CHECK_FALSE(ask(marketing, {consent, meta_stop_at(1), meta_resume_at(2, elsewhere)}).allowed);
    Fact const stopped = meta_stop_at(1);
    CHECK(ask(marketing, {consent, stopped, undo(stopped, 9)}).allowed);
    Fact const resumed = meta_resume_at(2);
    CHECK_FALSE(ask(marketing, {consent, stopped, resumed, undo(resumed, 9)}).allowed);
}

TEST_CASE("neither layer touches the other")
{
    // Resuming in WhatsApp is no START, and neither a YES nor a START resumes in WhatsApp.
    CHECK(ask(marketing, {stop("*", 1), meta_resume_at(2)}).reason == Reason::opted_out);
    CHECK(ask(marketing, {meta_stop_at(1), start("*", 2), yes("marketing", 3)}).reason == Reason::meta_preference);
    CHECK(ask(marketing, {meta_stop_at(2), meta_resume_at(3)}).reason == Reason::unknown);
}

TEST_CASE("the person's no is the reason even where Meta's setting denies, too")
{
    CHECK(ask(marketing, {stop("*", 1), meta_stop_at(2)}).reason == Reason::opted_out);
}

TEST_CASE("Meta's stop denies where silence would be allowed")
{
    Scope open = marketing;
    open.unknown_allowed = true;
    CHECK(ask(open, {}).allowed);
    CHECK(ask(open, {meta_stop_at(1)}).reason == Reason::meta_preference);
    CHECK_FALSE(ask(open, {meta_stop_at(1)}).allowed);
}

TEST_CASE("a reply inside the window needs no consent, but respects a no")
{
    Question const reply{here, true};
    CHECK(ask(marketing, {}, reply).allowed);
    CHECK(ask(marketing, {until(yes("marketing", 1), 2)}, reply).allowed);
    CHECK(ask(marketing, {yes("marketing", 1), meta_stop_at(2)}, reply).allowed);
    auto const denial = GENERATE(stop("*", 1), stop("marketing", 1), no("marketing", 1), hold("marketing", 1));
    CHECK_FALSE(ask(marketing, {denial}, reply).allowed);
}

TEST_CASE("the stop in force is the latest one that was not resumed")
{
    std::vector const facts{meta_stop_at(1, elsewhere), meta_stop_at(5), meta_stop_at(3), meta_resume_at(4)};
    CHECK(meta_stop(facts, "") == &facts[1]);
    CHECK(meta_stop(facts, elsewhere) == &facts[0]);
    CHECK(meta_stop(facts, "300000000000001") == nullptr);
    CHECK(meta_stop({}, "") == nullptr);
}
