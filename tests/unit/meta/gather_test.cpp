#include "meta/gather.hpp"

#include "bodies.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <random>

using namespace consentry::meta;
using namespace consentry::meta::bodies;

namespace {

std::string joined(std::vector<std::string> const& parts)
{
    std::string text;
    for (std::string const& part : parts)
        text += (text.empty() ? "" : ",") + part;
    return text;
}

/// The members as an object.
std::string object(std::vector<std::string> const& members) { return "{" + joined(members) + "}"; }

std::vector<std::string> const wrong_values{"null", "true", "false", "0", "-1.5e3", "12345678901234567890123", "\"\"",
    "\"x\"", "{}", "[]", "[null]", "[[]]", "[{}]", "{\"x\":{\"y\":[1]}}", "[[[\"STOP\"]]]", "{\"body\":7}",
    "[0,\"x\",{}]"};

}  // namespace

TEST_CASE("a value of a wrong type anywhere costs no neighbour")
{
    std::vector<std::string> const names{"object", "entry", "id", "changes", "field", "value", "metadata",
        "phone_number_id", "contacts", "wa_id", "user_id", "messages", "from", "timestamp", "type", "text", "body",
        "context", "image", "caption", "button", "interactive", "edit", "system", "errors", "statuses", "status",
        "user_preferences", "standby", "history", "message_echoes", "group_id"};
    Decoder decoder;
    std::string const before = entry(change(messages(text_message("before"))));
    std::string const after = entry(change(messages(text_message("after"))));
    for (std::string const& name : names) {
        for (std::string const& wrong : wrong_values) {
            std::string const bad = in_quotes(name) + ":" + wrong;
            INFO(bad);
            // At every level of the second of three entries, beside something good of its own.
            for (std::string const& middle :
                {entry(change(messages(message(bad)))), entry(change(messages(object({bad})))),
                    entry(change(messages(message(R"("type":"text","text":{)" + bad + "}")))),
                    entry(change(messages(message(R"("type":"edit","edit":{"message":{)" + bad + "}}")))),
                    entry(change(statuses(object({bad})))), entry(change(array("user_preferences", object({bad})))),
                    entry(change(bad + "," + array("contacts", object({bad})))), entry(object({bad})), object({bad})}) {
                Webhook const read = decoder.decode(body(before + "," + middle + "," + after));
                CHECK(read.complete);
                auto const words = scanned(read);
                REQUIRE(words.size() >= 2);
                CHECK(words.front() == "before");
                CHECK(words.back() == "after");
            }
        }
    }
}

TEST_CASE("an element that is no item is counted as broken, its neighbours stand")
{
    auto const wrong = GENERATE(as<std::string>{}, "null", "7", "\"STOP\"", "true", "{}", "[1]", R"({"text":7})");
    Decoder decoder;
    Webhook const read
        = decoder.decode(webhook(change(messages(text_message("a") + "," + wrong + "," + text_message("b")))));
    CHECK(read.complete);
    REQUIRE(read.items.size() == 3);
    CHECK(scanned(read) == std::vector<std::string>{"a", "b"});
    CHECK(read.items[1].kind == Kind::unknown);
    CHECK(read.items[1].why == "broken");
    CHECK(read.items[1].number == number);
    CHECK_FALSE(read.items[1].scan);
}

TEST_CASE("a text message without its text is broken")
{
    auto const* const text = GENERATE("", R"(,"text":null)", R"(,"text":"STOP")", R"(,"text":{})",
        R"(,"text":{"body":null})", R"(,"text":{"body":{"body":"STOP"}})");
    Item const item = only_message(message(R"("type":"text")" + std::string{text}));
    CHECK(item.kind == Kind::unknown);
    CHECK(item.why == "broken");
    CHECK(item.message_id == "wamid.1");
}

TEST_CASE("a list that comes as one object is a list of one")
{
    Decoder decoder;
    CHECK(scanned(decoder.decode(R"({"entry":{"id":"1","changes":{"field":"messages","value":{"messages":)"
              + text_message("STOP") + "}}}}"))
        == std::vector<std::string>{"STOP"});
}

TEST_CASE("a batch of a thousand with one STOP in the middle and one broken item")
{
    std::string elements;
    for (int i = 0; i < 1000; ++i) {
        elements += i ? "," : "";
        elements += i == 500 ? text_message("STOP", "wamid.stop")
            : i == 499       ? R"({"from":[],"id":{"x":null},"timestamp":"?","text":"STOP","errors":7})"
            : i % 3          ? text_message("hola", "wamid." + std::to_string(i))
                             : message(R"("type":"image","image":{"id":"1"})", "wamid." + std::to_string(i));
    }
    Decoder decoder;
    Webhook const read = decoder.decode(webhook(change(messages(elements))));
    CHECK(read.complete);
    REQUIRE(read.items.size() == 1000);
    CHECK(read.items[500].message_id == "wamid.stop");
    CHECK(read.items[500].texts[0].value == "STOP");
    CHECK(read.items[499].why == "broken");
    CHECK(std::ranges::count(read.items, true, &Item::scan) == 665);
}

TEST_CASE("the order of members changes nothing")
{
    std::vector<std::string> root{in_quotes("object") + ":" + in_quotes("whatsapp_business_account"), ""};
    std::vector<std::string> top{R"("id":"102290129340398")", ""};
    std::vector<std::string> changed{R"("field":"messages")", ""};
    std::vector<std::string> value{R"("messaging_product":"whatsapp")", std::string{metadata},
        R"("contacts":[{"user_id":"ES.1","wa_id":"34600111222"}])", ""};
    std::vector<std::string> said{R"("from":"34600111222")", R"("id":"wamid.1")", R"("timestamp":"1795339800")",
        R"("type":"text")", R"("text":{"body":"STOP"})", R"("context":{"id":"wamid.0"})"};
    std::mt19937 random{7};
    Decoder decoder;
    for (int round = 0; round < 300; ++round) {
        std::ranges::shuffle(said, random);
        auto const nest = [&](std::vector<std::string> members, std::string_view name, std::string const& inner) {
            std::ranges::replace(members, std::string{}, array(name, inner));
            std::ranges::shuffle(members, random);
            return object(members);
        };
        std::string const text
            = nest(root, "entry", nest(top, "changes", nest(changed, "value", nest(value, "messages", object(said)))));
        Webhook const read = decoder.decode(text);
        INFO(text);
        REQUIRE(read.items.size() == 1);
        CHECK(to_json_line(read.items[0], "x")
            == R"({"file":"x","kind":"message","field":"messages","waba":"102290129340398","number":"106540352242922",)"
               R"("message_id":"wamid.1","timestamp":"2026-11-22T09:30:00Z","from":"34600111222","user_id":"ES.1",)"
               R"("type":"text","texts":["STOP"],"labels":[],"payloads":[],"scan":true,"why":"text","context_id":"wamid.0"})");
    }
}

TEST_CASE("of a member that comes twice the last counts, but no text and no item is lost")
{
    Item const item = only_message(
        R"({"from":"1","from":"34600111222","id":"a","id":"wamid.1","timestamp":"1","timestamp":"1795339800","type":"image","type":"text","text":{"body":"hola","body":"STOP"},"text":{"body":"BAJA"}})");
    CHECK(item.person.wa_id == ana);
    CHECK(item.message_id == "wamid.1");
    CHECK(item.type == "text");
    REQUIRE(item.texts.size() == 3);
    CHECK(item.texts[1].value == "STOP");
    CHECK(item.texts[2].value == "BAJA");

    Decoder decoder;
    Webhook const read = decoder.decode(webhook(
        change(messages(text_message("a")) + "," + messages(text_message("b")) + "," + statuses(R"({"id":"s"})"))));
    CHECK(scanned(read) == std::vector<std::string>{"a", "b"});
    CHECK(read.items.size() == 3);
}

TEST_CASE("of a change that was cut before its field it is known that it was cut")
{
    std::string const first = change(messages(text_message("STOP", "wamid.1")));
    std::string const second = change(messages(text_message("STOP", "wamid.2")));
    std::string const whole = webhook(first + "," + second);
    std::size_t const in_second = whole.find("wamid.2") + 60;
    Decoder decoder;
    Webhook const read = decoder.decode(whole.substr(0, in_second + (whole.size() - in_second) / 2));
    REQUIRE_FALSE(read.complete);
    REQUIRE(read.items.size() == 2);
    CHECK_FALSE(read.items[0].cut);
    CHECK(read.items[1].cut);
    for (Item const& item : decoder.decode(whole).items)
        CHECK_FALSE(item.cut);
}

TEST_CASE("of a change that named its field first nothing is doubtful, wherever it was cut")
{
    std::string const whole = webhook(change_named_first(messages(text_message("STOP") + "," + text_message("x"))));
    Decoder decoder;
    Webhook const read = decoder.decode(whole.substr(0, whole.size() - 20));
    REQUIRE_FALSE(read.complete);
    REQUIRE(read.items.size() == 1);
    CHECK_FALSE(read.items[0].cut);
    CHECK(read.items[0].field == "messages");
}

TEST_CASE("a change that breaks off before its first item is no item")
{
    std::string const whole
        = webhook(change_named_first(messages(text_message("STOP"))) + "," + change_named_first(messages("{}")));
    Decoder decoder;
    Webhook const read = decoder.decode(whole.substr(0, whole.rfind("{}")));
    REQUIRE_FALSE(read.complete);
    CHECK(read.items.size() == 1);
}

TEST_CASE("a body cut anywhere gives what was complete before the cut")
{
    std::vector<std::string> const parts{text_message(R"(uno \ud83d\udc4d)", "wamid.1"),
        message(R"("type":"button","button":{"payload":"p","text":"dos"},"errors":[{"code":1}])", "wamid.2"),
        text_message("STOP", "wamid.3")};
    std::string const whole = webhook(change(messages(joined(parts))));
    std::vector<std::size_t> ends;
    for (std::string const& part : parts)
        ends.push_back(whole.find(part) + part.size());
    Decoder decoder;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        // A copy of exactly that size, so that a sanitizer sees a step beyond it.
        std::vector<char> const cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        Webhook const read = decoder.decode({cut.data(), cut.size()});
        INFO("cut to " << size);
        CHECK_FALSE(read.complete);
        CHECK(read.broke_at <= size);
        CHECK_FALSE(read.broke_by.empty());
        auto const complete
            = static_cast<std::size_t>(std::ranges::count_if(ends, [&](std::size_t end) { return end <= size; }));
        auto const found = static_cast<std::size_t>(std::ranges::count(read.items, true, &Item::scan));
        REQUIRE(found == complete);
        for (std::size_t i = 0; i < complete; ++i) {
            CHECK(read.items[i].message_id == "wamid." + std::to_string(i + 1));
            CHECK(read.items[i].number == number);
            CHECK(read.items[i].waba == waba);
            CHECK(read.items[i].texts.size() == 1);
        }
        if (complete > 1) {
            CHECK(read.items[1].errors.size() == 1);
            CHECK(read.items[1].payloads[0] == "p");
        }
        if (complete > 2)
            CHECK(read.items[2].texts[0].value == "STOP");
    }
    CHECK(decoder.decode(whole).complete);
}

TEST_CASE("a body with one octet changed anywhere is read without harm")
{
    std::string const whole = webhook(change(R"("contacts":[{"wa_id":"34600111222"}],)"
        + messages(text_message(R"(uno \ud83d\udc4d)") + ","
            + message(R"("type":"edit","edit":{"message":{"text":{"body":"x"}}})"))));
    Decoder decoder;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        for (char const c : {'\0', '"', '\\', '{', '}', '[', ']', ',', ':', 'u', '0', '-', '\x1f', '\xff', ' '}) {
            std::string changed = whole;
            changed[i] = c;
            Webhook const read = decoder.decode(changed);
            CHECK(read.items.size() <= 4);
            for (Item const& item : read.items)
                CHECK_FALSE(to_json_line(item, "x").empty());
        }
    }
}

TEST_CASE("nesting beyond any use costs no neighbour")
{
    std::string const deep
        = R"("type":"text","text":{"body":"b"},"deep":)" + std::string(100'000, '[') + std::string(100'000, ']');
    std::string const objects = R"("type":"text","text":{"body":"c"},"deep":)" +
        [] {
            std::string open;
            for (int i = 0; i < 1000; ++i)
                open += R"({"a":)";
            return open;
        }()
        + "0" + std::string(1000, '}');
    Decoder decoder;
    Webhook const read = decoder.decode(webhook(
        change(messages(text_message("a") + "," + message(deep) + "," + message(objects) + "," + text_message("d")))));
    CHECK(read.complete);
    CHECK(scanned(read) == std::vector<std::string>{"a", "b", "c", "d"});

    Webhook const torn = decoder.decode(
        webhook(change(messages(text_message("STOP") + "," + message(R"("deep":)" + std::string(100'000, '['))))));
    CHECK_FALSE(torn.complete);
    CHECK(scanned(torn) == std::vector<std::string>{"STOP"});

    std::string const lists
        = R"({"messages":)" + std::string(100, '[') + text_message("deep") + std::string(100, ']') + "}";
    Webhook const skipped = decoder.decode(
        body(entry(R"({"value":)" + lists + R"(,"field":"messages"},)" + change(messages(text_message("STOP"))))));
    CHECK(skipped.complete);
    CHECK(scanned(skipped) == std::vector<std::string>{"STOP"});
}

TEST_CASE("a number beyond any double costs its own member at most")
{
    auto const huge = GENERATE(as<std::string>{}, "1e400", "-1.5E+99999999999", std::string(400, '9'), "1e309");
    auto const member = GENERATE(as<std::string>{}, "price", "timestamp", "id", "errors", "text");
    INFO(member << " " << huge);
    std::string const odd = message(R"("type":"text",")" + member + "\":" + huge + R"(,"text":{"body":"b"})");
    Decoder decoder;
    Webhook const read
        = decoder.decode(webhook(change(messages(text_message("a") + "," + odd + "," + text_message("c")))));
    CHECK(read.complete);
    CHECK(scanned(read) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE("a list of things that are nothing costs no memory for each")
{
    std::string elements = "{}";
    for (int i = 0; i < 100'000; ++i)
        elements += ",{}";
    Decoder decoder;
    Webhook const read = decoder.decode(webhook(change(messages(elements + "," + text_message("STOP")))));
    CHECK(read.items.size() == 2);
    CHECK(scanned(read) == std::vector<std::string>{"STOP"});
}

TEST_CASE("a history of thousands is read whole, and the decoder goes on")
{
    std::string thread;
    for (int i = 0; i < 5000; ++i)
        thread += (i ? "," : "") + text_message("STOP", "wamid." + std::to_string(i));
    Decoder decoder;
    Webhook const read = decoder.decode(webhook(change(
        R"("history":[{"threads":[{"id":"1",)" + messages(thread) + R"(},{"id":"2",)" + messages(thread) + "}]}]",
        "history")));
    CHECK(read.complete);
    CHECK(read.items.size() == 10'000);
    CHECK(std::ranges::count(read.items, Kind::history, &Item::kind) == 10'000);
    CHECK(scanned(read).empty());
    CHECK(scanned(decoder.decode(webhook(change(messages(text_message("STOP")))))) == std::vector<std::string>{"STOP"});
}
