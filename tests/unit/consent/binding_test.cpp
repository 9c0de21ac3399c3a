#include "consent/binding.hpp"

#include "builders.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

constexpr auto here = "106540352242922";

AnswerToBind answer(int seconds)
{
    AnswerToBind made;
    made.at = at(seconds);
    made.number = here;
    made.folded = "si";
    return made;
}

AnswerToBind quoting(int seconds, PrivateKey message)
{
    AnswerToBind made = answer(seconds);
    made.has_context = true;
    made.context_key = message;
    return made;
}

/// The scope an answer binds to; empty: none.
std::string bound(std::vector<Prompt> const& prompts, AnswerToBind const& given, Policy const& policy = demo_policy())
{
    auto const found = question_of(policy, prompts, given);
    return found ? found->scope : "";
}

Policy with_campaign(std::vector<std::string> words, std::string number = here)
{
    Policy policy = demo_policy();
    policy.campaigns.push_back({"marketing", "v3", "es", std::move(number), at(0), at(100), std::move(words)});
    return policy;
}

}  // namespace

TEST_CASE("an answer binds to the only scope with an open question")
{
    CHECK(bound({prompt("orders", 0, 100)}, answer(50)) == "orders");
    CHECK(bound({}, answer(50)).empty());
}

TEST_CASE("open means asked before and not expired at the answer's own time")
{
    std::vector const asked{prompt("orders", 10, 20)};
    CHECK(bound(asked, answer(9)).empty());
    CHECK(bound(asked, answer(10)) == "orders");
    CHECK(bound(asked, answer(19)) == "orders");
    CHECK(bound(asked, answer(20)).empty());
    CHECK(bound({prompt("orders", 10, 20, key(1))}, quoting(20, key(1))).empty());
}

TEST_CASE("of one second, what was here first was not asked before: unless the answer says what it answers")
{
    std::vector const asked{prompt("orders", 10, 20, key(1))};
    AnswerToBind early = answer(10);
    early.came_first = true;
    CHECK(bound(asked, early).empty());
    early.at = at(11);
    CHECK(bound(asked, early) == "orders");
    AnswerToBind quoted = quoting(10, key(1));
    quoted.came_first = true;
    CHECK(bound(asked, quoted) == "orders");
}

TEST_CASE("several questions of one scope are one, the latest asked; of two scopes they are ambiguous")
{
    std::vector const twice{
        prompt("orders", 5, 100, {}, 1), prompt("orders", 9, 100, {}, 2), prompt("orders", 7, 100, {}, 3)};
    auto const found = question_of(demo_policy(), twice, answer(50));
    REQUIRE(found);
    CHECK(found->seq == 2);
    CHECK(bound({prompt("orders", 0, 100), prompt("marketing", 0, 100)}, answer(50)).empty());
    CHECK(bound({prompt("orders", 0, 100), prompt("marketing", 0, 40)}, answer(50)) == "orders");
}

TEST_CASE("a quoted message decides between two scopes")
{
    std::vector const asked{prompt("orders", 0, 100, key(1)), prompt("marketing", 0, 100, key(2))};
    CHECK(bound(asked, quoting(50, key(1))) == "orders");
    CHECK(bound(asked, quoting(50, key(2))) == "marketing");
}

TEST_CASE("who quotes a message that asked nothing answers nothing else")
{
    CHECK(bound({prompt("orders", 0, 100, key(1))}, quoting(50, key(3))).empty());
    CHECK(bound({prompt("orders", 0, 100)}, quoting(50, key(3))).empty());
    CHECK(bound({}, quoting(50, key(3)), with_campaign({"si"})).empty());
}

TEST_CASE("a message that asked for two scopes leaves its answer ambiguous, one that asked twice for one does not")
{
    CHECK(bound({prompt("orders", 0, 100, key(1)), prompt("marketing", 0, 100, key(1))}, quoting(50, key(1))).empty());
    CHECK(bound({prompt("orders", 0, 100, key(1)), prompt("orders", 1, 100, key(1))}, quoting(50, key(1))) == "orders");
}

TEST_CASE("an acknowledgement binds by what it quotes only")
{
    AnswerToBind ok = answer(50);
    ok.reach = Reach::quoted;
    CHECK(bound({prompt("orders", 0, 100, key(1))}, ok).empty());
    ok.has_context = true;
    ok.context_key = key(1);
    CHECK(bound({prompt("orders", 0, 100, key(1))}, ok) == "orders");
}

TEST_CASE("a YES that is a campaign's word, too, is ambiguous while another scope is asked")
{
    Policy const policy = with_campaign({"si"});
    CHECK(bound({}, answer(50), policy) == "marketing");
    CHECK(bound({prompt("marketing", 0, 100)}, answer(50), policy) == "marketing");
    CHECK(bound({prompt("orders", 0, 100)}, answer(50), policy).empty());
    AnswerToBind other = answer(50);
    other.folded = "vale";
    CHECK(bound({prompt("orders", 0, 100)}, other, policy) == "orders");
    CHECK(bound({}, other, policy).empty());
}

TEST_CASE("a campaign's own word that is no YES answers campaigns only, whatever else is asked")
{
    Policy policy = with_campaign({"quiero"});
    AnswerToBind word = answer(50);
    word.folded = "quiero";
    word.reach = Reach::campaigns;
    CHECK(bound({prompt("orders", 0, 100)}, word, policy) == "marketing");
    CHECK(bound({prompt("orders", 0, 100)}, word).empty());
    policy.campaigns.push_back({"orders", "o1", "es", here, at(0), at(100), {"quiero"}});
    CHECK(bound({}, word, policy).empty());
}

TEST_CASE("a campaign without words is an open question like any other, on its number")
{
    Policy const policy = with_campaign({});
    CHECK(bound({}, answer(50), policy) == "marketing");
    CHECK(bound({prompt("orders", 0, 100)}, answer(50), policy).empty());
    CHECK(bound({prompt("marketing", 0, 100)}, answer(50), policy) == "marketing");
    CHECK(bound({}, answer(100), policy).empty());
    AnswerToBind elsewhere = answer(50);
    elsewhere.number = "200000000000001";
    CHECK(bound({}, elsewhere, policy).empty());
    CHECK(bound({}, elsewhere, with_campaign({}, "")) == "marketing");
}

TEST_CASE("any_open sees questions and campaigns alike")
{
    CHECK_FALSE(any_open(demo_policy(), {}, answer(50)));
    std::vector const asked{prompt("orders", 0, 100)};
    CHECK(any_open(demo_policy(), asked, answer(50)));
    CHECK_FALSE(any_open(demo_policy(), asked, answer(100)));
    CHECK(any_open(with_campaign({"si"}), {}, answer(50)));
    CHECK_FALSE(any_open(with_campaign({"vale"}), {}, answer(50)));
    AnswerToBind elsewhere = answer(50);
    elsewhere.number = "200000000000001";
    CHECK_FALSE(any_open(with_campaign({"si"}), {}, elsewhere));
}
