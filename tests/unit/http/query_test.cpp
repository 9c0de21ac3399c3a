#include "consentry/http/query.hpp"

#include "support/catch.hpp"

using namespace consentry::http;
using consentry::Fault;

namespace {

/// The pairs as `name=value` in brackets, so that a blank or an empty value shows.
std::string shown(std::string_view query)
{
    auto const pairs = parse_query(query);
    if (!pairs)
        return "malformed";
    std::string text;
    for (QueryPair const& pair : *pairs)
        text += "[" + pair.name + "=" + pair.value + "]";
    return text;
}

}  // namespace

TEST_CASE("a query is a list of decoded pairs in their order")
{
    CHECK(shown("").empty());
    CHECK(shown("contact=%2B34600111222&scope=marketing") == "[contact=+34600111222][scope=marketing]");
    CHECK(shown("b=2&a=1&b=3") == "[b=2][a=1][b=3]");
    CHECK(shown("hub.mode=subscribe&hub.challenge=11=22") == "[hub.mode=subscribe][hub.challenge=11=22]");
    CHECK(shown("&a&&b=&") == "[a=][b=]");
    CHECK(shown("%61%3d=%26") == "[a==&]");
}

TEST_CASE("a plus in a query is a blank, in a path it is a plus")
{
    CHECK(shown("contact=+34 600") == "[contact= 34 600]");
    CHECK(percent_decode("+34%20600") == "+34 600");
}

TEST_CASE("an escape that is none makes the whole malformed")
{
    for (auto const* const bad : {"a=%", "a=%2", "a=%2g", "%zz=1", "a=1&b=%%41"})
        CHECK(shown(bad) == "malformed");
    CHECK(percent_decode("%4").error().fault == Fault::malformed);
}

TEST_CASE("every byte survives being encoded and decoded")
{
    std::string bytes;
    for (int i = 0; i < 256; ++i)
        bytes += static_cast<char>(i);
    CHECK(percent_decode(percent_encode(bytes)) == bytes);
    CHECK(percent_encode("+34 600~x") == "%2B34%20600~x");
}
