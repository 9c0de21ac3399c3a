#include "api/body.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace std::chrono_literals;
using api::Body;

namespace {

Body body(std::string_view json) { return Body::parse(json).value(); }

/// What `finish` complains of; empty if it does not.
std::string complaint(Body const& read)
{
    auto const fine = read.finish();
    return fine ? "" : fine.error().detail;
}

}  // namespace

TEST_CASE("what is no JSON object to its last octet is refused")
{
    auto const json = GENERATE(
        "", " ", "{", "[]", "null", "17", R"("text")", "{} {}", R"({"a":})", "{'a':1}", "\xff\xfe{}", R"({"a":1,})");
    INFO(json);
    auto const read = Body::parse(json);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().fault == Fault::malformed);
}

TEST_CASE(
    "a member that an object tells twice is refused by its name, however deep it stands and however it is written")
{
    auto const [json, name] = GENERATE(table<std::string, std::string>({
        {R"({"scope":"a","state":"b","scope":"a"})", "scope"},
        {R"({"scope":"a","sc\u006fpe":"b"})", "scope"},
        {R"({"rows":[{"state":"opted_in"},{"contact":"1","state":"opted_out","state":"opted_in"}]})", "state"},
        {R"({"unknown":{"a":1,"b":{"c":1,"c":1}}})", "c"},
    }));
    INFO(json);
    auto const read = Body::parse(json);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().fault == Fault::malformed);
    CHECK(read.error().detail.starts_with(name + ": "));
    CHECK(Body::parse(R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})").has_value());
}

TEST_CASE("who answers for something has to be readable")
{
    for (std::string const blank : {"", " ", "\\t \\n"}) {
        auto read = body("{\"actor\":\"" + blank + "\"}");
        read.words("actor");
        CHECK(complaint(read).starts_with("actor: "));
        auto optional = body("{\"actor\":\"" + blank + "\"}");
        optional.optional_words("actor");
        CHECK(complaint(optional).starts_with("actor: "));
    }
    auto read = body(R"({"actor":" ana "})");
    CHECK(read.words("actor") == " ana ");
    CHECK_FALSE(read.optional_words("reason").has_value());
    CHECK(complaint(read).empty());
    read.words("reason");
    CHECK(complaint(read) == "reason: is required");
}

TEST_CASE("members are read as what they are")
{
    auto read = body(R"({"name":"\u00bf S\u00cd? \ud83d\udc4d","at":"2026-11-22T10:30:00+01:00","yes":true,"no":false,
        "long":"30d","seconds":90,"list":["a","b"]})");
    CHECK(read.text("name") == "¿ SÍ? 👍");
    CHECK(read.optional_time("at") == parse_rfc3339("2026-11-22T09:30:00Z"));
    CHECK(read.flag("yes"));
    CHECK_FALSE(read.flag("no"));
    CHECK(read.optional_duration("long") == 30 * 24h);
    CHECK(read.optional_duration("seconds") == 90s);
    CHECK(read.texts("list", 2) == std::vector<std::string>{"a", "b"});
    CHECK(complaint(read).empty());
}

TEST_CASE("what may be absent may be null")
{
    auto read = body(R"({"text":null,"at":null,"flag":null,"long":null})");
    CHECK_FALSE(read.optional_text("text").has_value());
    CHECK(read.text_or_empty("other").empty());
    CHECK_FALSE(read.optional_time("at").has_value());
    CHECK_FALSE(read.flag("flag"));
    CHECK_FALSE(read.optional_duration("long").has_value());
    CHECK(complaint(read).empty());
}

TEST_CASE("a required member that is absent, null or empty is named")
{
    auto const json = GENERATE("{}", R"({"scope":null})", R"({"scope":""})");
    auto read = body(json);
    read.text("scope");
    CHECK(complaint(read) == "scope: is required");
}

TEST_CASE("a member of the wrong kind is named and reads as nothing")
{
    SECTION("text")
    {
        auto read = body(R"({"m":17})");
        CHECK_FALSE(read.optional_text("m").has_value());
        CHECK(complaint(read) == "m: has to be a string");
    }
    SECTION("time")
    {
        auto read = body(R"({"m":"yesterday"})");
        CHECK_FALSE(read.optional_time("m").has_value());
        CHECK(complaint(read).starts_with("m: has to be an RFC 3339 time"));
    }
    SECTION("flag")
    {
        auto read = body(R"({"m":"true"})");
        CHECK_FALSE(read.flag("m"));
        CHECK(complaint(read) == "m: has to be true or false");
    }
    SECTION("an element of a list, by its place")
    {
        auto read = body(R"({"m":["a",2,"c"]})");
        CHECK(read.texts("m", 3).size() == 3);
        CHECK(complaint(read) == "m[1]: has to be a string");
    }
}

TEST_CASE("a duration is longer than nothing and no longer than a human life")
{
    auto const json = GENERATE(R"({"m":0})", R"({"m":-5})", R"({"m":1.5})", R"({"m":"soon"})", R"({"m":"0s"})",
        R"({"m":99999999999})", R"({"m":true})");
    INFO(json);
    auto read = body(json);
    CHECK_FALSE(read.optional_duration("m").has_value());
    CHECK(complaint(read).starts_with("m: has to be a duration"));
}

TEST_CASE("a list has at least one element and at most as many as are allowed")
{
    for (auto const* const json : {"{}", R"({"m":[]})", R"({"m":"a"})", R"({"m":null})"}) {
        INFO(json);
        auto read = body(json);
        CHECK(read.texts("m", 2).empty());
        CHECK(complaint(read) == "m: has to be a list of at least one string");
    }
    auto read = body(R"({"m":["a","b","c"]})");
    CHECK(read.texts("m", 2).empty());
    CHECK(read.finish().error().fault == Fault::too_large);
}

TEST_CASE("of several mistakes the first one that was asked for is told")
{
    auto read = body(R"({"a":1,"b":2})");
    read.optional_text("b");
    read.optional_text("a");
    CHECK(complaint(read) == "b: has to be a string");
}

TEST_CASE("a member that nobody asked for is refused, so that a misspelt one is never ignored")
{
    auto read = body(R"({"contact":"x","wordng":"v3"})");
    read.text("contact");
    CHECK(complaint(read) == "\"wordng\" is not known here; see docs/openapi.yaml");
}

TEST_CASE("a long name that nobody knows is told in part, and never with half a character")
{
    auto const [name, told] = GENERATE(table<std::string, std::string>({
        {std::string(63, 'x') + "é", std::string(63, 'x')},
        {std::string(62, 'x') + "🛑", std::string(62, 'x')},
        {std::string(64, 'x') + "é", std::string(64, 'x')},
        {std::string(64, 'x'), std::string(64, 'x')},
        {std::string(60, 'x') + "🛑y", std::string(60, 'x') + "🛑"},
    }));
    auto read = body("{\"" + name + "\":1}");
    CHECK(complaint(read) == "\"" + told + "\" is not known here; see docs/openapi.yaml");
}
