#include "consentry/consent/event.hpp"

#include <algorithm>
#include <array>

namespace consentry::consent {
namespace {

constexpr std::array<std::string_view, 20> types{"consent.opted_out", "consent.opted_in", "consent.declined",
    "consent.lifted", "consent.held", "consent.released", "consent.undone", "consent.expired", "consent.prompted",
    "consent.unmatched", "consent.violated", "preference.stopped", "preference.resumed", "keyword.help",
    "subject.linked", "subject.merged", "subject.renumbered", "subject.erased", "system.alarm", "consent.snapshot"};

}  // namespace

std::string_view name_of(EventType type) { return types[static_cast<std::size_t>(type)]; }

std::span<std::string_view const> event_type_names() { return types; }

std::optional<EventType> event_type_of(std::string_view name)
{
    auto const found = std::ranges::find(types, name);
    if (found == types.end())
        return {};
    return static_cast<EventType>(found - types.begin());
}

}  // namespace consentry::consent
