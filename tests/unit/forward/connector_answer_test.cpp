// What a step reads in answers, whatever far systems put there.
#include "forward/connector/answer.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

using Test = Predicate::Test;
using Words = std::vector<std::string>;

Words scalars_at(std::string_view json, std::string_view pointer)
{
    auto const read = parse_json(json);
    REQUIRE(read);
    Words found;
    for (JsonValue const* const value : at_pointer(*read, pointer))
        found.push_back(scalar_of(*value).value_or("(none)"));
    return found;
}

bool holds_of(std::string body, Predicate const& predicate)
{
    http::Answer const answer{.status = 200, .body = std::move(body)};
    return holds(predicate, ReadAnswer{answer});
}

bool is_of(AnswerClass const& expected, unsigned status, std::string body)
{
    http::Answer const answer{.status = status, .body = std::move(body)};
    return is_in(expected, ReadAnswer{answer});
}

}  // namespace

TEST_CASE("a pointer leads as RFC 6901 says")
{
    std::string_view const json
        = R"({"a":{"b":[10,{"c":"x"}]},"":1,"a/b":2,"m~n":3,"~1":4,"*":5,"0":6,"null":null,"twice":7,"twice":8})";
    auto const [pointer, expected] = GENERATE(table<std::string, Words>({
        {"", {"(none)"}},
        {"/a/b/0", {"10"}},
        {"/a/b/1/c", {"x"}},
        {"/", {"1"}},
        {"/a~1b", {"2"}},
        {"/m~0n", {"3"}},
        {"/~01", {"4"}},
        {"/*", {"5"}},
        {"/0", {"6"}},
        {"/null", {"(none)"}},
        {"/null/x", {}},
        {"/twice", {"7"}},
        {"/none", {}},
        {"/a/b/2", {}},
        {"/a/b/00", {}},
        {"/a/b/01", {}},
        {"/a/b/-", {}},
        {"/a/b/-1", {}},
        {"/a/b/+0", {}},
        {"/a/b/ 0", {}},
        {"/a/b/", {}},
        {"/a/b/99999999999999999999999", {}},
        {"/a/b/0/x", {}},
        {"a", {}},
        {"/m~n", {}},
        {"/m~", {}},
        {"/m~2n", {}},
    }));
    INFO(pointer);
    CHECK(scalars_at(json, pointer) == expected);
}

TEST_CASE("a star is every item of a list")
{
    CHECK(scalars_at("[[1,2],[],3,{\"a\":4}]", "/*/*") == Words{"1", "2"});
    CHECK(scalars_at(R"({"r":[{"id":1},{"x":2},{"id":"3"}]})", "/r/*/id") == Words{"1", "3"});
    CHECK(scalars_at("[]", "/*").empty());
    CHECK(scalars_at("7", "/*").empty());
}

TEST_CASE("a scalar is its digits and letters, no digit is lost")
{
    CHECK(scalars_at("12345678901234567890123456789", "") == Words{"12345678901234567890123456789"});
    CHECK(scalars_at("1.10", "") == Words{"1.10"});
    CHECK(scalars_at("-1e-400", "") == Words{"-1e-400"});
    CHECK(scalars_at("[true,false,null,{},[],\"\"]", "/*") == Words{"true", "false", "(none)", "(none)", "(none)", ""});
}

TEST_CASE("equals compares all that is there, as it is written")
{
    Predicate const equals{.pointer = "/s", .values = {"ok", "7", "true"}};
    CHECK(holds_of(R"({"s":"ok"})", equals));
    CHECK(holds_of(R"({"s":7})", equals));
    CHECK(holds_of(R"({"s":true})", equals));
    CHECK_FALSE(holds_of(R"({"s":7.0})", equals));
    CHECK_FALSE(holds_of(R"({"s":"OK"})", equals));
    CHECK_FALSE(holds_of(R"({"s":["ok"]})", equals));
    CHECK_FALSE(holds_of(R"({"s":null})", equals));
    CHECK_FALSE(holds_of(R"({})", equals));
    Predicate const each{.pointer = "/*/s", .values = {"ok"}};
    CHECK(holds_of(R"([{"s":"ok"},{"s":"ok"}])", each));
    CHECK_FALSE(holds_of(R"([{"s":"ok"},{"s":"bad"}])", each));
    CHECK_FALSE(holds_of("[]", each));
    CHECK_FALSE(holds_of(R"({"s":{}})", {.pointer = "/s", .values = {""}}));
}

TEST_CASE("null counts as not there")
{
    Predicate const present{.pointer = "/e", .test = Test::present};
    Predicate const absent{.pointer = "/e", .test = Test::absent};
    auto const [body, is_there] = GENERATE(table<std::string, bool>({
        {R"({"e":"x"})", true},
        {R"({"e":""})", true},
        {R"({"e":[]})", true},
        {R"({"e":false})", true},
        {R"({"e":null})", false},
        {R"({})", false},
        {"[]", false},
        {"", false},
        {" \r\n", false},
    }));
    INFO(body);
    CHECK(holds_of(body, present) == is_there);
    CHECK(holds_of(body, absent) == !is_there);
}

TEST_CASE("of a body that is no JSON nothing holds, not even what it lacks")
{
    auto const body = GENERATE("<html>Down for maintenance</html>", "{\"e\":", "{\"a\":\"\xff\"}", "ok", "{} {}");
    CHECK_FALSE(holds_of(body, {.pointer = "/e", .test = Test::absent}));
    CHECK_FALSE(holds_of(body, {.pointer = "", .test = Test::present}));
    CHECK_FALSE(holds_of(body, {.pointer = "/e", .test = Test::length, .bound = 0}));
}

TEST_CASE("JSON that is nested too deeply is none, nor is a number that is beyond all numbers")
{
    http::Answer const deep{.status = 200, .body = std::string(100'000, '[') + std::string(100'000, ']')};
    CHECK_FALSE(ReadAnswer{deep}.json);
    http::Answer const huge{.status = 200, .body = "[1e999]"};
    CHECK_FALSE(ReadAnswer{huge}.json);
}

TEST_CASE("a length is a list's")
{
    Predicate const none_wrong{.pointer = "/errors", .test = Test::length, .bound = 0};
    CHECK(holds_of(R"({"errors":[]})", none_wrong));
    CHECK_FALSE(holds_of(R"({"errors":[1]})", none_wrong));
    CHECK_FALSE(holds_of(R"({"errors":{}})", none_wrong));
    CHECK_FALSE(holds_of(R"({"errors":""})", none_wrong));
    CHECK_FALSE(holds_of(R"({"errors":null})", none_wrong));
    CHECK_FALSE(holds_of("{}", none_wrong));
    CHECK_FALSE(holds_of(R"({"errors":[]})", {.pointer = "/errors", .test = Test::length, .bound = -1}));
    Predicate const each{.pointer = "/*/e", .test = Test::length, .bound = 1};
    CHECK(holds_of(R"([{"e":[1]},{"e":[2]}])", each));
    CHECK_FALSE(holds_of(R"([{"e":[1]},{"e":[]}])", each));
}

TEST_CASE("below is of numbers, every one of them")
{
    Predicate const fine{.pointer = "/*", .test = Test::below, .bound = 300};
    CHECK(holds_of("[200, 204, 299]", fine));
    CHECK(holds_of("[299.5, -1e300, -99999999999999999999, 2.5e2]", fine));
    auto const bad = GENERATE("[]", "[200, 300]", "[300.0]", "[3e2]", "[1e999]", "[99999999999999999999]", "[\"200\"]",
        "[null]", "[true]", "[[1]]", "{}");
    INFO(bad);
    CHECK_FALSE(holds_of(bad, fine));
}

TEST_CASE("large whole numbers are compared to the last digit")
{
    Predicate const under{.pointer = "", .test = Test::below, .bound = 9'007'199'254'740'993};
    CHECK(holds_of("9007199254740992", under));
    CHECK_FALSE(holds_of("9007199254740993", under));
}

TEST_CASE("of a class everything that is said has to hold")
{
    AnswerClass const expected{.statuses = {200, 201},
        .all = {{.pointer = "/errors", .test = Test::absent}},
        .any = {{.pointer = "/ok", .values = {"true"}}, {.pointer = "/done", .values = {"1"}}}};
    CHECK(is_of(expected, 201, R"({"ok":true})"));
    CHECK(is_of(expected, 200, R"({"done":1})"));
    CHECK_FALSE(is_of(expected, 202, R"({"ok":true})"));
    CHECK_FALSE(is_of(expected, 200, R"({"ok":false,"done":0})"));
    CHECK_FALSE(is_of(expected, 200, R"({"ok":true,"errors":[]})"));
    CHECK(is_of({}, 500, "whatever"));
}

TEST_CASE("a text is the whole body but for blanks around it")
{
    AnswerClass const ok{.statuses = {}, .text = "ok"};
    CHECK(is_of(ok, 200, "ok"));
    CHECK(is_of(ok, 200, "\n ok\r\n"));
    CHECK_FALSE(is_of(ok, 200, "ok?"));
    CHECK_FALSE(is_of(ok, 200, ""));
    CHECK_FALSE(is_of(ok, 200, "\"ok\""));
}

TEST_CASE("an error is one word, and no phone number")
{
    auto const word = [](std::string body) {
        http::Answer const answer{.status = 400, .body = std::move(body)};
        return error_word(ReadAnswer{answer}, "/category");
    };
    CHECK(word(R"({"category":"VALIDATION_ERROR"})") == "VALIDATION_ERROR");
    CHECK(word(R"({"category":131056})") == "131056");
    CHECK(word(R"({"category":"no such contact"})").empty());
    CHECK(word(R"({"category":"+34600111222"})").empty());
    CHECK(word(R"({"category":"34600111222"})").empty());
    CHECK(word(R"({"category":"ana@example.com"})").empty());
    CHECK(word(R"({"category":")" + std::string(64, 'a') + "\"}").size() == 64);
    CHECK(word(R"({"category":")" + std::string(65, 'a') + "\"}").empty());
    CHECK(word(R"({"category":{"x":1}})").empty());
    CHECK(word(R"({"category":""})").empty());
    CHECK(word("VALIDATION_ERROR").empty());
    http::Answer const many{.status = 400, .body = R"({"errors":[{"code":"two words"},{"code":"one"}]})"};
    CHECK(error_word(ReadAnswer{many}, "/errors/*/code") == "one");
    CHECK(error_word(ReadAnswer{many}, "").empty());
}
