#include "meta/numbers.hpp"

#include "support/catch.hpp"

#include <string>

using namespace consentry::meta;

namespace {

std::string mended(std::string json)
{
    mend_numbers(json.data(), json.size());
    return json;
}

}  // namespace

TEST_CASE("a number too large for a double becomes nothing, all else stays")
{
    std::string const digits(301, '7');
    CHECK(mended(R"({"a":1e400,"b":2})") == R"({"a":null ,"b":2})");
    CHECK(mended("[-1.5E+9999]") == "[null      ]");
    CHECK(mended("[" + digits + "]") == "[null" + std::string(297, ' ') + "]");
    CHECK(mended("[1e99999999999999999999999]").starts_with("[null "));
    CHECK(mended("1e301") == "null ");
}

TEST_CASE("what is no such number is left alone")
{
    std::string const digits(301, '7');
    for (std::string const& json : {std::string{}, std::string{"0"}, std::string{"-"}, std::string{"[1e300,-2.5e-400]"},
             R"({"1e400":"1e400 \" 1e400"})" + std::string{}, "\"" + digits, "\"" + digits + "\\", std::string{"1e"},
             std::string{"1e+"}, "0." + digits, std::string{"[1.]"}}) {
        INFO(json);
        CHECK(mended(json) == json);
    }
}
