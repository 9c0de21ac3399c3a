// A far system told how people stand: whom it finds, what it writes, and what becomes of a delivery.
#include "connector_stage.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace consentry::test;
using namespace std::chrono_literals;

namespace {

using consent::EventType;
using consent::State;
using Asked = std::vector<std::string>;

std::string const at = "2026-11-22T09:30:00Z";
std::string const no_to_marketing = R"({"at":")" + at + R"(","marketing":"opted_out"})";
std::string const yes_to_marketing = R"({"at":")" + at + R"(","marketing":"opted_in"})";

}  // namespace

TEST_CASE("a STOP is written to each contact that has the number, with the credentials")
{
    ConnectorStage far;
    far.find(R"({"id":7},{"id":"0008"})");
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    CHECK(far.asked()
        == Asked{"/find?phone=%2B34600111222", "/people/7 " + no_to_marketing, "/people/0008 " + no_to_marketing});
    CHECK(far.row().state == DeliveryState::delivered);
    auto const& headers = far.receivers.last->headers;
    CHECK(std::ranges::any_of(
        headers, [](auto const& one) { return one.name == "Authorization" && one.value == "Bearer s3cret"; }));
}

TEST_CASE("a yes that is delivered late, replayed or retried is the no that holds by then")
{
    ConnectorStage far;
    far.find(R"({"id":7})");
    far.answer("/people/7", 400);
    far.stand(1, State::opted_in);
    far.say_in("marketing", EventType::opted_in);
    far.pass(1s);
    CHECK(far.row().state == DeliveryState::dead);
    far.asked();

    far.stand(1, State::opted_out);
    far.answer("/people/7", 200);
    far.engine->retry({2, 1}, [](Result<void> const& result) { CHECK(result); });
    far.pass(1s);
    CHECK(far.asked().back().find("opted_out") != std::string::npos);
    far.engine->replay("demo", "far", {}, [](Result<std::string> const& result) { CHECK(result); });
    far.pass(1s);
    CHECK(far.asked().back().find("opted_out") != std::string::npos);
}

TEST_CASE("a yes is written to a single contact only; with several a person has to look")
{
    ConnectorStage far;
    far.find(R"({"id":7},{"id":8})");
    far.stand(1, State::opted_in);
    far.say_in("marketing", EventType::opted_in);
    far.pass(1s);
    CHECK(far.asked() == Asked{"/find?phone=%2B34600111222"});
    CHECK(far.row().state == DeliveryState::dead);
    CHECK(far.row().last_error == "several contacts match");
}

TEST_CASE("a yes goes to all of them where the configuration says so")
{
    ConnectorStage far;
    auto target = std::make_shared<ConnectorTarget>(*far.destinations.front().connector);
    target->opts_in_several = true;
    auto all = far.destinations;
    all.front().connector = std::move(target);
    far.configure(all);
    far.find(R"({"id":7},{"id":8})");
    far.stand(1, State::opted_in);
    far.say_in("marketing", EventType::opted_in);
    far.pass(1s);
    CHECK(far.asked().size() == 3);
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("nobody there by that number is no error")
{
    ConnectorStage far;
    far.find("");
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    CHECK(far.row().state == DeliveryState::skipped);
    CHECK(far.row().last_error == "no such contact");
}

TEST_CASE("who is known there under another spelling of the line is found")
{
    ConnectorStage far;
    far.stand(1, State::opted_out, "5511987654321");
    far.find("", "5511987654321");
    far.find(R"({"id":7})", "551187654321");
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    CHECK(far.asked().back() == "/people/7 " + no_to_marketing);
    CHECK(far.row().state == DeliveryState::delivered);
}

TEST_CASE("a yes goes to one contact of a line, whichever spelling leads to it")
{
    ConnectorStage far;
    far.stand(1, State::opted_in, "5511987654321");
    far.find(R"({"id":7})", "5511987654321");
    auto const [other, state] = GENERATE(table<std::string, DeliveryState>(
        {{R"({"id":7})", DeliveryState::delivered}, {R"({"id":8})", DeliveryState::dead}}));
    far.find(other, "551187654321");
    far.say_in("marketing", EventType::opted_in);
    far.pass(1s);
    for (auto const& one : far.asked())
        CHECK(one.find("/people/8") == std::string::npos);
    CHECK(far.row().state == state);
}

TEST_CASE("more contacts than one page: the first are updated, and a person has to look")
{
    ConnectorStage far;
    far.answer("/find?phone=%2B34600111222", 200, R"({"found":[{"id":1},{"id":2}],"total":3})");
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    CHECK(far.asked().size() == 3);
    CHECK(far.row().state == DeliveryState::dead);
    CHECK(far.row().last_error == "more contacts match");
}

TEST_CASE("a retry does not repeat what was done, unless the person stands otherwise by then")
{
    ConnectorStage far;
    far.find(R"({"id":7},{"id":8})");
    far.answer("/people/8", 503);
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    far.asked();
    SECTION("as before")
    {
        far.pass(6s);
        CHECK(far.asked() == Asked{"/find?phone=%2B34600111222", "/people/8 " + no_to_marketing});
    }
    SECTION("changed")
    {
        far.stand(1, State::opted_in);
        far.pass(6s);
        CHECK(far.asked() == Asked{"/find?phone=%2B34600111222"});  // A yes to several.
        CHECK(far.row().last_error == "several contacts match");
    }
}

TEST_CASE("credentials that are not accepted cost no delivery: it waits, and the destination counts as failing")
{
    ConnectorStage far;
    for (SubjectNumber subject = 1; subject <= 9; ++subject) {
        std::string const digits = "3460011122" + std::to_string(subject);
        far.answer("/find?phone=%2B" + digits, 401);
        far.stand(subject, State::opted_out, digits);
        far.say(subject);
    }
    far.pass(1h);
    CHECK(far.store.rows_in(DeliveryState::dead) == 0);
    CHECK(far.row().last_error == "answered 401");
    CHECK(far.status("far").failing);
    for (SubjectNumber subject = 1; subject <= 9; ++subject)
        far.find(R"({"id":7})", "3460011122" + std::to_string(subject));
    far.pass(24h);
    CHECK(far.store.rows_in(DeliveryState::delivered) == 9);
}

TEST_CASE("what the far system refuses is dead at once, and says with which word")
{
    ConnectorStage far{std::string{far_system} + "error = \"/code\"\n"};
    far.find(R"({"id":7})");
    far.answer("/people/7", 400, R"({"code":"UNKNOWN_FIELD"})");
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    CHECK(far.row().state == DeliveryState::dead);
    CHECK(far.row().last_error == "answered 400: UNKNOWN_FIELD");
}

TEST_CASE("one scope that is refused does not keep the others from being told")
{
    ConnectorStage far;
    far.find(R"({"id":7})");
    far.receivers.reactions["https://far.example.com/people/7"]
        = [](Seen const& one) { return Reaction{one.body.find("marketing") != std::string::npos ? 400U : 200U}; };
    far.say_in("*", EventType::opted_out);
    far.pass(1s);
    CHECK(far.asked().back().find(R"("orders":"opted_out")") != std::string::npos);
    CHECK(far.row().state == DeliveryState::dead);
}

TEST_CASE("the number that somebody gave up is told as no, and its next owner's yes is left alone")
{
    ConnectorStage far;
    far.stand(1, State::opted_in, "34600111333");
    for (auto const* const digits : {"34600111222", "34600111333"})
        far.find(R"({"id":)" + std::string{digits} + "}", digits);
    std::string const written = "/people/34600111222 ";
    SECTION("nobody has it")
    {
        far.say_in("*", EventType::renumbered, "34600111222");
        far.pass(1s);
        auto const asked = far.asked();
        CHECK(std::ranges::find(asked, written + no_to_marketing) != asked.end());
    }
    SECTION("somebody else has said yes under it")
    {
        far.stand(2, State::opted_in);
        far.say_in("*", EventType::renumbered, "34600111222");
        far.pass(1s);
        auto const asked = far.asked();
        CHECK(std::ranges::find(asked, written + yes_to_marketing) != asked.end());
        CHECK(std::ranges::find(asked, written + no_to_marketing) == asked.end());
    }
}

TEST_CASE("somebody without a number is told of when it is learnt")
{
    ConnectorStage far;
    far.states.people[1].wa_ids.clear();
    far.say_in("marketing", EventType::opted_out);
    far.pass(1s);
    CHECK(far.asked().empty());
    CHECK(far.row().state == DeliveryState::skipped);
}
