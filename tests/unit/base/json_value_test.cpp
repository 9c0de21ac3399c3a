#include "consentry/base/json_value.hpp"

#include "support/catch.hpp"

using namespace consentry;

TEST_CASE("JSON is read into a tree that keeps numbers as written")
{
    auto const value = parse_json(R"({"a":{"b":["x",1.50,true,null]},"c":"é\u00e9","a":1})");
    REQUIRE(value.has_value());
    JsonValue const* const a = value->find("a");
    REQUIRE(a != nullptr);
    JsonValue const* const list = a->find("b");
    REQUIRE(list != nullptr);
    REQUIRE(list->items.size() == 4);
    CHECK(list->items[1].text == "1.50");
    CHECK(list->items[2].flag);
    CHECK(list->items[3].kind == JsonValue::Kind::null);
    CHECK(value->text_at({"c"}) == "éé");
    CHECK(value->text_at({"a", "b"}).empty());
    CHECK(value->text_at({"a", "z", "y"}).empty());
    CHECK(list->find("b") == nullptr);
}

TEST_CASE("what is no JSON is told with its place")
{
    for (auto const* const bad : {"", "{", "[1,]", "{} {}", "nul", "{\"a\" 1}", "\"\xff\"", "01"}) {
        auto const value = parse_json(bad);
        REQUIRE_FALSE(value.has_value());
        CHECK(value.error().find("byte") != std::string::npos);
    }
}

TEST_CASE("a text of brackets alone is refused instead of exhausting the stack")
{
    std::string const deep(1'000'000, '[');
    CHECK_FALSE(parse_json(deep).has_value());
    CHECK(parse_json(std::string(64, '[') + std::string(64, ']')).has_value());
    CHECK_FALSE(parse_json(std::string(65, '[') + std::string(65, ']')).has_value());
}

TEST_CASE("JSON as people write it is read, and written as it was read")
{
    auto const written = [](std::string_view text) {
        JsonWriter writer;
        writer.open_list();
        for (JsonValue const& value : parse_saved_json(text))
            write_json(writer, value);
        return writer.close_list().str();
    };
    CHECK(written("/* a */ {\"a\":[1.50,true,null,\"\\u00e9\",],} // b\n[]") == R"([{"a":["1.50",true,null,"é"]},[]])");
    CHECK(written("\xef\xbb\xbf{}") == "[{}]");
    for (auto const* const bad : {"", "{", "{} {", "{} x", "{\"a\":NaN}", "\"\xff\""})
        CHECK(written(bad) == "[]");
    CHECK(written(std::string(1'000'000, '[')) == "[]");
    CHECK(written(std::string_view{"{}\0{}", 5}) == "[]");
}
