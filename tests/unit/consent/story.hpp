#pragma once

#include "generator.hpp"
#include "world.hpp"

namespace consentry::consent {

/// One thing that arrives, at one of two brands of a portfolio.
struct Telling {
    Matter::What what;
    bool to_sister = false;
    std::optional<int> arrival;  ///< When it arrives wherever it stands; none: with its neighbours.
    std::string told;            ///< For whoever has to understand a failure.
};

/// What one to three people say within a few seconds, so that there are many ties; and what the business tells.
struct Story {
    std::vector<Alias> aliases;     ///< Every name in it.
    std::vector<Telling> prologue;  ///< The business's own records: judged by what is known, so they come first.
    std::vector<Telling> items;     ///< May arrive in any order, any number of times.
};

inline constexpr auto first_number = "106540352242922";
inline constexpr auto second_number = "200000000000001";

Policy story_policy(std::string brand);
Story make_story(test::Generator& random);

}  // namespace consentry::consent
