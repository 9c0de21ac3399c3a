#include "consentry/consent/decide.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::consent;

namespace {

std::vector<Draft> decided(
    Signal const& signal, Policy const& policy = demo_policy(), Standing const& known = {}, SignalKeys const& keys = {})
{
    return decide(policy, known, signal, keys, seen_at(1000));
}

/// `opt_out *` for each fact, in the order of the drafts.
std::vector<std::string> facts_of(std::vector<Draft> const& drafts)
{
    std::vector<std::string> told;
    for (Draft const& draft : drafts) {
        if (draft.fact)
            told.push_back(std::string{name_of(draft.fact->kind)} + " " + draft.fact->scope);
    }
    return told;
}

std::vector<EventType> types_of(std::vector<Draft> const& drafts)
{
    std::vector<EventType> types;
    for (Draft const& draft : drafts)
        types.push_back(draft.type);
    return types;
}

using Facts = std::vector<std::string>;
using Types = std::vector<EventType>;

Policy with_start_scopes()
{
    Policy policy = demo_policy();
    policy.start_scopes = {"marketing"};
    policy.start_wording = "v3";
    return policy;
}

}  // namespace

TEST_CASE("STOP denies every scope")
{
    auto const drafts = decided(signal(Intent::opt_out, "baja", 5));
    REQUIRE(facts_of(drafts) == Facts{"opt_out *"});
    CHECK(drafts[0].type == EventType::opted_out);
    CHECK(drafts[0].scope == "*");
    CHECK(drafts[0].timestamp == at(5));
    CHECK(drafts[0].fact->at == at(5));
    CHECK(drafts[0].fact->authority == Authority::person);
    REQUIRE(drafts[0].match);
    CHECK(drafts[0].match->keyword == "baja");
}

TEST_CASE("STOP with a scope denies that scope, unless the brand lets every STOP reach all")
{
    Signal offers = signal(Intent::opt_out, "stop offers", 5);
    offers.readings[0].scopes = {"marketing"};
    CHECK(facts_of(decided(offers)) == Facts{"opt_out marketing"});

    Policy policy = demo_policy();
    policy.stop_reaches_all = true;
    CHECK(facts_of(decided(offers, policy)) == Facts{"opt_out *"});

    offers.readings[0].scopes = {"marketing", "orders"};
    CHECK(facts_of(decided(offers)) == Facts{"opt_out marketing", "opt_out orders"});
}

TEST_CASE("START lifts, and opens nothing for a stranger")
{
    CHECK(facts_of(decided(signal(Intent::opt_in, "alta", 5))) == Facts{"lift *"});
    CHECK(types_of(decided(signal(Intent::opt_in, "alta", 5))) == Types{EventType::lifted});
}

TEST_CASE("START grants the start scopes where the brand configured them with a wording")
{
    auto const drafts = decided(signal(Intent::opt_in, "alta", 5), with_start_scopes());
    CHECK(facts_of(drafts) == Facts{"lift *", "grant marketing"});
    REQUIRE(drafts.size() == 2);
    CHECK(drafts[1].wording == "v3");
    CHECK(drafts[1].type == EventType::opted_in);

    Policy unworded = with_start_scopes();
    unworded.start_wording.clear();
    CHECK(facts_of(decided(signal(Intent::opt_in, "alta", 5), unworded)) == Facts{"lift *"});
}

TEST_CASE("a START that names a scope lifts and opens no other")
{
    Signal button = signal(Intent::opt_in, "alta", 5);
    button.readings[0].scopes = {"orders"};
    CHECK(facts_of(decided(button, with_start_scopes())) == Facts{"lift orders"});
    button.readings[0].scopes = {"marketing"};
    CHECK(facts_of(decided(button, with_start_scopes())) == Facts{"lift marketing", "grant marketing"});
}

TEST_CASE("a weak START lifts nothing: what may mean go on, next or enter re-opens no scope")
{
    Signal next = signal(Intent::opt_in, "weiter", 5);
    next.readings[0].weak = true;
    auto const drafts = decided(next, with_start_scopes());
    CHECK(types_of(drafts) == Types{EventType::unmatched});
    CHECK(facts_of(drafts).empty());
    CHECK_FALSE(drafts[0].answer);
}

TEST_CASE("YES and NO mean nothing by themselves: they wait for their question")
{
    auto const intent = GENERATE(Intent::affirm, Intent::decline);
    auto const drafts = decided(signal(intent, "x", 5));
    REQUIRE(types_of(drafts) == Types{EventType::unmatched});
    CHECK_FALSE(drafts[0].fact);
    REQUIRE(drafts[0].answer);
    CHECK(drafts[0].answer->intent == intent);
    CHECK(drafts[0].answer->answered == 0);
}

TEST_CASE("YES grants and NO denies the scope of the only open question")
{
    Standing const asked = standing({}, {prompt("orders", 0, 100, {}, 7)});
    auto const drafts = decided(signal(Intent::affirm, "sí", 5), demo_policy(), asked);
    REQUIRE(facts_of(drafts) == Facts{"grant orders"});
    REQUIRE(drafts[0].prompt);
    CHECK(drafts[0].prompt->seq == 7);
    CHECK(drafts[0].wording == "o1");
    auto const declined = decided(signal(Intent::decline, "no", 5), demo_policy(), asked);
    CHECK(facts_of(declined) == Facts{"decline orders"});
    CHECK(types_of(declined) == Types{EventType::declined});
}

TEST_CASE("a grant ends when its scope says, counted from the answer")
{
    Policy policy = demo_policy();
    policy.scopes[0].valid_for = 730 * 24h;
    Standing const asked = standing({}, {prompt("marketing", 0, 100)});
    auto const drafts = decided(signal(Intent::affirm, "sí", 5), policy, asked);
    REQUIRE(drafts.size() == 1);
    CHECK(drafts[0].fact->valid_until == at(5) + 730 * 24h);
}

TEST_CASE("an addressed answer needs no question: its payload names the scope")
{
    Signal button = signal(Intent::affirm, "consentry:yes:orders:o1", 5);
    button.readings[0].addressed = true;
    button.readings[0].scopes = {"orders"};
    button.readings[0].wording = "o1";
    auto const drafts = decided(button);
    REQUIRE(facts_of(drafts) == Facts{"grant orders"});
    CHECK(drafts[0].wording == "o1");
    button.readings[0].intent = Intent::decline;
    // Even a question that is open for another scope does not catch it.
    Standing const asked = standing({}, {prompt("marketing", 0, 100)});
    CHECK(facts_of(decided(button, demo_policy(), asked)) == Facts{"decline orders"});
}

TEST_CASE("an acknowledgement binds to the message it quotes, or says nothing and leaves no trace")
{
    Standing const asked = standing({}, {prompt("orders", 0, 100, key(9))});
    Signal ok = signal(Intent::acknowledge, "ok", 5);
    CHECK(decided(ok, demo_policy(), asked).empty());
    ok.context_id = "wamid.question";
    CHECK(facts_of(decided(ok, demo_policy(), asked, {key(9)})) == Facts{"grant orders"});
    CHECK(decided(ok, demo_policy(), asked, {key(8)}).empty());
}

TEST_CASE("a waiting answer remembers the message it quotes")
{
    Signal yes = signal(Intent::affirm, "sí", 5);
    yes.context_id = "wamid.unknown";
    Standing const asked = standing({}, {prompt("orders", 0, 100, key(9))});
    auto const drafts = decided(yes, demo_policy(), asked, {key(8)});
    REQUIRE(types_of(drafts) == Types{EventType::unmatched});
    CHECK(drafts[0].answer->context_key == "08080808080808080808080808080808");
}

TEST_CASE("a YES to nothing grants the start scopes where the brand wants that")
{
    Policy policy = with_start_scopes();
    policy.unprompted_yes_opts_in = true;
    CHECK(facts_of(decided(signal(Intent::affirm, "sí", 5), policy)) == Facts{"grant marketing"});
    CHECK(types_of(decided(signal(Intent::decline, "no", 5), policy)) == Types{EventType::unmatched});

    SECTION("but a YES to two questions, or to a message we do not know, is something else")
    {
        Standing const asked = standing({}, {prompt("orders", 0, 100), prompt("marketing", 0, 100)});
        CHECK(types_of(decided(signal(Intent::affirm, "sí", 5), policy, asked)) == Types{EventType::unmatched});
        Signal quoting = signal(Intent::affirm, "sí", 5);
        quoting.context_id = "wamid.unknown";
        CHECK(types_of(decided(quoting, policy, {}, {key(8)})) == Types{EventType::unmatched});
    }
}

TEST_CASE("a campaign's word answers it, whatever else the word may say")
{
    Policy policy = demo_policy();
    policy.campaigns.push_back({"marketing", "v3", "es", "106540352242922", at(0), at(100), {"sí", "quiero"}});
    Signal own_word = signal(Intent::affirm, "quiero", 5);
    own_word.readings.clear();
    auto const drafts = decided(own_word, policy);
    REQUIRE(facts_of(drafts) == Facts{"grant marketing"});
    CHECK(drafts[0].wording == "v3");
    CHECK_FALSE(drafts[0].match);

    Signal start = signal(Intent::opt_in, "quiero", 5);
    CHECK(facts_of(decided(start, policy)) == Facts{"grant marketing"});

    SECTION("but never against the person: an opt-out stays one, and a NO denies")
    {
        CHECK(facts_of(decided(signal(Intent::opt_out, "quiero", 5), policy)) == Facts{"opt_out *"});
        CHECK(facts_of(decided(signal(Intent::decline, "sí", 5), policy)) == Facts{"decline marketing"});
    }
    SECTION("nor by a button, which the business has labelled")
    {
        own_word.source = Source::whatsapp_button;
        CHECK(decided(own_word, policy).empty());
        start.source = Source::whatsapp_button;
        CHECK(facts_of(decided(start, policy)) == Facts{"lift *"});
        Signal label = signal(Intent::affirm, "sí", 5);
        label.source = Source::whatsapp_button;
        CHECK(types_of(decided(label, policy)) == Types{EventType::unmatched});
    }
    SECTION("and only on its number, in its time")
    {
        own_word.at = at(100);
        CHECK(decided(own_word, policy).empty());
        own_word.at = at(99);
        CHECK_FALSE(decided(own_word, policy).empty());
        own_word.number = "200000000000001";
        CHECK(decided(own_word, policy).empty());
    }
}

TEST_CASE("a weak word acts where the law names it and waits for a person elsewhere")
{
    Signal cancel = signal(Intent::opt_out, "cancel", 5);
    cancel.readings[0].weak = true;
    cancel.readings[0].named_by_fcc = true;
    CHECK(facts_of(decided(cancel)) == Facts{"hold marketing"});
    CHECK(types_of(decided(cancel)) == Types{EventType::held});
    cancel.who = {phone("12025550123")};
    CHECK(facts_of(decided(cancel)) == Facts{"opt_out *"});
    cancel.who = {user("US.13491208655302741918")};
    CHECK(facts_of(decided(cancel)) == Facts{"opt_out *"});
    cancel.readings[0].named_by_fcc = false;
    CHECK(facts_of(decided(cancel)) == Facts{"hold marketing"});
}

TEST_CASE("a hold covers marketing only, unless the text names everything")
{
    Signal probable = signal(Intent::opt_out, "ya basta", 5);
    probable.readings[0].hold = true;
    CHECK(facts_of(decided(probable)) == Facts{"hold marketing"});
    probable.readings[0].scopes = {"*"};
    CHECK(facts_of(decided(probable)) == Facts{"hold *"});
    probable.readings[0].scopes = {"marketing"};
    CHECK(facts_of(decided(probable)) == Facts{"hold marketing"});

    SECTION("what can't be held is still noted")
    {
        probable.readings[0].scopes = {"orders"};
        CHECK(types_of(decided(probable)) == Types{EventType::unmatched});
        Policy policy = demo_policy();
        policy.scopes.erase(policy.scopes.begin());
        probable.readings[0].scopes.clear();
        CHECK(types_of(decided(probable, policy)) == Types{EventType::unmatched});
    }
    SECTION("and every scope of the category is held")
    {
        Policy policy = demo_policy();
        policy.scopes.push_back({"news", Category::marketing, {}, false, {}, false});
        probable.readings[0].scopes.clear();
        CHECK(facts_of(decided(probable, policy)) == Facts{"hold marketing", "hold news"});
    }
}

TEST_CASE("Meta's setting stops and resumes its own layer, for the number it came to")
{
    auto const stopped = decided(setting(Intent::meta_stop, 5));
    REQUIRE(types_of(stopped) == Types{EventType::preference_stopped});
    CHECK(stopped[0].fact->kind == FactKind::meta_stop);
    CHECK(stopped[0].fact->number == "106540352242922");
    auto const resumed = decided(setting(Intent::meta_resume, 6));
    REQUIRE(types_of(resumed) == Types{EventType::preference_resumed});
    CHECK(resumed[0].fact->kind == FactKind::meta_resume);
}

TEST_CASE("Meta's sign-up resumes, and is the person's own opt-in to the scopes that obey Meta")
{
    auto const drafts = decided(setting(Intent::meta_signup, 5));
    CHECK(types_of(drafts) == Types{EventType::preference_resumed, EventType::opted_in});
    CHECK(facts_of(drafts) == Facts{"meta_resume ", "grant marketing"});
    CHECK(drafts[1].fact->authority == Authority::person);
}

TEST_CASE("a failed send tells Meta's stop if it is not known yet")
{
    Signal const failed = setting(Intent::meta_stop, 50, Source::meta_status);
    CHECK(types_of(decided(failed)) == Types{EventType::preference_stopped});
    auto const seconds = GENERATE(50, 60);
    Standing known = standing({meta_fact(FactKind::meta_stop, "106540352242922", seconds)});
    CHECK(decided(failed, demo_policy(), known).empty());
    CHECK_FALSE(decided(setting(Intent::meta_stop, 50), demo_policy(), known).empty());

    SECTION("an older stop, which a resume on its way may lift, or one of another number, is not this one")
    {
        Standing const older = standing({meta_fact(FactKind::meta_stop, "106540352242922", 5)});
        CHECK_FALSE(decided(failed, demo_policy(), older).empty());
        Standing const other = standing({meta_fact(FactKind::meta_stop, "200000000000001", seconds)});
        CHECK_FALSE(decided(failed, demo_policy(), other).empty());
    }
}

TEST_CASE("a request for help is noted")
{
    auto const drafts = decided(signal(Intent::help, "ayuda", 5));
    CHECK(types_of(drafts) == Types{EventType::help});
    CHECK(facts_of(drafts).empty());
}

TEST_CASE("no reading, no decision")
{
    Signal silent = signal(Intent::help, "hola", 5);
    silent.readings.clear();
    CHECK(decided(silent).empty());
}

TEST_CASE("an event time later than the arrival is cut to it")
{
    auto const drafts = decided(signal(Intent::opt_out, "baja", 5000));
    REQUIRE(drafts.size() == 1);
    CHECK(drafts[0].timestamp == at(1000));
    CHECK(drafts[0].fact->at == at(1000));

    Policy policy = demo_policy();
    policy.scopes[0].valid_for = 10s;
    Standing const asked = standing({}, {prompt("marketing", 0, 1001)});
    auto const granted = decided(signal(Intent::affirm, "sí", 5000), policy, asked);
    REQUIRE(granted.size() == 1);
    CHECK(granted[0].fact->valid_until == at(1010));
}
