// What does not count: words of others, of the past, to a group, or about something else.
#include "ear.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::intake;
using namespace consentry::meta::bodies;

namespace {

constexpr auto stop_text = R"("type":"text","text":{"body":"STOP"})";

}  // namespace

TEST_CASE("what the person did not say themselves to the business alone is no signal")
{
    auto const members
        = GENERATE(as<std::string>{}, R"("context":{"forwarded":true},"type":"text","text":{"body":"STOP"})",
            R"("context":{"frequently_forwarded":true},"type":"text","text":{"body":"STOP"})",
            R"("group_id":"120363","type":"text","text":{"body":"STOP"})",
            R"("type":"reaction","reaction":{"message_id":"wamid.0","emoji":"🛑"})",
            R"("type":"revoke","revoke":{"original_message_id":"wamid.0"})", R"("type":"audio","audio":{"id":"1"})",
            R"("referral":{"body":"STOP","headline":"STOP"},"type":"text","text":{"body":"hola"})",
            R"("type":"unsupported","errors":[{"code":131051}])", R"("type":"hologram","hologram":{"body":"STOP"})");
    INFO(members);
    Ear ear;
    CHECK(ear.hear_message(message(members)).empty());
}

TEST_CASE("a reaction with a thumb is no YES either")
{
    Ear ear;
    CHECK(ear.hear_message(message(R"("type":"reaction","reaction":{"message_id":"wamid.0","emoji":"👍"})")).empty());
}

TEST_CASE("echoes of the business's own messages and history are no signals")
{
    Ear ear;
    CHECK(ear.hear(array("message_echoes", message(stop_text)), "smb_message_echoes").empty());
    CHECK(ear.hear(array("message_echoes", message(stop_text)), "standby").empty());
    CHECK(
        ear.hear(R"("history":[{"metadata":{"phase":0},"threads":[{"id":"34600111222","messages":[)"
                   + message(stop_text) + "]}]}]",
               "history")
            .empty());
    CHECK(ear.tally.value(Count::echoes) == 2);
    CHECK(ear.tally.value(Count::history) == 1);
}

TEST_CASE("the samples of Meta's dashboard are counted and do nothing")
{
    Ear ear{{demo_brand(demo_policy(), "demo secret", {})}};
    auto const by_entry = ear.receive(body(entry(change(messages(text_message("STOP"))), "0")));
    REQUIRE(by_entry);
    CHECK(by_entry->unit.matters.empty());
    CHECK(ear.tally.value(Count::samples) == 1);
    auto const by_number = ear.receive(webhook(R"({"value":{"metadata":{"phone_number_id":"123456123"},)"
        + messages(text_message("STOP")) + R"(},"field":"messages"})"));
    REQUIRE(by_number);
    CHECK(by_number->unit.matters.empty());
    auto const preference_sample = ear.receive(body(entry(change(preference("stop"), "user_preferences"), "0")));
    REQUIRE(preference_sample);
    CHECK(preference_sample->unit.matters.empty());
    CHECK(ear.tally.value(Count::samples) == 3);
}

TEST_CASE("statuses say nothing on consent but Meta's own stop, and that only when sending failed")
{
    Ear ear;
    for (std::string const code : {"131026", "131049", "131047", "130472", "131051", "470"})
        CHECK(ear.hear(status("failed", code)).empty());
    for (std::string const state : {"sent", "delivered", "read", "deleted"})
        CHECK(ear.hear(status(state, "131050")).empty());
    CHECK(ear.tally.value(Count::statuses) == 10);
}

TEST_CASE("a message that failed may have asked something, but only somebody who is known")
{
    Ear ear;
    CHECK(ear.hear(status("failed", "131026")).empty());
    ear.known.add("demo", consent::AliasKind::phone, "34600111222");
    CHECK(ear.hear(status("read", "131026")).empty());
    auto const matters = ear.hear(status("failed", "131026"));
    REQUIRE(matters.size() == 1);
    auto const& ask = std::get<consent::Ask>(matters.front().what);
    CHECK(ask.withdrawn);
    CHECK(ask.scope.empty());
    CHECK_FALSE(ask.message_id.empty());
}

TEST_CASE("the status of a message to a group stops nobody")
{
    Ear ear;
    CHECK(
        ear.hear(R"("contacts":[{"wa_id":"34600111222"}],)"
               + statuses(R"({"id":"w","status":"failed","timestamp":"1795339800","recipient_id":"120363",)"
                          R"("recipient_type":"group","errors":[{"code":131050}]})"))
            .empty());
}

TEST_CASE("preferences that we do not know change nothing")
{
    Ear ear;
    CHECK(ear.hear(preference("pause"), "user_preferences").empty());
    std::string other = preference("stop");
    other.replace(other.find("marketing_messages"), 18, "utility_messages");
    CHECK(ear.hear(other, "user_preferences").empty());
    CHECK(ear.tally.value(Count::preferences) == 2);
}

TEST_CASE("a new number or user id is no signal, and is kept of strangers, too: their words may come later")
{
    Ear ear;
    auto const matters = ear.hear_message(
        message(R"("type":"system","system":{"type":"user_changed_number","body":"STOP","wa_id":"34600999888"})"));
    REQUIRE(matters.size() == 1);
    auto const* const naming = std::get_if<consent::Naming>(&matters.front().what);
    REQUIRE(naming);
    CHECK(naming->strangers);
    CHECK(naming->former.size() == 1);
    CHECK(ear.tally.value(Count::system) == 1);
}

TEST_CASE("nobody is silenced by mistake")
{
    auto const* const text = GENERATE("Stop by at 5", "stop by at 5", "cancel my order", "hola", "",
        "can I stop by your shop tomorrow?", "the bus stop is closed", "don't stop", "¿a qué hora cierran?",
        "baja el precio por favor", "stop?? what time", "consentry:stop", "consentry:yes:marketing");
    INFO(text);
    Ear ear;
    CHECK(ear.hear_text(text).empty());
}

TEST_CASE("a quoted STOP is not the answer's")
{
    Ear ear;
    CHECK(ear
            .hear_message(message(
                R"("context":{"id":"wamid.0","body":"STOP","quoted":{"body":"STOP"}},"type":"text","text":{"body":"hola"})"))
            .empty());
}
