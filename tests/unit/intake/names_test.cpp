// Names that are seen together: which of them are worth a look at the store.
#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;
using consent::AliasKind;

namespace {

/// What became of a message to Ana, who is named both ways.
std::string status(std::string_view kind = "sent")
{
    return R"({"id":"wamid.out","status":")" + std::string{kind}
    + R"(","timestamp":"1795339800","recipient_id":"34600111222","recipient_user_id":"ES.13491208655302741918"})";
}

/// A text that tells her user id only.
std::string text_by_user_id(std::string_view text)
{
    return R"({"from_user_id":"ES.13491208655302741918","id":"wamid.in","timestamp":"1795339800","type":"text","text":{"body":")"
        + std::string{text} + R"("}})";
}

consent::Naming const& naming_of(consent::Matter const& matter) { return std::get<consent::Naming>(matter.what); }

}  // namespace

TEST_CASE("a status of a stranger is not even looked up")
{
    Ear ear;
    CHECK(ear.hear(statuses(status())).empty());
}

TEST_CASE("two names of which one is known are the ledger's to settle, and once it has they are told no more")
{
    Ear ear;
    ear.known.add("demo", AliasKind::phone, ana);
    auto const received = ear.receive(webhook(change(statuses(status())))).value();
    REQUIRE(received.unit.matters.size() == 1);
    REQUIRE(received.pairs.size() == 1);
    CHECK(naming_of(received.unit.matters[0]).who.size() == 2);

    CHECK(ear.hear(statuses(status("delivered"))).size() == 1);  // Nobody has settled it yet.
    ear.known.settle(received.pairs[0]);
    CHECK(ear.hear(statuses(status("read"))).empty());
}

TEST_CASE("once any name has ended, what was settled before has to be settled again")
{
    Ear ear;
    ear.known.add("demo", AliasKind::phone, ana);
    auto const before = ear.receive(webhook(change(statuses(status())))).value();
    ear.known.settle(before.pairs.at(0));
    ear.known.unsettle();
    CHECK(ear.hear(statuses(status())).size() == 1);
    ear.known.settle(before.pairs.at(0));  // Decided before the end, told after it.
    CHECK(ear.hear(statuses(status())).size() == 1);
}

TEST_CASE("who says something is known from then on, in the same body and before it is kept")
{
    Ear ear;
    auto const both
        = ear.receive(webhook(change(messages(text_by_user_id("STOP"))) + "," + change(statuses(status("delivered")))))
              .value();
    REQUIRE(both.unit.matters.size() == 2);
    CHECK(naming_of(both.unit.matters[1]).who.size() == 2);
    CHECK(ear.hear(statuses(status("read"))).size() == 1);
}

TEST_CASE("a signal tells its names itself")
{
    Ear ear;
    std::string const contact = array("contacts", R"({"wa_id":"34600111222","user_id":"ES.13491208655302741918"})");
    CHECK(ear.hear(contact + "," + messages(text_by_user_id("STOP"))).size() == 1);
}

TEST_CASE("ordinary chat makes nobody known")
{
    Ear ear;
    ear.hear_message(text_by_user_id("hola, ¿qué tal?"));
    ear.hear_message(text_by_user_id("gracias"));
    CHECK(ear.hear(statuses(status())).empty());
}

TEST_CASE("a brand that wants to know everybody is told of every pair")
{
    Brand brand = demo_brand();
    brand.learns_all_links = true;
    Ear ear{{brand}};
    auto const matters = ear.hear(statuses(status()));
    REQUIRE(matters.size() == 1);
    CHECK(naming_of(matters[0]).strangers);
}

TEST_CASE("a pair is learnt of who is known under another spelling of the number")
{
    Ear ear;
    ear.known.add("demo", AliasKind::phone, "5531987654321");
    auto const told = [&](std::string const& digits) {
        return ear.hear(statuses(R"({"id":"w","status":"sent","recipient_id":")" + digits
            + R"(","recipient_user_id":"BR.1","timestamp":"1795339800"})"));
    };
    CHECK(told("553187654321").size() == 1);
    CHECK(told("553187654399").empty());
    CHECK(told("553132123456").empty());
}

TEST_CASE("of names it was told the filter never says no, and of others seldom yes")
{
    KnownNames known{0};
    auto const name = [](int i) { return std::to_string(34'600'000'000 + i); };
    constexpr int names = 60'000;
    for (int i = 0; i < names; ++i)
        known.add("demo", AliasKind::phone, name(i));
    int missed = 0;
    int mistaken = 0;
    for (int i = 0; i < names; ++i) {
        missed += static_cast<int>(!known.may_know("demo", AliasKind::phone, name(i)));
        mistaken += static_cast<int>(known.may_know("demo", AliasKind::phone, name(names + i)));
    }
    CHECK(missed == 0);
    CHECK(mistaken < names / 100);
    CHECK_FALSE(known.pair_of("demo", std::vector{consent::Alias{AliasKind::phone, name(1)}})
        == known.pair_of("other", std::vector{consent::Alias{AliasKind::phone, name(1)}}));
}
