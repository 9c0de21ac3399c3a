#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <string_view>

namespace consentry::consent {

/// Whether the digits begin with one of the prefixes, which are separated by blanks.
constexpr bool begins_with_any(std::string_view digits, std::string_view prefixes)
{
    while (!prefixes.empty()) {
        auto const end = std::min(prefixes.find(' '), prefixes.size());
        if (digits.starts_with(prefixes.substr(0, end)))
            return true;
        prefixes.remove_prefix(std::min(end + 1, prefixes.size()));
    }
    return false;
}

/// One shape that the numbers of a country have; a country with several shapes has several plans, one after the other.
/// Lists (`areas`, `starts`) are prefixes of the national significant number, separated by blanks.
struct NumberPlan {
    std::string_view code;     ///< ITU calling code; no code is the beginning of another.
    std::string_view country;  ///< ISO 3166 alpha-2; empty for worldwide services.
    std::string_view areas;    ///< What tells this country from others of the same code; empty for all the rest.
    std::string_view trunk;    ///< What is dialled before a national number at home and left out from abroad.
    std::string_view starts;   ///< How a national significant number can begin.
    std::uint16_t lengths;     ///< Bit n: a national significant number can have n digits.
    bool only_abroad = false;  ///< Nobody writes it at home: the form exists behind the calling code only.

    /// Whether the digits look like a national significant number of this plan.
    constexpr bool fits(std::string_view national) const
    {
        return national.size() < 16 && (lengths >> national.size() & 1) != 0 && begins_with_any(national, starts);
    }

    /// Whether the plan has so many lengths that nearly any run of digits looks like one of its numbers.
    constexpr bool is_open() const { return std::popcount(lengths) > 3; }
};

/// Every plan of a calling code, the largest country first; empty if the code is none.
std::span<NumberPlan const> plans_of_code(std::string_view code);

/// Every plan of a country (ISO 3166 alpha-2 in capitals); empty if it is unknown.
std::span<NumberPlan const> plans_of_country(std::string_view country);

}  // namespace consentry::consent
