#include "consentry/consent/choosing.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::consent;

namespace {

/// The language of the reading that counts.
std::string chosen(std::vector<Reading> readings, std::vector<std::string> languages = {}, Alias sender = phone("39"),
    Standing const& known = {})
{
    Policy policy = demo_policy();
    policy.languages = std::move(languages);
    Signal given = signal(Intent::affirm, "ne", 50);
    given.who = {std::move(sender)};
    given.readings = std::move(readings);
    // What was found first must not matter, so the readings are tried in both orders.
    Signal reversed = given;
    std::ranges::reverse(reversed.readings);
    Reading const* const found = choose(policy, known, given, given.at);
    Reading const* const other = choose(policy, known, reversed, reversed.at);
    REQUIRE((found == nullptr) == (other == nullptr));
    if (!found)
        return "";
    CHECK(found->match.language == other->match.language);
    return found->match.language;
}

Reading const korean_yes = reading(Intent::affirm, "ne", "ko");
Reading const serbian_no = reading(Intent::decline, "ne", "sr");
Reading const dutch_stop = reading(Intent::opt_out, "ne", "nl");

}  // namespace

TEST_CASE("one reading counts, none is nothing")
{
    CHECK(chosen({korean_yes}) == "ko");
    CHECK(chosen({korean_yes}, {"es"}) == "ko");
    CHECK(chosen({}).empty());
}

TEST_CASE("the brand's languages decide first")
{
    CHECK(chosen({korean_yes, serbian_no}, {"ko"}) == "ko");
    CHECK(chosen({korean_yes, serbian_no}, {"sr"}) == "sr");
    CHECK(chosen({korean_yes, dutch_stop}, {"ko"}) == "ko");
}

TEST_CASE("then the language of what was asked")
{
    Standing asked = standing({}, {prompt("orders", 0, 100)});
    asked.prompts[0].language = "ko";
    CHECK(chosen({korean_yes, serbian_no}, {}, phone("39"), asked) == "ko");
    CHECK(chosen({korean_yes, serbian_no}, {"sr"}, phone("39"), asked) == "sr");
    asked.prompts[0].expires_at = at(50);
    CHECK(chosen({korean_yes, serbian_no}, {}, phone("39"), asked) == "sr");
}

TEST_CASE("then the languages of the sender's country")
{
    CHECK(chosen({korean_yes, serbian_no}, {}, phone("821012345678")) == "ko");
    CHECK(chosen({korean_yes, serbian_no}, {}, user("KR.13491208655302741918")) == "ko");
    CHECK(chosen({korean_yes, serbian_no}, {}, phone("381601234567")) == "sr");
}

TEST_CASE("then safety: an opt-out before all else, a YES last")
{
    CHECK(chosen({korean_yes, serbian_no, dutch_stop}) == "nl");
    CHECK(chosen({korean_yes, serbian_no}) == "sr");
    CHECK(chosen({reading(Intent::opt_in, "ne", "xx"), korean_yes}) == "ko");
    CHECK(chosen({reading(Intent::acknowledge, "ne", "xx"), korean_yes}) == "xx");
}

TEST_CASE("of two opt-outs the one that acts is safer than one that may only hold")
{
    Reading weak = dutch_stop;
    weak.match.language = "en";
    weak.weak = true;
    Reading probable = dutch_stop;
    probable.match.language = "fr";
    probable.hold = true;
    CHECK(chosen({weak, probable, dutch_stop}) == "nl");
}

TEST_CASE("a language decides what is meant, never that a strong opt-out is a weak one")
{
    Reading weak = dutch_stop;
    weak.match.language = "es";
    weak.weak = true;
    CHECK(chosen({weak, dutch_stop}, {"es"}) == "nl");
    CHECK(chosen({weak, dutch_stop, korean_yes}, {"es"}) == "nl");
    CHECK(chosen({weak, dutch_stop, korean_yes}, {"ko"}) == "ko");
    Standing asked = standing({}, {prompt("orders", 0, 100)});
    asked.prompts[0].language = "es";
    CHECK(chosen({weak, dutch_stop, korean_yes}, {}, phone("39"), asked) == "nl");
}

TEST_CASE("what is heard everywhere outvotes nothing where no reading is of a preferred language")
{
    Reading const everywhere = reading(Intent::decline, "no", "und");
    Reading const spanish = reading(Intent::opt_out, "no más", "es");
    CHECK(chosen({everywhere, spanish}) == "es");
    CHECK(chosen({everywhere, spanish}, {"en"}) == "es");
    CHECK(chosen({everywhere, spanish}, {"es"}) == "es");
}

TEST_CASE("regions of a language are one language")
{
    CHECK(chosen({korean_yes, serbian_no}, {"ko-KR"}) == "ko");
    CHECK(chosen({korean_yes, serbian_no}, {"ko_KR"}) == "ko");
    CHECK(chosen({reading(Intent::affirm, "ne", "ko-Kore"), serbian_no}, {"ko"}) == "ko-Kore");
}

TEST_CASE("words of every language belong to the brand's, too")
{
    Reading everywhere = reading(Intent::opt_out, "ne", "und");
    CHECK(chosen({everywhere, korean_yes}, {"ko"}) == "und");
}

TEST_CASE("where all agree the evidence names the brand's own language")
{
    CHECK(
        chosen({reading(Intent::opt_out, "stop", "en"), reading(Intent::opt_out, "stop", "es")}, {"es", "en"}) == "es");
}

TEST_CASE("an opt-out waits for a person if it is only probable, or weak where no law names it")
{
    Alias const spain = phone();
    Alias const america = phone("12025550123");
    Reading word = reading(Intent::opt_out, "cancel", "en");
    CHECK_FALSE(waits_for_a_person(word, {&spain, 1}));
    word.weak = true;
    CHECK(waits_for_a_person(word, {&america, 1}));
    word.named_by_fcc = true;
    CHECK_FALSE(waits_for_a_person(word, {&america, 1}));
    CHECK(waits_for_a_person(word, {&spain, 1}));
    CHECK(waits_for_a_person(word, {}));
    word.hold = true;
    CHECK(waits_for_a_person(word, {&america, 1}));
}
