#include "app/saved_webhooks.hpp"

#include "support/catch.hpp"
#include "unit/meta/bodies.hpp"

using namespace consentry::app;
using namespace consentry::meta;
using namespace consentry::meta::bodies;

namespace {

/// The lines of `consentry decode` in short: kind, field, account, number, words.
std::vector<std::string> read_from(std::string_view text)
{
    Decoder decoder;
    std::vector<std::string> lines;
    for (std::string const& webhook : saved_webhooks(text)) {
        for (Item const& item : decoder.decode(webhook).items) {
            auto& line = lines.emplace_back(to_string(item.kind));
            for (auto const part : {item.field, item.waba, item.number})
                line.append(" ").append(part.empty() ? "-" : part);
            for (Text const& words : item.texts)
                line.append(" ").append(words.value);
        }
    }
    return lines;
}

using Lines = std::vector<std::string>;

std::string const stop = webhook(change(messages(text_message("STOP"))));
Lines const stop_read{"message messages 102290129340398 106540352242922 STOP"};

/// `json` as text within JSON.
std::string as_text(std::string_view json)
{
    std::string text;
    for (char const c : json)
        text += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return '"' + text + '"';
}

}  // namespace

TEST_CASE("a webhook is found in whatever a tool has put around it")
{
    auto const text
        = GENERATE_COPY(as<std::string>{}, stop, "[" + stop + "]", R"({"headers":{"a":"b"},"body":)" + stop + "}",
            R"([{"json":{"body":)" + stop + R"(,"query":{}}}])", R"({"body":)" + as_text(stop) + "}", as_text(stop),
            "{\"deep\":{\"er\":[1,null,{\"data\":" + stop + "}]}}", "\xef\xbb\xbf" + stop);
    INFO(text);
    CHECK(read_from(text) == stop_read);
}

TEST_CASE("several webhooks are found one behind the other, by name, and in lists")
{
    std::string const hello = webhook(change(messages(text_message("hola"))));
    Lines const both{stop_read.front(), "message messages 102290129340398 106540352242922 hola"};
    CHECK(read_from(stop + "\n\n" + hello + "\n") == both);
    CHECK(read_from(R"({"a stop":)" + stop + R"(,"a greeting":)" + hello + "}") == both);
    CHECK(read_from("[{\"body\":" + stop + "},{\"body\":" + hello + "}]") == both);
}

TEST_CASE("a part of a webhook is read for what it is, with less around it")
{
    std::string const one = change(messages(text_message("STOP")));
    std::string const value = "{" + std::string{metadata} + "," + messages(text_message("STOP")) + "}";
    CHECK(read_from(entry(one)) == stop_read);
    CHECK(read_from(one) == Lines{"message messages - 106540352242922 STOP"});
    CHECK(read_from("[" + one + "," + one + "]").size() == 2);
    CHECK(read_from(value) == Lines{"message messages - 106540352242922 STOP"});
    CHECK(read_from(R"({"contacts":[{"wa_id":"34600111222"}],)" + messages(text_message("STOP")) + "}")
        == Lines{"message messages - - STOP"});
    CHECK(read_from(text_message("STOP")) == Lines{"message messages - - STOP"});
    CHECK(read_from("[" + text_message("a") + "," + text_message("b") + "]").size() == 2);
    CHECK(read_from(R"({"id":"wamid.1","status":"sent","timestamp":"1795339800"})") == Lines{"status messages - -"});
    CHECK(read_from(message(R"("type":"unsupported","errors":[{"code":131051}])")) == Lines{"message messages - -"});
    CHECK(read_from(R"({"errors":[{"code":400}]})") == Lines{"other messages - -"});
}

TEST_CASE("what was not a person's own word is none without its field, either")
{
    CHECK(read_from("{" + array("message_echoes", text_message("Reply STOP")) + "}")
        == Lines{"echo smb_message_echoes - - Reply STOP"});
    CHECK(read_from("{" + array("history", R"({"threads":[{"messages":[)" + text_message("STOP") + "]}]}") + "}")
        == Lines{"history history - - STOP"});
    CHECK(read_from(R"({"user_preferences":[{"wa_id":"34600111222","value":"stop"}]})")
        == Lines{"preference user_preferences - -"});
}

TEST_CASE("only the most complete parts count, so that nothing is told twice")
{
    std::string const result = R"({"expected":{"messages":[)" + text_message("STOP") + R"(]},"input":)" + stop + "}";
    CHECK(read_from(result) == stop_read);
    CHECK(read_from(R"({"input":)" + stop + R"(,"expected":)" + text_message("STOP") + "}") == stop_read);
}

TEST_CASE("JSON as people write it is read: comments, and a comma too many")
{
    CHECK(read_from("// saved on Monday\n" + stop) == stop_read);
    CHECK(read_from(stop.substr(0, stop.size() - 1) + ",}") == stop_read);
    CHECK(read_from("/* a */" + stop + "/* b */") == stop_read);
}

TEST_CASE("numbers and truths stay what they are")
{
    auto const texts = saved_webhooks("{\"x\":"
        + webhook(change(messages(message(
            R"("type":"text","text":{"body":"x"},"context":{"forwarded":true},"errors":[{"code":9007199254740993}])"))))
        + "}");
    REQUIRE(texts.size() == 1);
    Item const item = only_item(texts.front());
    CHECK(item.forwarded);
    REQUIRE(item.errors.size() == 1);
    CHECK(item.errors[0] == 9'007'199'254'740'993);
}

TEST_CASE("what holds no webhook, is cut off or nested without end gives nothing")
{
    auto const text = GENERATE_COPY(as<std::string>{}, "", "  \n", "{}", "[]", "null", "7", "\"STOP\"",
        R"({"text":"STOP"})", R"({"messages":["STOP"]})", stop.substr(0, stop.size() / 2), stop + "}",
        stop + "{\"object\":", std::string(100'000, '['), std::string(300, '[') + stop + std::string(300, ']'));
    INFO(text.substr(0, 200));
    CHECK(saved_webhooks(text).empty());
}
