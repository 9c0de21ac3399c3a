#include "consentry/base/json.hpp"

#include "support/catch.hpp"

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

TEST_CASE("a cleared writer begins anew")
{
    JsonWriter json;
    json.open().put("a", std::string_view{}).close();
    CHECK(json.view() == R"({"a":""})");
    json.clear();
    json.open_list().close_list();
    CHECK(json.view() == "[]");
}
