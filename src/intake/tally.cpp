#include "consentry/intake/tally.hpp"

#include "consentry/meta/item.hpp"

namespace consentry::intake {

std::string_view name_of(Count count)
{
    static constexpr std::array<std::string_view, count_kinds> names{"webhooks", "unauthentic", "broken_bodies",
        "messages", "statuses", "preferences", "echoes", "history", "system", "handovers", "other_items",
        "unknown_items", "samples", "opt_outs", "opt_ins", "affirmations", "acknowledgements", "declines", "helps",
        "unlisted_numbers", "foreign_numbers", "nameless"};
    return names[static_cast<std::size_t>(count)];
}

std::span<std::string_view const> counted_fields() { return meta::documented_fields(); }

}  // namespace consentry::intake
