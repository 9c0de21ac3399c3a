#include "consentry/meta/decode.hpp"

#include "bodies.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::meta;
using namespace consentry::meta::bodies;

TEST_CASE("every entry, change and item is read, in the order of the body")
{
    Decoder decoder;
    std::string const text = body(entry(change(messages(text_message("a") + "," + text_message("b"))) + ","
                                      + change(statuses(R"({"id":"s"})") + "," + messages(text_message("c"))))
        + "," + entry(change(messages(text_message("d"))), "2"));
    Webhook const read = decoder.decode(text);
    CHECK(read.complete);
    CHECK(scanned(read) == std::vector<std::string>{"a", "b", "c", "d"});
    REQUIRE(read.items.size() == 5);
    CHECK(read.items[2].kind == Kind::status);
    CHECK(read.items[3].waba == waba);
    CHECK(read.items[4].waba == "2");
}

TEST_CASE("text comes out the same, however it was written")
{
    auto const [json, plain] = GENERATE(table<std::string, std::string>({
        {R"(\u00e4\u00F6\u00e5 \u0040 \/ \ud83d\uDC4D)", "äöå @ / 👍"},
        {"äöå @ / 👍", "äöå @ / 👍"},
        {R"(\"\\\b\f\n\r\t)", "\"\\\b\f\n\r\t"},
        {R"(\u062a\u0648\u0642\u0641)", "توقف"},
        {R"(STOP\u0000)", std::string("STOP\0", 5)},
        {R"(\ud83d STOP)", "� STOP"},
        {R"(STOP \udc4d)", "STOP �"},
        {R"(\ud83d\ud83d\udc4d\udc4d)", "�👍�"},
        {R"(\ud83d\u0053TOP)", "�STOP"},
        {"STOP\xff", "STOP�"},
        {"caf\xe9", "caf�"},
    }));
    INFO(json);
    Item const item = only_message(text_message(json));
    REQUIRE(item.texts.size() == 1);
    CHECK(item.texts[0].value == plain);
    CHECK(item.scan);
}

TEST_CASE("half a surrogate pair costs its own character, no neighbour")
{
    Decoder decoder;
    Webhook const read = decoder.decode(webhook(change(
        messages(text_message("STOP") + "," + text_message(R"(\ud83d)") + "," + text_message(R"(\ud83d\udc4d)")))));
    CHECK(read.complete);
    CHECK(scanned(read) == std::vector<std::string>{"STOP", "�", "👍"});
}

TEST_CASE("bodies of Meta's other products have no items and are no error")
{
    auto const* const object = GENERATE("page", "instagram", "permissions");
    std::string const entries = array("entry", entry(change(messages(text_message("STOP")))));
    Decoder decoder;
    for (std::string const& text : {"{\"object\":" + in_quotes(object) + "," + entries + "}",
             "{" + entries + ",\"object\":" + in_quotes(object) + "}"}) {
        Webhook const read = decoder.decode(text);
        CHECK(read.complete);
        CHECK(read.items.empty());
        CHECK(read.object == object);
    }
}

TEST_CASE("a body that does not say what it is about is taken for a WhatsApp account's")
{
    auto const* const object = GENERATE("", R"("object":null,)", R"("object":{},)");
    Decoder decoder;
    CHECK(scanned(decoder.decode(
              "{" + std::string{object} + array("entry", entry(change(messages(text_message("STOP"))))) + "}"))
        == std::vector<std::string>{"STOP"});
}

TEST_CASE("a webhook without entries is complete and empty")
{
    Decoder decoder;
    for (auto const* const text : {R"({"object":"whatsapp_business_account","entry":[]})",
             R"({"object":"whatsapp_business_account"})", "{}", " [ ] ", "null", "\"x\"", "\xef\xbb\xbf{}\r\n"}) {
        Webhook const read = decoder.decode(text);
        INFO(text);
        CHECK(read.complete);
        CHECK(read.items.empty());
    }
}

TEST_CASE("what is no JSON says where it broke and why")
{
    auto const [text, at, why] = GENERATE(table<std::string, std::size_t, char const*>({
        {"", 0, "the body is empty"},
        {"  \n", 3, "the body is empty"},
        {"nonsense", 1, "it is not JSON"},
        {"{\"object\":\"page\"", 16, "it ends too early"},
        {"{\"object\":\"pa", 13, "it ends too early"},
        {"{\"object\" \"page\"}", 10, "it is not JSON"},
        {"{} {}", 3, "something stands behind the end"},
        {std::string("{}\0{}", 5), 2, "it is not JSON"},
        {"\xef\xbb\xbf[1,]", 6, "it is not JSON"},
        {std::string(300, '['), 300, "it ends too early"},
    }));
    INFO(text);
    Decoder decoder;
    Webhook const read = decoder.decode(text);
    CHECK_FALSE(read.complete);
    CHECK(read.items.empty());
    CHECK(read.broke_at == at);
    CHECK(read.broke_by == why);
}

TEST_CASE("a decoder forgets the body before, whole or broken")
{
    Decoder decoder;
    std::string const full
        = webhook(change(R"("contacts":[{"wa_id":"34600111222","user_id":"ES.1"}],)" + messages(text_message("STOP"))));
    REQUIRE(decoder.decode(full).items.size() == 1);
    REQUIRE_FALSE(decoder.decode(full.substr(0, full.size() - 40)).complete);
    Webhook const bare = decoder.decode(
        R"({"entry":[{"changes":[{"value":{"messages":[{"from":"34600111222","id":"w","type":"text","text":{"body":"x"}}]}}]}]})");
    REQUIRE(bare.items.size() == 1);
    CHECK(bare.complete);
    CHECK(bare.object.empty());
    CHECK(bare.items[0].waba.empty());
    CHECK(bare.items[0].number.empty());
    CHECK(bare.items[0].field.empty());
    CHECK(bare.items[0].person == Person{ana, {}, {}});
    CHECK(bare.items[0].texts.size() == 1);
}

TEST_CASE("items outlive the body they came from")
{
    Decoder decoder;
    std::string text = webhook(change(messages(text_message("STOP"))));
    Webhook const read = decoder.decode(text);
    text.assign(text.size(), 'x');
    CHECK(scanned(read) == std::vector<std::string>{"STOP"});
    Decoder const moved = std::move(decoder);
    CHECK(read.items[0].message_id == "wamid.1");
}
