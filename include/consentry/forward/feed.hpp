#pragma once

#include "consentry/forward/delivery.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace consentry::forward {

/// Where the events of a queue come from. Beside what happens, a destination may be told for a time what happened
/// before, or how everybody stands.
struct Feed {
    enum class Kind {
        live,      ///< The ledger, without an end.
        replay,    ///< A part of the ledger once more, marked so.
        snapshot,  ///< Everybody whom the brand knows, as they stood at one entry.
    };

    Kind kind = Kind::live;
    Seq until = 0;                  ///< The last entry of a replay; of a snapshot, the one at which everybody is told.
    std::optional<Instant> from{};  ///< Of a replay: when an event was recorded, at the earliest,
    std::optional<Instant> to{};    ///< and before when.
    SubjectNumber subject = 0;      ///< Whose events a replay tells; 0: everybody's.

    bool operator==(Feed const&) const = default;
};

std::string_view name_of(Feed::Kind kind);  ///< `live`, `replay`, `snapshot`.
std::optional<Feed::Kind> feed_kind_of(std::string_view name);

/// What a person asks to be told once more; without bounds, all there is.
struct ReplayRange {
    std::optional<Instant> from{};
    std::optional<Instant> to{};
    SubjectNumber subject = 0;
};

}  // namespace consentry::forward
