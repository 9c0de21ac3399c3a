#include "consentry/keywords/reading.hpp"

#include <array>
#include <utility>

namespace consentry::keywords {
namespace {

constexpr std::array<std::string_view, intent_count> intent_names{
    "opt_out", "opt_in", "affirm", "acknowledge", "decline", "help"};

}  // namespace

std::string_view to_string(Intent intent) { return intent_names[static_cast<std::size_t>(intent)]; }

std::string_view to_string(Tier tier)
{
    switch (tier) {
    case Tier::exact: return "exact";
    case Tier::courtesy: return "courtesy";
    case Tier::typo: return "typo";
    case Tier::phrase: return "phrase";
    case Tier::probable: return "probable";
    }
    std::unreachable();
}

std::string_view to_string(Strength strength) { return strength == Strength::strong ? "strong" : "weak"; }

std::optional<Intent> intent_from(std::string_view name)
{
    for (std::size_t i = 0; i < intent_count; ++i)
        if (intent_names[i] == name)
            return static_cast<Intent>(i);
    return std::nullopt;
}

}  // namespace consentry::keywords
