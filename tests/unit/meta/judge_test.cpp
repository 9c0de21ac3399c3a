#include "meta/judge.hpp"

#include "bodies.hpp"

#include "support/catch.hpp"

using namespace consentry::meta;
using namespace consentry::meta::bodies;

TEST_CASE("words that are not the person's own, or not to the business alone, are not scanned")
{
    auto const [members, why] = GENERATE(table<char const*, char const*>({
        {R"("type":"text","text":{"body":"STOP"},"context":{"forwarded":true})", "forwarded"},
        {R"("context":{"frequently_forwarded":true},"type":"text","text":{"body":"STOP"})", "forwarded"},
        {R"("type":"image","image":{"caption":"STOP"},"context":{"forwarded":true,"frequently_forwarded":false})",
            "forwarded"},
        {R"("type":"text","text":{"body":"STOP"},"group_id":"120363@g.us")", "group"},
        {R"("group_id":7,"type":"button","button":{"payload":"consentry:stop","text":"Stop"})", "group"},
        {R"("type":"reaction","reaction":{"message_id":"wamid.0","emoji":"\ud83d\uded1"})", "reaction"},
        {R"("type":"reaction","reaction":{"message_id":"wamid.0"})", "reaction"},
        {R"("type":"revoke","revoke":{"original_message_id":"wamid.0"})", "revoke"},
        {R"("type":"audio","audio":{"id":"1","voice":true})", "no text"},
        {R"("type":"voice","voice":{"id":"1"})", "no text"},
        {R"("type":"sticker","sticker":{"id":"1"})", "no text"},
        {R"("type":"location","location":{"latitude":1.5,"longitude":-2e1,"name":"STOP"})", "no text"},
        {R"("type":"contacts","contacts":[{"name":{"formatted_name":"STOP"}}])", "no text"},
        {R"("type":"image","image":{"id":"1"})", "no text"},
        {R"("type":"order","order":{"product_items":[]})", "no text"},
        {R"("type":"request_welcome")", "no text"},
        {R"("type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept"}})",
            "no text"},
        {R"("type":"unsupported","errors":[{"code":131051,"title":"STOP"}],"unsupported":{"type":"poll_creation"})",
            "unsupported"},
        {R"("type":"unknown","errors":[{"code":131060}])", "unsupported"},
    }));
    INFO(members);
    Item const item = only_message(message(members));
    CHECK(item.kind == Kind::message);
    CHECK_FALSE(item.scan);
    CHECK(item.why == why);
    CHECK(item.forwarded == (item.why == "forwarded"));
    CHECK(item.group == (item.why == "group"));
}

TEST_CASE("what a message quotes, refers to or was an advertisement for is never among its texts")
{
    Item const item = only_message(message(
        R"("type":"text","text":{"body":"ok","preview":{"body":"STOP"}},"context":{"from":"1","id":"wamid.0","text":{"body":"STOP"},"quoted":"STOP","referred_product":{"catalog_id":"STOP"}},)"
        R"("referral":{"headline":"STOP","body":"STOP","text":{"body":"STOP"},"welcome_message":{"text":"STOP"}},"template":{"text":"STOP","body":"STOP"},)"
        R"("reaction":{"emoji":"STOP","text":"STOP"},"identity":{"text":{"body":"STOP"}})"));
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts[0].value == "ok");
    CHECK(item.scan);
    CHECK(item.context_id == "wamid.0");
}

TEST_CASE("context that says not forwarded is none")
{
    for (auto const* const context :
        {R"({"forwarded":false})", R"({"forwarded":null})", R"({})", "null", "[]", "true"}) {
        Item const item
            = only_message(message(R"("type":"text","text":{"body":"STOP"},"context":)" + std::string{context}));
        INFO(context);
        CHECK(item.scan);
    }
}

TEST_CASE("what the business wrote is an echo")
{
    std::string const echo
        = R"("message_echoes":[{"from":"15550783881","to":"34600111222","id":"wamid.1","timestamp":"1795339800","type":"text","text":{"body":"Reply STOP to unsubscribe"}}])";
    for (std::string const& text : {webhook(change(echo, "smb_message_echoes")), webhook(change(echo)),
             webhook(change(messages(text_message("STOP")), "smb_message_echoes"))}) {
        Item const item = only_item(text);
        CHECK(item.kind == Kind::echo);
        CHECK_FALSE(item.scan);
        CHECK(item.why == "echo");
    }
}

TEST_CASE("history is evidence at most, in either of its shapes")
{
    std::string const threads
        = R"("history":[{"metadata":{"phase":0,"chunk_order":1,"progress":5},"threads":[{"id":"34600111222","context":{},)"
          R"("messages":[{"from":"34600111222","id":"wamid.1","timestamp":"1695339800","type":"text","text":{"body":"STOP"},"history_context":{"status":"READ"}}]}]}])";
    for (std::string const& text :
        {webhook(change(threads, "history")), webhook(change(messages(text_message("STOP")), "history"))}) {
        Item const item = only_item(text);
        CHECK(item.kind == Kind::history);
        CHECK_FALSE(item.scan);
        CHECK(item.why == "history");
        CHECK(item.message_id == "wamid.1");
        CHECK(item.number == number);
    }
    Item const declined
        = only_item(webhook(change(R"("history":[{"errors":[{"code":2593109,"title":"no"}]}])", "history")));
    CHECK(declined.kind == Kind::history);
    REQUIRE(declined.errors.size() == 1);
    CHECK(declined.errors[0] == 2593109);
}

TEST_CASE("samples of Meta's dashboard are known by any of their marks")
{
    std::string const stop
        = R"({"from":"16315551181","id":"ABGGFlA5Fpa","timestamp":"1504902988","type":"text","text":{"body":"STOP"}})";
    std::string const sample_value
        = R"({"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"16505551111","phone_number_id":"123456123"},"messages":[)";
    auto const text = GENERATE_COPY(body(entry(sample_value + stop + R"(]},"field":"messages"})", "0")),
        body(entry(change(messages(text_message("STOP"))), "0")), webhook(change(messages(stop))),
        webhook(sample_value + text_message("STOP") + R"(]},"field":"messages"})"));
    Item const item = only_item(text);
    CHECK(item.sample);
    CHECK_FALSE(item.scan);
    CHECK(item.why == "sample");
    CHECK(item.kind == Kind::message);
}

TEST_CASE("a sample of a preference would stop somebody who does not exist")
{
    Item const item = only_item(body(entry(
        change(
            R"("user_preferences":[{"wa_id":"16315551181","user_id":"US.1234567","category":"marketing_messages","value":"stop","timestamp":1729610285}])",
            "user_preferences"),
        "0")));
    CHECK(item.kind == Kind::preference);
    CHECK(item.sample);
    CHECK(item.why == "sample");
}

TEST_CASE("documented fields that we do not need are one item for the whole change")
{
    auto const [field, kind, why] = GENERATE(table<char const*, Kind, char const*>({
        {"account_update", Kind::other, "other"},
        {"message_template_status_update", Kind::other, "other"},
        {"smb_app_state_sync", Kind::other, "other"},
        {"calls", Kind::other, "other"},
        {"group_status_update", Kind::other, "other"},
        {"messaging_handovers", Kind::handover, "handover"},
        {"something_of_2027", Kind::unknown, "unknown field"},
        {"messages", Kind::unknown, "empty"},
    }));
    Item const item = only_item(webhook(
        change(R"("event":"X","state_sync":[{"type":"contact"}],"calls":[{"id":"1"}],"text":{"body":"STOP"})", field)));
    CHECK(item.kind == kind);
    CHECK(item.why == why);
    CHECK(item.field == field);
    CHECK(item.waba == waba);
    CHECK_FALSE(item.scan);
}

TEST_CASE("errors without a message are a notice")
{
    Item const item = only_item(webhook(change(R"("errors":[{"code":130429,"title":"x"},{"code":1}])")));
    CHECK(item.kind == Kind::other);
    CHECK(item.why == "notice");
    REQUIRE(item.errors.size() == 2);
    CHECK(item.errors[0] == 130429);
}

TEST_CASE("errors beside messages are a notice of their own, and cost no message")
{
    Decoder decoder;
    Webhook const read
        = decoder.decode(webhook(change(R"("errors":[{"code":131000}],)" + messages(text_message("STOP"))) + ","
            + change(statuses(R"({"id":"wamid.2","status":"failed","recipient_id":"1","errors":[{"code":131050}]})"))));
    REQUIRE(read.items.size() == 3);
    CHECK(read.items[0].scan);
    CHECK(read.items[0].errors.empty());
    CHECK(read.items[1].why == "notice");
    CHECK(read.items[1].field == "messages");
    CHECK(read.items[1].person.nameless());
    CHECK(read.items[1].errors.front() == 131000);
    CHECK(read.items[2].errors.front() == 131050);
}

TEST_CASE("an unsupported message tells of what kind it was")
{
    Item const item = only_message(message(R"("type":"unsupported","unsupported":{"type":"poll_creation"})"));
    CHECK(item.type == "unsupported");
    CHECK(item.subtype == "poll_creation");
}

TEST_CASE("what comes later is unknown, never an error and never scanned")
{
    auto const* const members = GENERATE(R"("type":"telepathy","text":{"body":"STOP"})", R"("type":"telepathy")",
        R"("type":"interactive","interactive":{"type":"survey_reply","survey_reply":{"id":"1"}})");
    Item const item = only_message(message(members));
    CHECK(item.kind == Kind::unknown);
    CHECK(item.why == "unknown type");
    CHECK_FALSE(item.scan);
    CHECK(item.message_id == "wamid.1");
}

TEST_CASE("messages under a field nobody knows may be anybody's words")
{
    Item const item = only_item(webhook(change(messages(text_message("STOP")), "something_of_2027")));
    CHECK(item.kind == Kind::unknown);
    CHECK(item.why == "unknown field");
    CHECK_FALSE(item.scan);
}

TEST_CASE("a message without a type is what its content makes it")
{
    Item const item = only_message(message(R"("text":{"body":"STOP"})"));
    CHECK(item.kind == Kind::message);
    CHECK(item.scan);
    CHECK(item.why == "text");
}
