// Messages that the business sends: which of them are worth a look at what their receiver has said.
#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;
using consent::AliasKind;
using consent::Category;

namespace {

/// The report that a message to Ana is on its way, with these members besides.
std::string sent(std::string_view members = R"("pricing":{"billable":true,"category":"marketing"})")
{
    return R"({"id":"wamid.out","status":"sent","timestamp":"1795339900","recipient_id":"34600111222",)"
        + std::string{members} + "}";
}

/// One who knows that Ana has said no.
struct EarThatKnows : Ear {
    using Ear::Ear;
    void denied() { known.deny("demo", AliasKind::phone, ana); }
};

std::size_t sends_in(std::vector<consent::Matter> const& matters)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        matters, [](consent::Matter const& matter) { return std::holds_alternative<consent::Send>(matter.what); }));
}

consent::Send const& only_send(std::vector<consent::Matter> const& matters)
{
    return std::get<consent::Send>(matters.at(0).what);
}

std::optional<Category> category_of_send(std::string_view members)
{
    EarThatKnows ear;
    ear.denied();
    return only_send(ear.hear(statuses(sent(members)))).category;
}

bool is_looked_at(std::string_view status)
{
    EarThatKnows ear;
    ear.denied();
    return sends_in(ear.hear(statuses(status))) == 1;
}

}  // namespace

TEST_CASE("a message to somebody who has never said no costs the ledger nothing, known or not")
{
    Ear ear;
    CHECK(ear.hear(statuses(sent())).empty());
    ear.known.add("demo", AliasKind::phone, ana);
    CHECK(ear.hear(statuses(sent())).empty());
}

TEST_CASE("a message to somebody who has said no is for the ledger to judge")
{
    EarThatKnows ear;
    ear.denied();
    auto const matters = ear.hear(statuses(sent()));
    REQUIRE(sends_in(matters) == 1);
    consent::Send const& send = only_send(matters);
    CHECK(send.who == std::vector<consent::Alias>{{AliasKind::phone, std::string{ana}}});
    CHECK(send.number == number);
    CHECK(send.message_id == "wamid.out");
    CHECK(send.at == half_past_nine + 100s);
    CHECK(send.category == Category::marketing);
}

TEST_CASE("only the report that it was sent tells when that was")
{
    for (std::string const other : {"delivered", "read", "failed", "played", "deleted", "Sent", ""}) {
        INFO(other);
        CHECK_FALSE(is_looked_at(R"({"id":"wamid.out","status":")" + other
            + R"(","timestamp":"1795339900","recipient_id":"34600111222","pricing":{"category":"marketing"}})"));
    }
    CHECK(is_looked_at(sent()));
    CHECK_FALSE(is_looked_at(R"({"id":"wamid.out","status":"sent","recipient_id":"34600111222"})"));
    CHECK_FALSE(is_looked_at(R"({"status":"sent","timestamp":"1795339900","recipient_id":"34600111222"})"));
    CHECK_FALSE(is_looked_at(R"({"id":"wamid.out","status":"sent","timestamp":"1795339900"})"));
}

TEST_CASE("an answer inside the 24-hour window is none of the messages that a no forbids")
{
    for (std::string const answer : {"service", "referral_conversion", "user_initiated"}) {
        INFO(answer);
        CHECK_FALSE(is_looked_at(sent(R"("pricing":{"category":")" + answer + R"("})")));
        CHECK_FALSE(is_looked_at(sent(R"("conversation":{"id":"c","origin":{"type":")" + answer + R"("}})")));
    }
}

TEST_CASE("the category is told by the price, else by the conversation, in several words for one")
{
    CHECK(category_of_send(R"("pricing":{"category":"marketing_lite"})") == Category::marketing);
    CHECK(category_of_send(R"("pricing":{"category":"utility"})") == Category::utility);
    CHECK(category_of_send(R"("pricing":{"category":"authentication"})") == Category::authentication);
    CHECK(category_of_send(R"("pricing":{"category":"authentication-international"})") == Category::authentication);
    CHECK(category_of_send(R"("conversation":{"origin":{"type":"marketing"}})") == Category::marketing);
    auto const* const price = R"("pricing":{"category":"utility"})";
    auto const* const conversation = R"("conversation":{"origin":{"type":"service"}})";
    CHECK(category_of_send(std::string{price} + "," + conversation) == Category::utility);
    CHECK(category_of_send(std::string{conversation} + "," + price) == Category::utility);
    for (auto const* const silent : {R"("pricing":{"billable":true})", R"("pricing":{"category":"something_new"})",
             R"("pricing":{"category":"business_initiated"})", R"("pricing":null)"}) {
        INFO(silent);
        CHECK_FALSE(category_of_send(silent));
    }
}

TEST_CASE("the confirmation that consentry itself sends goes to people who said no, and may")
{
    CHECK_FALSE(is_looked_at(sent(R"("biz_opaque_callback_data":"consentry:reply:evt_1")")));
    CHECK(is_looked_at(sent(R"("biz_opaque_callback_data":"campaign-7")")));
}

TEST_CASE("a message to a group, a call, a sample and a body that broke accuse nobody")
{
    CHECK_FALSE(is_looked_at(R"({"id":"w","status":"sent","timestamp":"1795339900","recipient_id":"34600111222",)"
                             R"("recipient_type":"group"})"));
    EarThatKnows ear;
    ear.denied();
    CHECK(sends_in(ear.hear(statuses(sent()), "calls")) == 0);
    CHECK(sends_in(ear.hear(R"("standby":{)" + std::string{metadata} + "," + statuses(sent()) + "}", "standby")) == 1);
    CHECK(sends_in(ear.receive(body(entry(change(statuses(sent())), "0"))).value().unit.matters) == 0);
    std::string const whole = webhook(change(statuses(sent())));
    CHECK(sends_in(ear.receive(whole.substr(0, whole.rfind("field"))).value().unit.matters) == 0);
}

TEST_CASE("who says no is asked about from then on, in the same body and before it is kept")
{
    Ear ear;
    std::string const no = text_message("STOP");
    SECTION("in one body, whichever stands first, the no is judged first")
    {
        auto const matters = ear.hear(statuses(sent()) + "," + messages(no));
        REQUIRE(matters.size() == 2);
        CHECK(std::holds_alternative<consent::Signal>(matters[0].what));
        CHECK(std::holds_alternative<consent::Send>(matters[1].what));
    }
    SECTION("in the next one")
    {
        ear.hear_message(no);
        CHECK(sends_in(ear.hear(statuses(sent()))) == 1);
    }
    SECTION("by Meta's own setting")
    {
        ear.hear(preference("stop"), "user_preferences");
        CHECK(sends_in(ear.hear(statuses(sent()))) == 1);
    }
    SECTION("and who agrees is not")
    {
        ear.hear_text("START");
        CHECK(sends_in(ear.hear(statuses(sent()))) == 0);
    }
}

TEST_CASE("each brand of the number judges for itself, and no other does")
{
    Brand sister = demo_brand(demo_policy("sister"));
    Brand stranger = demo_brand(demo_policy("stranger"), "demo secret", {"200000000000001"});
    EarThatKnows ear{{demo_brand(), sister, stranger}};
    ear.denied();
    CHECK(sends_in(ear.hear(statuses(sent()))) == 1);
    ear.known.deny("sister", AliasKind::phone, ana);
    ear.known.deny("stranger", AliasKind::phone, ana);
    auto const matters = ear.hear(statuses(sent()));
    REQUIRE(sends_in(matters) == 2);
    CHECK(matters[0].policy->brand == "demo");
    CHECK(matters[1].policy->brand == "sister");
}

TEST_CASE("names that are learnt stand behind what was sent, where the ledger looks for them")
{
    EarThatKnows ear;
    ear.denied();
    ear.known.add("demo", AliasKind::phone, ana);
    auto const received
        = ear.receive(webhook(change(statuses(sent(R"("recipient_user_id":"ES.13491208655302741918")"))))).value();
    REQUIRE(received.unit.matters.size() == 2);
    CHECK(std::holds_alternative<consent::Send>(received.unit.matters[0].what));
    CHECK(std::holds_alternative<consent::Naming>(received.unit.matters[1].what));
    CHECK(received.pairs.size() == 1);
}

TEST_CASE("a no counts under every spelling of the line, and of one that may be the same")
{
    KnownNames known{0};
    known.deny("demo", AliasKind::phone, "5531987654321");
    known.deny("demo", AliasKind::phone, "5491123456789");
    for (auto const* const digits : {"5531987654321", "553187654321", "5491123456789", "541123456789"}) {
        INFO(digits);
        CHECK(known.may_deny("demo", AliasKind::phone, digits));
        CHECK_FALSE(known.may_deny("other", AliasKind::phone, digits));
        CHECK_FALSE(known.may_know("demo", AliasKind::phone, digits));
    }
}

TEST_CASE("what one name of a person may deny all may, once they are found to be one person's")
{
    KnownNames known{0};
    consent::Alias const phone{AliasKind::phone, "34600111222"};
    consent::Alias const user{AliasKind::user_id, "ES.1"};
    known.relate("demo", std::vector{phone, user});
    CHECK_FALSE(known.may_deny("demo", user.kind, user.value));
    known.deny("demo", phone.kind, phone.value);
    known.relate("demo", std::vector{phone, user});
    CHECK(known.may_deny("demo", user.kind, user.value));
}

TEST_CASE("of names that deny the filter never says no, and of others seldom yes")
{
    KnownNames known{0};
    auto const name = [](int i) { return std::to_string(34'600'000'000 + i); };
    constexpr int names = 60'000;
    known.expect_denied(names / 2);
    for (int i = 0; i < names; ++i)
        known.deny("demo", AliasKind::phone, name(i));
    int missed = 0;
    int mistaken = 0;
    for (int i = 0; i < names; ++i) {
        missed += static_cast<int>(!known.may_deny("demo", AliasKind::phone, name(i)));
        mistaken += static_cast<int>(known.may_deny("demo", AliasKind::phone, name(names + i)));
    }
    CHECK(missed == 0);
    CHECK(mistaken < names / 100);
}
