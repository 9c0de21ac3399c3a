// What a request carries: no value becomes more than a value.
#include "forward/connector/body.hpp"

#include "consentry/base/json_value.hpp"

#include "support/catch.hpp"

#include <map>

using namespace consentry;
using namespace consentry::forward;

namespace {

std::map<std::string, std::string, std::less<>> const values{
    {"status", "opted_out"},
    {"scope", "marketing"},
    {"contact.e164", "+34600111222"},
    {"event.text", "\"}],\"status\":\"opted_in\"\n\x01ñ"},
    {"n", "1795339800"},
    {"yes", "true"},
    {"empty", ""},
};

std::expected<std::string, std::string> lookup(std::string_view name)
{
    auto const found = values.find(name);
    if (found == values.end())
        return std::unexpected("there is no " + std::string{name});
    return found->second;
}

struct Trouble {
    std::string reason;
    int line = 0;
};

/// The shape of the file's member `json`.
std::expected<JsonShape, Trouble> shape_of(std::string_view toml)
{
    Node const file = parse_toml(toml).value();
    REQUIRE(file.members.size() == 1);
    int line = 0;
    auto shape = read_json_shape(file.members.front(), line);
    if (!shape)
        return std::unexpected(Trouble{shape.error(), line});
    return std::move(*shape);
}

using Fragments = std::map<std::string, JsonShape, std::less<>>;

std::string filled(std::string_view toml, Fragments const& fragments = {})
{
    auto const shape = shape_of(toml);
    if (!shape)
        return "! " + shape.error().reason;
    auto const of_map = [&](std::string_view map) -> std::expected<JsonShape const*, std::string> {
        auto const found = fragments.find(map);
        if (found == fragments.end())
            return std::unexpected("the map has nothing");
        return &found->second;
    };
    auto const made = fill_json(*shape, lookup, of_map);
    return made ? *made : "! " + made.error();
}

Fragments maps(std::initializer_list<std::pair<std::string, std::string>> given)
{
    Fragments made;
    for (auto const& [name, toml] : given)
        made.emplace(name, shape_of(toml).value());
    return made;
}

std::expected<JsonShape const*, std::string> no_map(std::string_view) { return std::unexpected("no map"); }

ConnectorText text(std::string_view written) { return ConnectorText::parse(written).value(); }

}  // namespace

TEST_CASE("a tree of the file becomes the same tree of JSON, in the file's order")
{
    CHECK(filled("json = { }") == "{}");
    CHECK(filled("[json]\nb = [1, -2, true, false, 'x', [], {}]\na.c = 'y'\n")
        == R"({"b":[1,-2,true,false,"x",[],{}],"a":{"c":"y"}})");
    CHECK(filled("json = 9223372036854775807") == "9223372036854775807");
    CHECK(filled("json = [{ id = '{{scope}}' }]") == R"([{"id":"marketing"}])");
}

TEST_CASE("names of members may have placeholders")
{
    CHECK(filled("[json]\n'wa_{{scope}}' = '{{status}}'\n'wa_{{scope}}_at' = 1\n")
        == R"({"wa_marketing":"opted_out","wa_marketing_at":1})");
}

TEST_CASE("whatever a value holds, it stays one value")
{
    auto const json = filled("json = { '{{event.text}}' = '{{event.text}}', status = '{{status}}' }");
    auto const read = parse_json(json);
    REQUIRE(read);
    REQUIRE(read->items.size() == 2);
    CHECK(read->find("status")->text == "opted_out");
    CHECK(read->find(values.at("event.text"))->text == values.at("event.text"));
}

TEST_CASE("numbers, flags and null are written without quotes")
{
    CHECK(filled("json = { '$number' = '{{n}}' }") == "1795339800");
    CHECK(filled("json = { '$number' = 5 }") == "5");
    CHECK(filled("json = { a = { '$flag' = '{{yes}}' }, b = { '$flag' = false } }") == R"({"a":true,"b":false})");
    CHECK(filled("json = [{ '$null' = true }]") == "[null]");
}

TEST_CASE("a number is one of JSON's, as it is written")
{
    auto const good
        = GENERATE("0", "-0", "12", "-1.50", "0.0", "1e5", "1E+5", "1.2e-30", "123456789012345678901234567890.10");
    CHECK(filled("json = { '$number' = '" + std::string{good} + "' }") == good);
}

TEST_CASE("what is no number is refused, and not repeated")
{
    auto const bad = GENERATE("", "-", "+1", "01", "1.", ".5", "1e", "1e+", "0x1", " 1", "1 ", "1,2", "NaN", "true",
        "1}", "--1", "{{contact.e164}}", "00");
    auto const made = filled("json = { '$number' = '" + std::string{bad} + "' }");
    INFO(made);
    CHECK(made.starts_with("! What $number gets is no number"));
    CHECK_FALSE(made.contains("34600111222"));
}

TEST_CASE("a flag is true or false and nothing else")
{
    auto const bad = GENERATE("{{status}}", "", "True", "1");
    CHECK(filled("json = { '$flag' = '" + std::string{bad} + "' }")
        == "! What $flag gets is neither `true` nor `false`.");
}

TEST_CASE("what is optional and empty is left out with its name")
{
    CHECK(filled("json = { a = { '$optional' = '{{empty}}' }, b = 1 }") == R"({"b":1})");
    CHECK(filled("json = { a = { '$optional' = '{{status}}' } }") == R"({"a":"opted_out"})");
    CHECK(filled("json = { a = '{{empty}}' }") == R"({"a":""})");
    CHECK(filled("json = [{ '$optional' = '{{empty}}' }, 1]") == "[1]");
    CHECK(filled("json = { a = { '$optional' = { '$number' = '{{empty}}' } } }") == "{}");
    CHECK(filled("json = { a = { '$optional' = { '$number' = '{{n}}' } } }") == R"({"a":1795339800})");
    CHECK(filled("json = { a = { '$optional' = { b = '{{empty}}' } } }") == R"({"a":{"b":""}})");
    CHECK(filled("json = { '{{empty}}' = { '$optional' = '{{empty}}' } }") == "{}");
    CHECK(filled("json = { '$optional' = '{{empty}}' }").starts_with("! Nothing is left"));
    CHECK(filled("json = { a = { '$optional' = '{{none}}' } }") == "! there is no none");
}

TEST_CASE("a map's entry may be any shape")
{
    auto const given = maps({{"groups", "json = { id = 7, state = '{{status}}' }"}, {"word", "json = '{{empty}}'"},
        {"through", "json = [{ '$map' = 'groups' }]"}});
    CHECK(filled("json = { a = { '$map' = 'groups' } }", given) == R"({"a":{"id":7,"state":"opted_out"}})");
    CHECK(filled("json = { '$map' = 'through' }", given) == R"([{"id":7,"state":"opted_out"}])");
    CHECK(filled("json = { a = { '$map' = 'word' } }", given) == R"({"a":""})");
    CHECK(filled("json = { a = { '$optional' = { '$map' = 'word' } } }", given) == "{}");
    CHECK(filled("json = { a = { '$map' = 'none' } }", given) == "! the map has nothing");
}

TEST_CASE("maps that lead to each other come to an end")
{
    auto const round = maps({{"a", "json = { '$map' = 'b' }"}, {"b", "json = { x = [{ '$map' = 'a' }] }"}});
    CHECK(filled("json = { '$map' = 'a' }", round).starts_with("! The map `"));
}

TEST_CASE("one object has no name twice, and none that is empty")
{
    CHECK(filled("json = { '{{scope}}' = 1, marketing = 2 }")
        == "! Two members of one object come out with the same name.");
    CHECK(filled("json = { a = { x = 1 }, b = { x = 1 } }") == R"({"a":{"x":1},"b":{"x":1}})");
    CHECK(filled("json = { '{{empty}}' = 1 }") == "! The name of a member comes out empty.");
}

TEST_CASE("what JSON cannot be written like is refused with its line")
{
    auto const [toml, because] = GENERATE(table<std::string, std::string>({
        {"[json]\na = 1\nb = 1.5\n", "{ \"$number\" = \"1.5\" }"},
        {"[json]\na = 1\nb = [2026-11-22T09:30:00Z]\n", "in quotes"},
        {"[json]\na = 1\nb = 09:30:00\n", "in quotes"},
        {"[json]\na = 1\nb = { '$number' = '1', c = 2 }\n", "`$number` has to stand alone"},
        {"[json]\na = 1\nb = { '$set' = '1' }\n", "`$set` is none of"},
        {"[json]\na = 1\nb = { '$number' = true }\n", "`$number` takes a text"},
        {"[json]\na = 1\nb = { '$flag' = 1 }\n", "`$flag` takes a text"},
        {"[json]\na = 1\nb = { '$null' = false }\n", "$null"},
        {"[json]\na = 1\nb = { '$map' = 1 }\n", "`$map` takes the name"},
        {"[json]\na = 1\nb = { '$map' = '{{scope}}' }\n", "`$map` takes the name"},
        {"[json]\na = 1\nb = { '$optional' = { '$x' = 1 } }\n", "`$x` is none of"},
        {"[json]\na = 1\nb = '{{scope'\n", "is not closed"},
        {"[json]\na = 1\n'{{scope' = 1\n", "is not closed"},
    }));
    auto const shape = shape_of(toml);
    INFO(toml);
    REQUIRE_FALSE(shape);
    INFO(shape.error().reason);
    CHECK(shape.error().line == 3);
    CHECK(shape.error().reason.contains(because));
    CHECK(shape.error().reason.ends_with('.'));
}

TEST_CASE("a shape names all that it needs")
{
    auto const shape = shape_of("[json]\n'{{a}}' = '{{b}}'\nx = [{ '$number' = '{{c}}' }, { '$map' = 'm' }]\n"
                                "y = { '$optional' = '{{d}}' }\n")
                           .value();
    CHECK(names_in(shape) == std::vector<std::string>{"a", "b", "c", "map.m", "d"});
}

TEST_CASE("a request may carry nothing")
{
    ConnectorBody const none;
    CHECK(none.content_type().empty());
    CHECK(none.fill(lookup, no_map).value().empty());
    CHECK(none.names().empty());
}

TEST_CASE("a form escapes names and values, but for brackets of the template")
{
    ConnectorBody const body{.content = ConnectorBody::Form{{{text("metadata[{{scope}}]"), text("{{contact.e164}}")},
                                 {text("a&b"), text("x = {{status}}")}, {text("none"), text("{{empty}}")}}}};
    CHECK(body.content_type() == "application/x-www-form-urlencoded");
    CHECK(body.fill(lookup, no_map).value() == "metadata[marketing]=%2B34600111222&a%26b=x%20%3D%20opted_out&none=");
    CHECK(body.names() == std::vector<std::string>{"scope", "contact.e164", "status", "empty"});
    ConnectorBody const lacking{.content = ConnectorBody::Form{{{text("a"), text("{{none}}")}}}};
    CHECK(lacking.fill(lookup, no_map).error() == "there is no none");
}

TEST_CASE("XML escapes values and keeps what the template says")
{
    ConnectorBody const body{.content = ConnectorBody::Xml{text("<a><b>{{event.text}}</b></a>")}};
    CHECK(body.content_type() == "application/xml");
    CHECK(
        body.fill(lookup, no_map).value() == "<a><b>&quot;}],&quot;status&quot;:&quot;opted_in&quot;\n\uFFFDñ</b></a>");
    CHECK(body.names() == std::vector<std::string>{"event.text"});
}

TEST_CASE("JSON is a body like any other")
{
    ConnectorBody const body{.content = shape_of("json = { a = '{{status}}' }").value()};
    CHECK(body.content_type() == "application/json");
    CHECK(body.fill(lookup, no_map).value() == R"({"a":"opted_out"})");
    CHECK(body.names() == std::vector<std::string>{"status"});
}
