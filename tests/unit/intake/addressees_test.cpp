// Whose webhook it is: numbers that nobody lists, numbers of others, URLs of one brand.
#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;
using consent::Intent;

namespace {

/// Two brands of one app, and one of another.
std::vector<Brand> three_brands()
{
    return {demo_brand(demo_policy("first"), "shared secret", {std::string{number}}),
        demo_brand(demo_policy("second"), "shared secret", {"200000000000001"}),
        demo_brand(demo_policy("other"), "other secret", {"300000000000001"})};
}

std::string to_number(
    std::string_view phone_number_id, std::string const& members, std::string const& field = "messages")
{
    return webhook(R"({"value":{"metadata":{"phone_number_id":")" + std::string{phone_number_id} + R"("},)" + members
        + R"(},"field":")" + field + "\"}");
}

std::string text_to(std::string_view phone_number_id, std::string const& text)
{
    return to_number(phone_number_id, messages(text_message(text)));
}

std::vector<std::string> heard_by(Result<Received> const& received)
{
    std::vector<std::string> names;
    for (consent::Matter const& matter : received.value().unit.matters)
        names.push_back(matter.policy->brand);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a STOP concerns the brand of the number it was sent to")
{
    Ear ear{three_brands()};
    CHECK(heard_by(ear.receive(text_to(number, "STOP"), "shared secret")) == Names{"first"});
    CHECK(heard_by(ear.receive(text_to("200000000000001", "STOP"), "shared secret")) == Names{"second"});
    CHECK(heard_by(ear.receive(text_to("300000000000001", "STOP"), "other secret")) == Names{"other"});
}

TEST_CASE("to a number that nobody lists only an opt-out counts, for every brand of the secret")
{
    Ear ear{three_brands()};
    CHECK(heard_by(ear.receive(text_to("9", "STOP"), "shared secret")) == Names{"first", "second"});
    CHECK(heard_by(ear.receive(to_number("9", preference("stop"), "user_preferences"), "shared secret"))
        == Names{"first", "second"});
    CHECK(
        heard_by(ear.receive(to_number("9", status("failed", "131050")), "shared secret")) == Names{"first", "second"});
    CHECK(ear.tally.value(Count::unlisted_numbers) == 3);
    for (std::string const text : {"START", "sí", "no", "ok", "ayuda"}) {
        INFO(text);
        CHECK(heard_by(ear.receive(text_to("9", text), "shared secret")).empty());
    }
    for (std::string const value : {"resume", "signup"})
        CHECK(heard_by(ear.receive(to_number("9", preference(value), "user_preferences"), "shared secret")).empty());
}

TEST_CASE("what is not heard for the number's sake is for the journal, ordinary chat and opt-outs are not")
{
    consent::Policy policy = demo_policy();
    policy.campaigns.push_back({"marketing", "v3", "es", "", half_past_nine, half_past_nine + 1h, {"quiero"}});
    Ear ear{{demo_brand(policy)}};
    auto const gaps_of = [&](std::string const& text) { return ear.receive(text_to("9", text)).value().gaps; };
    for (std::string const text : {"START", "sí", "no", "quiero"}) {
        INFO(text);
        CHECK(gaps_of(text) == Gaps{Gap::unlisted_number});
    }
    for (std::string const text : {"hola", "ok", "STOP"}) {
        INFO(text);
        CHECK(gaps_of(text).empty());
    }
}

TEST_CASE("a webhook that names no number at all is to a number nobody lists")
{
    Ear ear{three_brands()};
    std::string const nowhere = webhook(R"({"value":{)" + messages(text_message("STOP")) + R"(},"field":"messages"})");
    CHECK(heard_by(ear.receive(nowhere, "shared secret")) == Names{"first", "second"});
}

TEST_CASE("a campaign does not open a number that nobody lists")
{
    consent::Policy policy = demo_policy();
    policy.campaigns.push_back({"marketing", "v3", "es", "", half_past_nine, half_past_nine + 1h, {"quiero"}});
    Ear ear{{demo_brand(policy)}};
    CHECK(heard_by(ear.receive(text_to(number, "quiero"))) == Names{"demo"});
    CHECK(heard_by(ear.receive(text_to("9", "quiero"))).empty());
}

TEST_CASE("another business's number is nobody's to act on, though the signature is good")
{
    Ear ear{three_brands()};
    CHECK(heard_by(ear.receive(text_to("300000000000001", "STOP"), "shared secret")).empty());
    CHECK(ear.tally.value(Count::foreign_numbers) == 1);
    CHECK(ear.tally.value(Count::opt_outs) == 0);
}

TEST_CASE("the URL of a brand is trusted with that brand's secrets only")
{
    Ear ear{three_brands()};
    std::string const stop = text_to(number, "STOP");
    CHECK(heard_by(ear.receive(stop, "shared secret", "first")) == Names{"first"});
    Result<Received> const wrong = ear.receive(text_to("300000000000001", "STOP"), "other secret", "first");
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().fault == Fault::unauthentic);
}

TEST_CASE("the URL of a brand that is none accepts nothing: answered 200, a STOP would be lost")
{
    Ear ear{three_brands()};
    Result<Received> const received = ear.receive(text_to(number, "STOP"), "shared secret", "nobody");
    REQUIRE_FALSE(received);
    CHECK(received.error().fault == Fault::unauthentic);
}

TEST_CASE("the URL of a brand narrows what would concern several, and loses nothing of the others")
{
    Ear ear{three_brands()};
    CHECK(heard_by(ear.receive(text_to("9", "STOP"), "shared secret", "first")) == Names{"first", "second"});
    CHECK(heard_by(ear.receive(text_to("200000000000001", "STOP"), "shared secret", "first")) == Names{"second"});
}

TEST_CASE("brands of one portfolio come along as siblings")
{
    consent::Policy first = demo_policy("first");
    consent::Policy second = demo_policy("second");
    first.portfolio = second.portfolio = "house";
    Ear ear{{demo_brand(first), demo_brand(second, "demo secret", {"2"})}};
    auto const matters = ear.hear_text("STOP");
    REQUIRE(matters.size() == 1);
    REQUIRE(matters[0].siblings.size() == 1);
    CHECK(matters[0].siblings[0]->brand == "second");
}
