// What a placeholder may have done to its value.
#include "forward/connector/filters.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace consentry::forward;

namespace {

std::string made(std::string_view filter, std::string_view value, std::string_view argument = {})
{
    auto const value_made = filtered(filter, argument, value);
    return value_made ? *value_made : "! " + value_made.error();
}

}  // namespace

TEST_CASE("a filter makes of a value what docs/connectors.md says")
{
    auto const [filter, value, expected] = GENERATE(table<std::string, std::string, std::string>({
        {"urlenc", "+34 6/a?é", "%2B34%206%2Fa%3F%C3%A9"},
        {"xmlesc", "<a b=\"c\">'&'\t\n\x0b", "&lt;a b=&quot;c&quot;&gt;&apos;&amp;&apos;\t\n\uFFFD"},
        {"jsonesc", "say \"yes\"\\\n", "say \\\"yes\\\"\\\\\\n"},
        {"soqlesc", "O'Neil\\' OR ''='\n", "O\\'Neil\\\\\\' OR \\'\\'=\\'\\n"},
        {"slackesc", "<!channel> & 'you'", "&lt;!channel&gt; &amp; 'you'"},
        {"raw", "a&b", "a&b"},
        {"digits", "+34 (600) 111-222", "34600111222"},
        {"digits", "nobody", ""},
        {"lower", "ANA Ñ", "ana Ñ"},
        {"upper", "ana ñ", "ANA ñ"},
        {"trim", " \t a b\r\n", "a b"},
        {"trim", " \n ", ""},
        {"base64", "Ana:", "QW5hOg=="},
        {"md5hex", "", "d41d8cd98f00b204e9800998ecf8427e"},
        {"md5hex", "urist.mcvankab@freddiesjokes.com", "62eeb292278cc15f5817cb78f7790b08"},
        {"sha256hex", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"unix", "2026-11-22T09:30:00Z", "1795339800"},
        {"unix", "2026-11-22T09:30:00.999+00:00", "1795339800"},
        {"unix_ms", "2026-11-22T09:30:00.999Z", "1795339800999"},
        {"date", "2026-11-22T23:30:00-01:00", "2026-11-23"},
        {"offset", "2026-11-22T09:30:00.5Z", "2026-11-22T09:30:00+00:00"},
    }));
    INFO(filter << " of " << value);
    CHECK(made(filter, value) == expected);
}

TEST_CASE("of a masked number the country and four digits are left, with at least three covered")
{
    CHECK(made("masked", "+34600111222") == "+34•••1222");
    CHECK(made("masked", "34600111222") == "34•••1222");
    CHECK(made("masked", "+1 (212) 555-0142") == "+1•••0142");
    CHECK(made("masked", "+2904567") == "+290•••7");
    CHECK(made("masked", "+34") == "+34•••");
    CHECK(made("masked", "Ana") == "•••");
    CHECK(made("masked", "") == "•••");
}

TEST_CASE("what is empty has a default, anything else stays")
{
    CHECK(made("default", "", "nobody") == "nobody");
    CHECK(made("default", "Ana", "nobody") == "Ana");
    CHECK(made("default", " ", "nobody") == " ");
}

TEST_CASE("a value that is JSON gives one of its values")
{
    std::string const key_file = R"({"private_key":"-----BEGIN\n","id":12345678901234567890,"a/b":[true],"two":[1,2]})";
    CHECK(made("json", key_file, "/private_key") == "-----BEGIN\n");
    CHECK(made("json", key_file, "/id") == "12345678901234567890");
    CHECK(made("json", key_file, "/a~1b/0") == "true");
    CHECK(made("json", "\"whole\"", "") == "whole");
    CHECK(made("json", key_file, "/two/*") == "! has no single text, number or flag at /two/*");
    CHECK(made("json", key_file, "/two") == "! has no single text, number or flag at /two");
    CHECK(made("json", key_file, "/nothing") == "! has no single text, number or flag at /nothing");
    CHECK(made("json", "secret but no JSON", "/x") == "! is no JSON");
}

TEST_CASE("an HMAC is made under a key that somebody has")
{
    CHECK(made("hmac_sha256hex", "what do ya want for nothing?", "Jefe")
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    CHECK(made("hmac_sha256hex", "x", "").starts_with("! "));
}

TEST_CASE("what is no time is told, without its value")
{
    auto const filter = GENERATE("unix", "unix_ms", "date", "offset");
    auto const value = GENERATE("", "2026-11-22", "2026-13-22T09:30:00Z", "34600111222", "1969-12-31T23:59:59Z");
    CHECK(made(filter, value) == "! is no time such as 2026-11-22T09:30:00Z");
}

TEST_CASE("filters are known by their names, and what they have in brackets with them")
{
    auto const names = filter_names();
    CHECK(std::ranges::count(names, "urlenc") == 1);
    CHECK(std::ranges::count(names, "nothing") == 0);
    CHECK(argument_of("default") == Argument::text);
    CHECK(argument_of("json") == Argument::text);
    CHECK(argument_of("hmac_sha256hex") == Argument::name);
    CHECK(argument_of("lower") == Argument::none);
    CHECK(made("nothing", "x").starts_with("! "));
}
