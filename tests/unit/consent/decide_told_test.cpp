// What the business tells: questions, and consent gathered elsewhere.
#include "consentry/consent/decide.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

constexpr int clock_now = 1000;

Record opt_in(int seconds, std::string scope = "marketing")
{
    Record record;
    record.contact = phone();
    record.scope = std::move(scope);
    record.opted_in = true;
    record.occurred_at = at(seconds);
    return record;
}

Record opt_out(std::string scope = "marketing")
{
    Record record = opt_in(0, std::move(scope));
    record.opted_in = false;
    record.occurred_at.reset();
    return record;
}

Record reopening(int seconds)
{
    Record record = opt_in(seconds);
    record.wording = "v3";
    record.evidence = "signed form 4711";
    record.may_reopen = true;
    return record;
}

Result<std::vector<Draft>> told(
    Record const& record, std::vector<Fact> facts = {}, Policy const& policy = demo_policy())
{
    return decide(policy, standing(std::move(facts)), record, seen_at(clock_now));
}

Ask question(int seconds)
{
    Ask ask;
    ask.who = {phone()};
    ask.scope = "marketing";
    ask.wording = "v3";
    ask.language = "es";
    ask.asked_at = at(seconds);
    ask.expires_in = 100s;
    return ask;
}

Result<std::vector<Draft>> asked(Ask const& ask, Standing const& known = {}, std::optional<PrivateKey> message = {},
    Policy const& policy = demo_policy())
{
    return decide(policy, known, ask, message, seen_at(clock_now));
}

WaitingAnswer waiting(Intent intent, int seconds, Seq seq, std::optional<PrivateKey> context = {})
{
    WaitingAnswer made;
    made.intent = intent;
    made.language = "es";
    made.at = at(seconds);
    made.context_key = context;
    made.seq = seq;
    made.kept = made.at;
    return made;
}

Fault fault_of(Result<std::vector<Draft>> const& result)
{
    REQUIRE_FALSE(result);
    return result.error().fault;
}

}  // namespace

TEST_CASE("an opt-in told by the business is a grant of the business")
{
    auto const drafts = told(opt_in(5));
    REQUIRE(drafts);
    REQUIRE(drafts->size() == 1);
    Draft const& draft = drafts->front();
    CHECK(draft.type == EventType::opted_in);
    CHECK(draft.scope == "marketing");
    CHECK(draft.timestamp == at(5));
    REQUIRE(draft.fact);
    CHECK(draft.fact->kind == FactKind::grant);
    CHECK(draft.fact->authority == Authority::business);
    CHECK_FALSE(draft.fact->valid_until);

    Policy policy = demo_policy();
    policy.scopes[0].valid_for = 730 * 24h;
    CHECK(told(opt_in(5), {}, policy)->front().fact->valid_until == at(5) + 730 * 24h);
}

TEST_CASE("an opt-in needs the time at which the person agreed; an opt-out happens now")
{
    Record timeless = opt_in(5);
    timeless.occurred_at.reset();
    CHECK(fault_of(told(timeless)) == Fault::malformed);
    auto const drafts = told(opt_out());
    REQUIRE(drafts);
    REQUIRE(drafts->size() == 1);
    CHECK(drafts->front().fact->at == at(clock_now));
    CHECK(drafts->front().type == EventType::opted_out);
    CHECK(drafts->front().fact->kind == FactKind::opt_out);
}

TEST_CASE("times more than five minutes ahead are refused, others are cut to now")
{
    CHECK(fault_of(told(opt_in(clock_now + 301))) == Fault::malformed);
    CHECK(told(opt_in(clock_now + 300))->front().fact->at == at(clock_now));
    Record tomorrow = opt_out();
    tomorrow.occurred_at = at(clock_now + 301);
    CHECK(fault_of(told(tomorrow)) == Fault::malformed);
}

TEST_CASE("every scope at once can be closed but not opened")
{
    CHECK(told(opt_out("*"))->front().fact->scope == "*");
    CHECK(fault_of(told(opt_in(5, "*"))) == Fault::malformed);
    CHECK(fault_of(told(opt_in(5, "newsletter"))) == Fault::malformed);
    CHECK(fault_of(told(opt_out("newsletter"))) == Fault::malformed);
    Record unworded = opt_in(5);
    unworded.wording = "v4";
    CHECK(fault_of(told(unworded)) == Fault::malformed);
    Record personal = opt_out("*");
    personal.wording = "Ana López +34600111222";
    CHECK(fault_of(told(personal)) == Fault::malformed);
}

TEST_CASE("the person's own no stands against it: conflict")
{
    auto const denial = GENERATE(stop("marketing", 10), stop("*", 10), no("marketing", 10), hold("marketing", 10));
    CHECK(fault_of(told(opt_in(20), {denial})) == Fault::conflict);
    CHECK(fault_of(told(opt_in(5), {denial})) == Fault::conflict);
    CHECK(told(opt_in(20, "orders"), {no("marketing", 10)}).has_value());

    SECTION("even if the business itself has said no since")
    {
        CHECK(fault_of(told(opt_in(30), {denial, stop("marketing", 20, Authority::business)})) == Fault::conflict);
    }
    SECTION("but not once the person has lifted it") { CHECK(told(opt_in(40), {denial, start("*", 30)}).has_value()); }
}

TEST_CASE("only wording, evidence, a later time and the right to reopen outrank the person's no")
{
    std::vector const facts{stop("*", 10)};
    auto const drafts = told(reopening(11), facts);
    REQUIRE(drafts);
    REQUIRE(drafts->size() == 1);
    CHECK(drafts->front().fact->authority == Authority::reopened);
    CHECK(drafts->front().wording == "v3");
    CHECK(fault_of(told(reopening(10), facts)) == Fault::conflict);

    Record lacking = reopening(11);
    SECTION("the wording is missing") { lacking.wording.clear(); }
    SECTION("the evidence is missing") { lacking.evidence.clear(); }
    SECTION("the key may not reopen") { lacking.may_reopen = false; }
    SECTION("there is nothing but a time") { lacking = opt_in(11); }
    CHECK(fault_of(told(lacking, facts)) == Fault::conflict);
}

TEST_CASE("a reopening time ahead of our clock is no later than a no of this very second")
{
    CHECK(fault_of(told(reopening(clock_now + 100), {stop("*", clock_now)})) == Fault::conflict);
}

TEST_CASE("the business may take back its own no")
{
    auto const drafts = told(opt_in(20), {stop("marketing", 10, Authority::business)});
    REQUIRE(drafts);
    CHECK(drafts->size() == 1);
}

TEST_CASE("a list that is imported outranks no denial, the business's own either")
{
    auto const denial = GENERATE(stop("marketing", 10), stop("*", 10, Authority::business));
    Record listed = opt_in(20);
    listed.source = Source::import;
    CHECK(fault_of(told(listed, {denial})) == Fault::conflict);
    Record proven = reopening(20);
    proven.source = Source::import;
    CHECK(told(proven, {denial})->size() == 1);
}

TEST_CASE("a list that is imported again renews nobody's consent, unless it brings evidence")
{
    Policy policy = demo_policy();
    policy.scopes[0].valid_for = 5000s;
    Record listed = opt_in(900);
    listed.source = Source::import;
    auto const known = GENERATE(5010, 500);  // Still good, or over.
    CHECK(told(listed, {until(yes("marketing", 10), known)}, policy)->empty());
    listed.evidence = "form 4711";
    CHECK(told(listed, {until(yes("marketing", 10), known)}, policy)->size() == 1);
}

TEST_CASE("what a record would do is told without doing it, one record after the other")
{
    Standing known = standing({});
    auto const weighed = [&](Record const& record) { return weigh(demo_policy(), known, record, seen_at(clock_now)); };
    Weighed const first = weighed(opt_in(5));
    CHECK(first.changes);
    CHECK(first.before == State::unknown);
    CHECK(first.after == State::opted_in);
    Weighed const again = weighed(opt_in(6));
    CHECK_FALSE(again.changes);
    CHECK(again.before == State::opted_in);
    known.facts.push_back(stop("*", 10));
    Weighed const late = weighed(opt_in(20));
    REQUIRE(late.refused);
    CHECK(late.refused->fault == Fault::conflict);
    CHECK(late.after == State::opted_out);
}

TEST_CASE("a write that changes nothing makes no event")
{
    CHECK(told(opt_in(20), {yes("marketing", 10)})->empty());
    CHECK(told(opt_out(), {stop("marketing", 10)})->empty());
    CHECK(told(opt_out(), {stop("*", 10)})->empty());
    Record late = opt_out();
    late.occurred_at = at(5);
    CHECK(told(late, {yes("marketing", 10)})->empty());

    SECTION("but consent that lasts longer is a change")
    {
        Policy policy = demo_policy();
        policy.scopes[0].valid_for = 5000s;
        CHECK(told(opt_in(20), {until(yes("marketing", 10), 5010)}, policy)->size() == 1);
    }
    SECTION("and so is a no to everything after a no to something")
    {
        CHECK(told(opt_out("*"), {stop("marketing", 10)})->size() == 1);
    }
}

TEST_CASE("a question is registered with its wording, its times and its message")
{
    auto const drafts = asked(question(50), {}, key(9));
    REQUIRE(drafts);
    REQUIRE(drafts->size() == 1);
    Draft const& draft = drafts->front();
    CHECK(draft.type == EventType::prompted);
    CHECK_FALSE(draft.fact);
    REQUIRE(draft.prompt);
    CHECK(draft.prompt->scope == "marketing");
    CHECK(draft.prompt->wording == "v3");
    CHECK(draft.prompt->asked_at == at(50));
    CHECK(draft.prompt->expires_at == at(150));
    CHECK(draft.prompt->message_key == "09090909090909090909090909090909");
}

TEST_CASE("a question must name what is configured, in a time that makes sense")
{
    Ask ask = question(50);
    SECTION("no such scope") { ask.scope = "newsletter"; }
    SECTION("every scope is no question") { ask.scope = "*"; }
    SECTION("no such wording") { ask.wording = "v4"; }
    SECTION("a wording of another scope") { ask.wording = "o1"; }
    SECTION("asked in the future") { ask.asked_at = at(clock_now + 301); }
    SECTION("closed before it was open") { ask.expires_in = 0s; }
    SECTION("open for longer than anybody can reckon") { ask.expires_in = longest_duration + 1s; }
    SECTION("in a language that is no language but a name") { ask.language = "Ana López"; }
    SECTION("in a language that is a number") { ask.language = "34600111222"; }
    SECTION("in a language of two names") { ask.language = "Ana-Lopez"; }
    SECTION("in a language without end") { ask.language = "es-es-es-es"; }
    CHECK(fault_of(asked(ask)) == Fault::malformed);
}

TEST_CASE("a question asked a little ahead of our clock was asked now")
{
    auto const drafts = asked(question(clock_now + 300));
    REQUIRE(drafts);
    CHECK(drafts->front().prompt->asked_at == at(clock_now));
    CHECK(drafts->front().prompt->expires_at == at(clock_now + 100));
}

TEST_CASE("answers that waited are bound when their question becomes known")
{
    Standing known = standing({});
    known.answers = {waiting(Intent::affirm, 60, 4)};
    auto const drafts = asked(question(50), known);
    REQUIRE(drafts);
    REQUIRE(drafts->size() == 2);
    Draft const& bound = drafts->back();
    CHECK(bound.type == EventType::opted_in);
    CHECK(bound.timestamp == at(60));
    CHECK(bound.fact->kind == FactKind::grant);
    CHECK(bound.fact->at == at(60));
    CHECK(bound.fact->scope == "marketing");
    CHECK(bound.wording == "v3");
    REQUIRE(bound.answer);
    CHECK(bound.answer->answered == 4);
    REQUIRE(bound.prompt);
    CHECK(bound.prompt->seq == question_being_entered);

    known.answers = {waiting(Intent::decline, 60, 4)};
    CHECK(asked(question(50), known)->back().fact->kind == FactKind::decline);
}

TEST_CASE("answers given before, after or to another message go on waiting")
{
    Standing known = standing({});
    SECTION("before it was asked") { known.answers = {waiting(Intent::affirm, 49, 4)}; }
    SECTION("in the very second in which it was asked") { known.answers = {waiting(Intent::affirm, 50, 4)}; }
    SECTION("after it closed") { known.answers = {waiting(Intent::affirm, 150, 4)}; }
    SECTION("to another message") { known.answers = {waiting(Intent::affirm, 60, 4, key(8))}; }
    SECTION("while another scope is asked, too")
    {
        known.answers = {waiting(Intent::affirm, 60, 4)};
        known.prompts = {prompt("orders", 0, 100)};
    }
    CHECK(asked(question(50), known, key(9))->size() == 1);
}

TEST_CASE("a language is told as Meta tells it")
{
    for (char const* const language : {"", "es", "fil", "pt_BR", "zh-TW", "es-419", "sr-Latn-RS"}) {
        INFO(language);
        Ask ask = question(50);
        ask.language = language;
        CHECK(asked(ask));
    }
}

TEST_CASE("an answer waits for seven days from when it was kept: Meta may have needed as many to bring it")
{
    constexpr int week = 7 * 24 * 3600;
    Standing known = standing({});
    known.answers = {waiting(Intent::affirm, clock_now - 2 * week, 4)};
    Ask const ask = question(clock_now - 2 * week - 10);
    known.answers[0].kept = at(clock_now - week + 1);
    CHECK(asked(ask, known)->size() == 2);
    known.answers[0].kept = at(clock_now - week);
    CHECK(asked(ask, known)->size() == 1);
}

TEST_CASE("a waiting YES that is a campaign's word, too, stays ambiguous")
{
    Policy policy = demo_policy();
    policy.campaigns.push_back({"orders", "o1", "es", "", at(0), at(100), {"si"}});
    Standing known = standing({});
    known.answers = {waiting(Intent::affirm, 60, 4)};
    CHECK(asked(question(50), known, {}, policy)->size() == 2);
    known.answers[0].folded = "si";
    CHECK(asked(question(50), known, {}, policy)->size() == 1);
}

TEST_CASE("a campaign of the answer's number makes it ambiguous, one of another number does not")
{
    Policy policy = demo_policy();
    policy.campaigns.push_back({"orders", "o1", "es", "106540352242922", at(0), at(100), {}});
    Standing known = standing({});
    known.answers = {waiting(Intent::affirm, 60, 4)};
    known.answers[0].number = "106540352242922";
    CHECK(asked(question(50), known, {}, policy)->size() == 1);
    known.answers[0].number = "200000000000001";
    CHECK(asked(question(50), known, {}, policy)->size() == 2);
}
