#include "consentry/base/json.hpp"

#include "support/catch.hpp"

#include <limits>

using namespace consentry;
using namespace std::chrono_literals;

TEST_CASE("JSON is written in the order of the calls")
{
    JsonWriter json;
    json.open().put("text", "a \"b\"\n").put("number", 7).put("flag", true).put_null("null");
    json.put("at", EventTime{1'795'339'800s}).put("seen", Instant{1'795'339'800'231ms});
    json.open_list("list").text("x").number(-1).raw(R"({"a":1})").open().close().close_list();
    json.open("object").close().close();
    CHECK(json.str()
        == R"({"text":"a \"b\"\n","number":7,"flag":true,"null":null,"at":"2026-11-22T09:30:00Z",)"
           R"("seen":"2026-11-22T09:30:00.231Z","list":["x",-1,{"a":1},{}],"object":{}})");
}

TEST_CASE("what is not there is null, or left out")
{
    JsonWriter json;
    json.open().put_or_null("a", "").put_or_null("b", "x").put_or_null("c", std::optional<EventTime>{});
    json.put_if_any("d", "").put_if_any("e", "y").put_if_any("f", std::optional<std::string>{}).close();
    CHECK(json.view() == R"({"a":null,"b":"x","c":null,"e":"y"})");
}

TEST_CASE("what a text may not hold as it is is escaped, always in the same way, and nothing else")
{
    std::string controls;
    for (char c = 0; c < ' '; ++c)
        controls += c;
    JsonWriter json;
    json.open_list().text(controls).text("a\"b\\c/d\x7f").text("ñ 👋").text("\n").text("").close_list();
    CHECK(json.view()
        == R"(["\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000B\f\r\u000E\u000F)"
           R"(\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F",)"
           "\"a\\\"b\\\\c/d\x7f\",\"ñ 👋\",\"\\n\",\"\"]");
}

TEST_CASE("commas stand between what follows one another, whatever it ends in")
{
    JsonWriter json;
    json.open().put("{", "[").put(":", ":").put_null("\"").put("least", std::numeric_limits<std::int64_t>::min());
    json.open_list(",").text("{").text("[").text(":").text("").number(0).flag(false).null().open_list().close_list();
    json.raw("{}").raw("[]").close_list().close();
    CHECK(json.view()
        == R"({"{":"[",":":":","\"":null,"least":-9223372036854775808,",":["{","[",":","",0,false,null,[],{},[]]})");
}

TEST_CASE("a cleared writer begins anew")
{
    JsonWriter json;
    json.open().put("a", std::string_view{}).close();
    CHECK(json.view() == R"({"a":""})");
    json.clear();
    json.open_list().close_list();
    CHECK(json.view() == "[]");
}
