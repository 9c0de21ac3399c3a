#include "bodies.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::meta;
using namespace consentry::meta::bodies;
using namespace std::chrono_literals;

namespace {

EventTime const half_past_nine{1'795'339'800s};  // 2026-11-22T09:30:00Z

}  // namespace

TEST_CASE("a text message tells who said what to which number, and when")
{
    Item const item = only_item(webhook(change(
        R"("contacts":[{"profile":{"name":"Ana","username":"@ana"},"wa_id":"34600111222","user_id":"ES.13491208655302741918"}],)"
        + messages(text_message("STOP")))));
    CHECK(item.kind == Kind::message);
    CHECK(item.scan);
    CHECK(item.why == "text");
    CHECK(item.field == "messages");
    CHECK(item.waba == waba);
    CHECK(item.number == number);
    CHECK(item.display == "15550783881");
    CHECK(item.message_id == "wamid.1");
    CHECK(item.timestamp == half_past_nine);
    CHECK(item.type == "text");
    CHECK(item.person == Person{ana, ana_id, {}});
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts[0] == Text{"STOP", false});
    CHECK(item.payloads.empty());
    CHECK(item.context_id.empty());
    CHECK_FALSE(item.sample);
}

TEST_CASE("captions and an order's note are the person's own words")
{
    auto const [members, why] = GENERATE(table<char const*, char const*>({
        {R"("type":"image","image":{"id":"1","mime_type":"image/jpeg","sha256":"x","caption":"BAJA"})", "caption"},
        {R"("type":"video","video":{"caption":"BAJA","id":"1","url":"https:\/\/x"})", "caption"},
        {R"("type":"document","document":{"id":"1","filename":"stop.pdf","caption":"BAJA"})", "caption"},
        {R"("type":"order","order":{"catalog_id":"1","text":"BAJA","product_items":[{"quantity":1}]})", "order"},
    }));
    Item const item = only_message(message(members));
    CHECK(item.scan);
    CHECK(item.why == why);
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts[0] == Text{"BAJA", false});
}

TEST_CASE("a template's button gives its payload and its label")
{
    Item const item = only_message(message(
        R"("context":{"from":"15550783881","id":"wamid.asked"},"type":"button","button":{"payload":"consentry:stop","text":"Stop promotions"})"));
    CHECK(item.scan);
    CHECK(item.why == "button");
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts[0] == Text{"Stop promotions", true});
    REQUIRE(item.payloads.size() == 1);
    CHECK(item.payloads[0] == "consentry:stop");
    CHECK(item.context_id == "wamid.asked");
    CHECK_FALSE(item.forwarded);
}

TEST_CASE("an interactive reply gives the id and the title that was chosen")
{
    auto const* const kind = GENERATE("button_reply", "list_reply");
    Item const item = only_message(message(std::string(R"("type":"interactive","interactive":{"type":")") + kind
        + R"(",")" + kind + R"(":{"id":"UNSUB_PROMO","title":"No gracias","description":"STOP"}})"));
    CHECK(item.scan);
    CHECK(item.why == "reply");
    CHECK(item.subtype == kind);
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts[0] == Text{"No gracias", true});
    REQUIRE(item.payloads.size() == 1);
    CHECK(item.payloads[0] == "UNSUB_PROMO");
}

TEST_CASE("a flow's reply is handed on as it came, whatever it is")
{
    auto const [json, plain] = GENERATE(table<char const*, char const*>({
        {R"({\"flow_token\":\"t\",\"newsletter\":true})", R"({"flow_token":"t","newsletter":true})"},
        {R"([1,2])", "[1,2]"},
        {R"(no json)", "no json"},
    }));
    Item const item = only_message(message(
        std::string(
            R"("type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":")")
        + json + R"("}})"));
    CHECK(item.scan);
    CHECK(item.why == "flow");
    CHECK(item.flow_response == plain);
    CHECK(item.texts.empty());
}

TEST_CASE("an edit gives the new text under its own id and time")
{
    Item const item = only_message(message(
        R"("type":"edit","edit":{"original_message_id":"wamid.0","message":{"type":"text","id":"wamid.not","timestamp":"1","from":"1","text":{"body":"STOP"}}})"));
    CHECK(item.scan);
    CHECK(item.why == "edit");
    CHECK(item.type == "edit");
    CHECK(item.message_id == "wamid.1");
    CHECK(item.original_id == "wamid.0");
    CHECK(item.timestamp == half_past_nine);
    CHECK(item.person.wa_id == ana);
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts[0] == Text{"STOP", false});

    Item const caption = only_message(message(
        R"("type":"edit","edit":{"original_message_id":"wamid.0","message":{"type":"image","image":{"caption":"BAJA"}}})"));
    CHECK(caption.scan);
    CHECK(caption.texts[0].value == "BAJA");
}

TEST_CASE("the standby feed counts exactly as messages")
{
    std::string const inner = R"("contacts":[{"wa_id":"34600111222","user_id":"ES.1"}],)"
        + messages(text_message("STOP"))
        + R"(,"statuses":[{"id":"wamid.2","status":"failed","recipient_id":"1","errors":[{"code":131050}]}],)"
        + R"("message_echoes":[)" + text_message("Reply STOP", "wamid.3") + "]";
    auto const shapes = {change("\"standby\":{" + inner + "}", "standby"),
        R"({"value":{"standby":{)" + std::string{metadata} + "," + inner + R"(}},"field":"standby"})",
        change("\"standby\":[{" + inner + "}]", "standby"), change(inner, "standby")};
    for (std::string const& shape : shapes) {
        INFO(shape);
        Decoder decoder;
        Webhook const read = decoder.decode(webhook(shape));
        REQUIRE(read.items.size() == 3);
        CHECK(read.items[0].kind == Kind::message);
        CHECK(read.items[0].scan);
        CHECK(read.items[0].why == "standby");
        CHECK(read.items[0].standby);
        CHECK(read.items[0].number == number);
        CHECK(read.items[0].person == Person{ana, "ES.1", {}});
        CHECK(read.items[1].kind == Kind::status);
        REQUIRE(read.items[1].errors.size() == 1);
        CHECK(read.items[1].errors[0] == 131050);
        CHECK(read.items[2].kind == Kind::echo);
        CHECK_FALSE(read.items[2].scan);
    }
}

TEST_CASE("a status tells what became of a message, to whom, and why it failed")
{
    Item const item = only_item(webhook(change(statuses(
        R"({"id":"wamid.7","status":"failed","timestamp":"1795339800","recipient_id":"34600111222","recipient_user_id":"ES.1",)"
        R"("recipient_parent_user_id":"ES.ENT.2","biz_opaque_callback_data":"crm-1 consentry:ask:marketing:v3",)"
        R"("conversation":{"id":"c","origin":{"type":"marketing"}},"pricing":{"billable":true,"category":"marketing"},)"
        R"("errors":[{"code":131050,"title":"x","error_data":{"details":"y"}},{"code":"498"},{"code":"x"},{"code":null},7]})"))));
    CHECK(item.kind == Kind::status);
    CHECK_FALSE(item.scan);
    CHECK(item.why == "status");
    CHECK(item.message_id == "wamid.7");
    CHECK(item.status == "failed");
    CHECK(item.timestamp == half_past_nine);
    CHECK(item.person == Person{ana, "ES.1", "ES.ENT.2"});
    CHECK(item.callback_data == "crm-1 consentry:ask:marketing:v3");
    CHECK(std::vector(item.errors.begin(), item.errors.end()) == std::vector<std::int64_t>{131050, 498});
    CHECK_FALSE(item.group);
}

TEST_CASE("the category of a message is what it is priced as, else what its conversation is, and may be left unread")
{
    auto const category = [](std::string_view members, Prices prices = Prices::read) {
        std::string const body = webhook(change(statuses(
            R"({"id":"wamid.7","status":"sent",)" + std::string{members} + R"(,"recipient_id":"34600111222"})")));
        Decoder decoder{prices};
        Webhook const read = decoder.decode(body);
        REQUIRE(read.items.size() == 1);
        CHECK(read.items[0].person.wa_id == ana);
        return std::string{read.items[0].category};
    };
    std::string const price = R"("pricing":{"billable":true,"category":"utility"})";
    std::string const conversation = R"("conversation":{"id":"c","origin":{"type":"marketing"}})";
    CHECK(category(price) == "utility");
    CHECK(category(conversation) == "marketing");
    CHECK(category(conversation + "," + price) == "utility");
    CHECK(category(price + "," + conversation) == "utility");
    CHECK(category(R"("pricing":null,"conversation":{"origin":"x"})").empty());
    CHECK(category(price + "," + conversation, Prices::skipped).empty());
}

TEST_CASE("the status of a message to a group names no person")
{
    Item const item = only_item(webhook(change(R"("contacts":[{"wa_id":"34600111222"}],)"
        + statuses(R"({"id":"wamid.7","status":"read","recipient_id":"120363","recipient_type":"group"})"))));
    CHECK(item.kind == Kind::status);
    CHECK(item.group);
    CHECK(item.person.nameless());
    Item const single = only_item(webhook(change(
        statuses(R"({"id":"wamid.7","status":"read","recipient_id":"34600111222","recipient_type":"individual"})"))));
    CHECK_FALSE(single.group);
    CHECK(single.person.wa_id == ana);
}

TEST_CASE("a preference is the person's word to Meta for that number")
{
    auto const* const value = GENERATE("stop", "resume", "signup");
    auto const* const time = GENERATE("1795339800", "\"1795339800\"", "1795339800000", "\"1795339800123\"");
    Item const item = only_item(webhook(change(
        std::string(
            R"("contacts":[{"profile":{"name":"Ana"},"wa_id":"34600111222"}],"user_preferences":[{"wa_id":"34600111222","user_id":"ES.1",)")
            + R"("parent_user_id":"ES.ENT.1","detail":"User requested to stop marketing messages","category":"marketing_messages",)"
            + R"("value":")" + value + R"(","signup_id":"1","timestamp":)" + time + "}]",
        "user_preferences")));
    CHECK(item.kind == Kind::preference);
    CHECK_FALSE(item.scan);
    CHECK(item.why == "preference");
    CHECK(item.preference == value);
    CHECK(item.category == "marketing_messages");
    CHECK(item.person == Person{ana, "ES.1", "ES.ENT.1"});
    CHECK(item.number == number);
    CHECK(item.timestamp == half_past_nine);
}

TEST_CASE("times are seconds or milliseconds, text or number, and what is none is nothing")
{
    auto const time_of = [](std::string const& json) {
        return only_message(R"({"from":"1","id":"w","type":"text","text":{"body":"x"},"timestamp":)" + json + "}")
            .timestamp;
    };
    CHECK(time_of("\"1795339800\"") == half_past_nine);
    CHECK(time_of("1795339800") == half_past_nine);
    CHECK(time_of("1795339800999") == half_past_nine);
    CHECK(time_of("1795339800.75") == half_past_nine);
    CHECK(time_of("999999999999") == std::nullopt);
    CHECK(time_of("\"1300000000000\"") == EventTime{1'300'000'000s});
    CHECK(time_of("1230768000") == EventTime{1'230'768'000s});
    for (auto const* const none : {"null", "\"\"", "\"soon\"", "0", "-5", "true", "{}", "[1795339800]",
             "\"1795339800s\"", "99999999999999999999", "1e10", "253402300800", "1.795339800e9", "1795339800.5e1",
             "\"1795339800.junk\"", "1230767999", "1000000000000"}) {
        INFO(none);
        CHECK(time_of(none) == std::nullopt);
    }
}
