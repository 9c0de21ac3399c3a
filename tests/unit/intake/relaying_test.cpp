// To whom a webhook is passed on as it came.
#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;

namespace {

constexpr std::string_view second_number = "200000000000001";

using Names = std::vector<std::string>;

Brand with_relays(Brand brand, std::vector<Relay> relays)
{
    brand.relays = std::move(relays);
    return brand;
}

/// Two brands of one app, each with a relay of all, and a third one of another app.
std::vector<Brand> three_brands(std::vector<Relay> const& relays = {{"bot", false, {}}})
{
    return {with_relays(demo_brand(demo_policy("first"), "shared secret", {std::string{number}}), relays),
        with_relays(demo_brand(demo_policy("second"), "shared secret", {std::string{second_number}}), relays),
        with_relays(demo_brand(demo_policy("other"), "other secret", {"300000000000001"}), relays)};
}

std::string to_number(
    std::string_view phone_number_id, std::string const& members, std::string const& field = "messages")
{
    return R"({"value":{"metadata":{"phone_number_id":")" + std::string{phone_number_id} + R"("},)" + members
        + R"(},"field":")" + field + "\"}";
}

std::string text_to(std::string_view phone_number_id, std::string const& text)
{
    return to_number(phone_number_id, messages(text_message(text)));
}

Names relays_of(Received const& received)
{
    Names names;
    for (auto const& [brand, name] : received.relays)
        names.push_back(brand + "/" + name);
    std::ranges::sort(names);
    return names;
}

Names passed_to(std::string const& body, std::vector<Brand> brands = three_brands(),
    std::string_view secret = "shared secret", std::string_view url = "")
{
    return relays_of(Ear{std::move(brands)}.receive(body, secret, url).value());
}

/// Whether a relay of one brand gets the webhook.
bool gets(Relay const& relay, std::string const& body)
{
    return !passed_to(body, {with_relays(demo_brand(), {relay})}, "demo secret").empty();
}

}  // namespace

TEST_CASE("where nobody relays nothing is noted")
{
    auto const received = Ear{}.receive(webhook(text_to(number, "Hello"))).value();
    CHECK(received.relays.empty());
    CHECK(received.numbers.empty());
}

TEST_CASE("a webhook is passed on for the brands whose numbers are in it, with each number once")
{
    CHECK(passed_to(webhook(text_to(number, "Hello"))) == Names{"first/bot"});
    auto const both = webhook(text_to(number, "a") + "," + text_to(second_number, "b") + "," + text_to(number, "c"));
    Ear ear{three_brands()};
    auto const received = ear.receive(both, "shared secret").value();
    CHECK(relays_of(received) == Names{"first/bot", "second/bot"});
    CHECK(received.numbers == Names{std::string{number}, std::string{second_number}});
}

TEST_CASE("a webhook without a number of any brand is passed on for all that list its secret")
{
    CHECK(passed_to(webhook(R"({"value":{"event":"ACCOUNT_DELETED"},"field":"account_update"})"))
        == Names{"first/bot", "second/bot"});
    CHECK(passed_to(webhook(text_to("999", "Hello"))) == Names{"first/bot", "second/bot"});
    CHECK(passed_to("[]") == Names{"first/bot", "second/bot"});
}

TEST_CASE("a number of a brand that does not list the secret is nobody's")
{
    CHECK(passed_to(webhook(text_to("300000000000001", "Hello"))).empty());
}

TEST_CASE("a brand without numbers gets what nobody else lists")
{
    auto brands = three_brands();
    brands[1].numbers.clear();
    CHECK(passed_to(webhook(text_to(number, "Hello")), brands) == Names{"first/bot"});
    CHECK(passed_to(webhook(text_to("999", "Hello")), brands) == Names{"second/bot"});
}

TEST_CASE("the URL of a brand decides where several list the number")
{
    auto brands = three_brands();
    brands[1].numbers = {std::string{number}};
    auto const body = webhook(text_to(number, "Hello"));
    CHECK(passed_to(body, brands) == Names{"first/bot", "second/bot"});
    CHECK(passed_to(body, brands, "shared secret", "second") == Names{"second/bot"});
}

TEST_CASE("several relays of a brand choose each for itself")
{
    auto const brands = three_brands({{"all", false, {}}, {"quiet", true, {}}, {"account", false, {"account_update"}}});
    CHECK(passed_to(webhook(text_to(number, "Hello")), brands) == Names{"first/all", "first/quiet"});
    CHECK(passed_to(webhook(text_to(number, "STOP")), brands) == Names{"first/all"});
}

TEST_CASE("a relay without signals gets no webhook in which one was heard, whatever is done about it")
{
    Relay const quiet{"bot", true, {}};
    for (auto const* const chat : {"Hello", "Where is my order?", "stop by at 5", "OK"})
        CHECK(gets(quiet, webhook(text_to(number, chat))));
    for (auto const* const signal : {"STOP", "baja", "START", "YES", "NO", "HELP"})
        CHECK_FALSE(gets(quiet, webhook(text_to(number, signal))));
    CHECK_FALSE(gets(quiet, webhook(text_to(number, "Hello") + "," + text_to(number, "STOP"))));
    CHECK_FALSE(gets(quiet, webhook(text_to("999", "START"))));  // Judged when the number is listed.
}

TEST_CASE("what is learnt by the way is no signal")
{
    Ear ear{{with_relays(demo_brand(), {{"bot", true, {}}})}};
    REQUIRE(ear.receive(webhook(text_to(number, "STOP"))).value().relays.empty());
    auto const moved = webhook(change(messages(
        message(R"("type":"system","system":{"type":"user_changed_number","wa_id":"34600999888","body":"moved"})"))));
    auto const received = ear.receive(moved).value();
    CHECK(received.unit.matters.size() == 1);
    CHECK(received.relays.size() == 1);
}

TEST_CASE("a relay gets webhooks with a change of its fields, whole")
{
    Relay const two{"bot", false, {"messages", "flows"}};
    auto const account = std::string{R"({"value":{"event":"ACCOUNT_DELETED"},"field":"account_update"})"};
    CHECK(gets(two, webhook(text_to(number, "Hello"))));
    CHECK(gets(two, webhook(account + "," + text_to(number, "Hello"))));
    CHECK_FALSE(gets(two, webhook(account)));
    CHECK_FALSE(gets(two, webhook(to_number(number, messages(text_message("Hello")), "something_new"))));
    CHECK(gets({"bot", false, {"something_new"}},
        webhook(to_number(number, messages(text_message("Hello")), "something_new"))));
}

TEST_CASE("of a body that breaks off nobody knows what it would have had: every relay gets it")
{
    auto body = webhook(text_to(number, "Hello"));
    body.resize(body.size() - 40);
    CHECK(gets({"bot", false, {"flows"}}, body));
}
