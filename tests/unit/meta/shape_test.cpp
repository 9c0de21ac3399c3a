#include "meta/shape.hpp"

#include "support/catch.hpp"

#include <set>
#include <string>

using namespace consentry::meta;

TEST_CASE("each rule of the shape is found at its places, and nowhere else")
{
    std::set<std::string_view> names;
    for (Rule const& rule : rules)
        names.insert(rule.name);
    for (unsigned i = 0; i < 32; ++i) {
        auto const place = static_cast<Place>(i);
        for (std::string_view const name : names) {
            auto const wanted = std::ranges::find_if(
                rules, [&](Rule const& rule) { return rule.name == name && (rule.places >> i & 1) != 0; });
            CHECK(shape.find(place, name) == (wanted == rules.end() ? nullptr : &*wanted));
        }
        for (std::string_view const name : {"", "x", "From", "fromm", "messages ", "referral", "quoted"})
            CHECK(shape.find(place, name) == nullptr);
    }
}

TEST_CASE("no object has two rules for one name")
{
    std::set<std::pair<unsigned, std::string_view>> seen;
    for (Rule const& rule : rules) {
        for (unsigned place = 0; place < 32; ++place) {
            if ((rule.places >> place & 1) != 0)
                CHECK(seen.emplace(place, rule.name).second);
        }
    }
}
