#include "consentry/base/spelling.hpp"

#include "support/catch.hpp"

#include <array>

using namespace consentry;

namespace {

constexpr std::array<std::string_view, 4> names{"contact", "scope", "limit", "last_message_at"};

}  // namespace

TEST_CASE("the distance of two words is how many letters have to be added, taken away or changed")
{
    auto const [a, b, distance] = GENERATE(table<std::string, std::string, std::size_t>({{"", "", 0}, {"limit", "", 5},
        {"limit", "limit", 0}, {"limt", "limit", 1}, {"limit", "limits", 1}, {"kitten", "sitting", 3}}));
    CHECK(edit_distance(a, b) == distance);
    CHECK(edit_distance(b, a) == distance);
}

TEST_CASE("of names that are known the nearest one was meant, if it is near at all")
{
    auto const [written, meant] = GENERATE(table<std::string, std::string>({{"limt", "limit"}, {"Scope", "scope"},
        {"last-message-at", "last_message_at"}, {"contacts", "contact"}, {"colour", ""}, {"", ""}}));
    INFO(written);
    CHECK(std::string{nearest(written, names).value_or("")} == meant);
    CHECK_FALSE(nearest(written, {}));
}
