// Texts with placeholders: how they are written, and that no value gets out of its place.
#include "forward/connector/text.hpp"

#include "support/catch.hpp"

#include <map>

using namespace consentry::forward;

namespace {

std::map<std::string, std::string, std::less<>> const values{
    {"contact.e164", "+34600111222"},
    {"base", "https://api.example.com/v1"},
    {"config.shop", "acme"},
    {"config.empty", ""},
    {"secret.key", "Jefe"},
    {"steps.find.id", "a/../b?c#d&e=f"},
    {"steps.find.dots", ".."},
    {"event.text", "</x><y a='1'>&\"{{secret.key}}"},
    {"occurred_at", "2026-11-22T09:30:00Z"},
};

std::expected<std::string, std::string> lookup(std::string_view name)
{
    auto const found = values.find(name);
    if (found == values.end())
        return std::unexpected("there is no " + std::string{name});
    return found->second;
}

/// What the text becomes, or an exclamation mark and why it becomes nothing.
std::string filled(std::string_view text, Escape escape = Escape::none)
{
    auto const parsed = ConnectorText::parse(text);
    if (!parsed)
        return "! " + parsed.error();
    auto const made = parsed->fill(lookup, escape);
    return made ? *made : "! " + made.error();
}

std::string refusal(std::string_view text)
{
    auto const parsed = ConnectorText::parse(text);
    return parsed ? "(none)" : parsed.error();
}

bool refuses(std::string_view text, std::string_view because)
{
    UNSCOPED_INFO(text << ": " << refusal(text));
    return refusal(text).contains(because) && refusal(text).ends_with('.');
}

}  // namespace

TEST_CASE("placeholders become values, all else stays as it is")
{
    CHECK(filled("") == "");
    CHECK(filled("no { braces } }} at all") == "no { braces } }} at all");
    CHECK(filled("{{config.shop}}") == "acme");
    CHECK(filled("a{{config.shop}}{{config.shop}}b") == "aacmeacmeb");
    CHECK(filled("{{ config.shop }}|{{\n config.shop : upper\t:lower }}") == "acme|acme");
    CHECK(filled("query($i:ID!){customer(id:$i){id{x}}} {{config.shop}}}}")
        == "query($i:ID!){customer(id:$i){id{x}}} acme}}");
}

TEST_CASE("what a value says is never read as a placeholder")
{
    CHECK(filled("{{event.text}}") == "</x><y a='1'>&\"{{secret.key}}");
}

TEST_CASE("filters work from left to right, what is in their brackets as it is written")
{
    CHECK(filled("{{config.empty:default('ANA'):lower}}") == "ana");
    CHECK(filled("{{config.empty:lower:default('ANA')}}") == "ANA");
    CHECK(filled("{{config.empty:default('it''s }} {{ : \\n')}}") == "it's }} {{ : \\n");
    CHECK(filled("{{config.empty : default ( 'x' ) }}") == "x");
    CHECK(filled("{{config.empty:default('')}}") == "");
    CHECK(filled("{{occurred_at:unix}}") == "1795339800");
}

TEST_CASE("the key of an HMAC is looked up, and counts among the names")
{
    auto const text = ConnectorText::parse("{{config.shop:hmac_sha256hex('secret.key')}}/{{config.empty}}").value();
    CHECK(text.names() == std::vector<std::string>{"config.shop", "secret.key", "config.empty"});
    CHECK(text.fill(lookup).value().starts_with(filled("{{config.shop:hmac_sha256hex('secret.key')}}")));
    CHECK(filled("{{config.shop:hmac_sha256hex('secret.none')}}") == "! there is no secret.none");
    CHECK(filled("{{config.shop:hmac_sha256hex('config.empty')}}").starts_with("! {{config.shop}} "));
}

TEST_CASE("what is wrong with a text is told in a sentence")
{
    CHECK(refuses("{{config.shop", "{{config.shop}} is not closed"));
    CHECK(refuses("{{config.shop}", "is not closed"));
    CHECK(refuses("{{config.shop {{x}}", "is not closed"));
    CHECK(refuses("a{{", "{{name}}"));
    CHECK(refuses("{{}}", "{{name}}"));
    CHECK(refuses("{{ }}", "{{name}}"));
    CHECK(refuses("{{{config.shop}}}", "Two opening braces"));
    CHECK(refuses("{{config shop}}", "config shop"));
    CHECK(refuses("{{x:sha256hx}}", "`sha256hex` is meant"));
    CHECK(refuses("{{x:}}", "a filter that there is not"));
    CHECK(refuses("{{x:lower('y')}}", "takes nothing in brackets"));
    CHECK(refuses("{{x:default}}", "needs something in brackets"));
    CHECK(refuses("{{x:default()}}", "in single quotes"));
    CHECK(refuses("{{x:default('y}}", "in single quotes"));
    CHECK(refuses("{{x:default('y'}}", "in single quotes"));
    CHECK(refuses("{{x:default(\"y\")}}", "in single quotes"));
    CHECK(refuses("{{x:default('y','z')}}", "in single quotes"));
    CHECK(refuses("{{x:hmac_sha256hex('my own key')}}", "the name of a placeholder"));
    CHECK(refuses("{{x:json('private_key')}}", "begins with a slash"));
    CHECK(refuses("{{x:raw:lower}}", "has to be the last one"));
}

TEST_CASE("a value in a URL stays where it is put")
{
    CHECK(filled("{{base}}/contacts/{{steps.find.id}}?phone={{contact.e164}}", Escape::url)
        == "https://api.example.com/v1/contacts/a%2F..%2Fb%3Fc%23d%26e%3Df?phone=%2B34600111222");
    CHECK(filled("https://{{steps.find.id}}.example.com/", Escape::url)
        == "https://a%2F..%2Fb%3Fc%23d%26e%3Df.example.com/");
    CHECK(filled("/x?{{steps.find.id:raw}}", Escape::url) == "/x?a/../b?c#d&e=f");
}

TEST_CASE("no value leads a URL's path upwards")
{
    CHECK(filled("https://a.example/lists/{{steps.find.dots}}/members", Escape::url).starts_with("! "));
    CHECK(filled("https://a.example/lists/{{steps.find.dots}}", Escape::url).starts_with("! "));
    CHECK(filled("https://a.example/lists/{{steps.find.dots}}?x", Escape::url).starts_with("! "));
    CHECK(filled("https://a.example/lists/a{{steps.find.dots}}", Escape::url) == "https://a.example/lists/a..");
    CHECK(filled("https://a.example/?q={{steps.find.dots}}", Escape::url) == "https://a.example/?q=..");
}

TEST_CASE("what is escaped by hand is not escaped again")
{
    CHECK(filled("/x/{{contact.e164:urlenc}}", Escape::url) == "/x/%2B34600111222");
    CHECK(filled("a={{contact.e164:urlenc}}", Escape::form) == "a%3D%2B34600111222");
    CHECK(filled("<a>{{event.text:xmlesc}}</a>", Escape::xml) == filled("<a>{{event.text}}</a>", Escape::xml));
    CHECK(filled("/x/{{contact.e164:xmlesc}}", Escape::url) == "/x/%2B34600111222");
    CHECK(filled("/x/{{contact.e164:urlenc:lower}}", Escape::url) == "/x/%252b34600111222");
    CHECK(filled("<a>{{contact.e164:urlenc}}</a>", Escape::xml) == "<a>%2B34600111222</a>");
}

TEST_CASE("a value begins a form or XML escaped, only a URL as it was given")
{
    CHECK(filled("{{base}}", Escape::url) == "https://api.example.com/v1");
    CHECK(filled("{{contact.e164}}", Escape::form) == "%2B34600111222");
    CHECK(filled("{{event.text}}", Escape::xml) == "&lt;/x&gt;&lt;y a=&apos;1&apos;&gt;&amp;&quot;{{secret.key}}");
}

TEST_CASE("in a form all is escaped but the template's brackets")
{
    CHECK(filled("metadata[{{config.shop}}]", Escape::form) == "metadata[acme]");
    CHECK(filled("a & b = {{config.shop}}", Escape::form) == "a%20%26%20b%20%3D%20acme");
    CHECK(filled("{{steps.find.id:raw}}", Escape::form) == "a/../b?c#d&e=f");
}

TEST_CASE("why there is no value is told, and no value with it")
{
    CHECK(filled("{{config.none}}") == "! there is no config.none");
    CHECK(filled("{{config.none:default('x')}}") == "! there is no config.none");
    CHECK(filled("{{contact.e164:unix}}") == "! {{contact.e164}} is no time such as 2026-11-22T09:30:00Z");
}

TEST_CASE("names come in their order, an empty text has none")
{
    CHECK(ConnectorText::parse("{{b}} {{a:lower}} {{b}}").value().names() == std::vector<std::string>{"b", "a", "b"});
    CHECK(ConnectorText::parse("").value().empty());
    CHECK(ConnectorText{}.fill(lookup).value().empty());
    CHECK_FALSE(ConnectorText::parse("x").value().empty());
}
