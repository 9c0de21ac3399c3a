#pragma once

#include "consentry/base/time.hpp"

#include <array>
#include <atomic>
#include <optional>
#include <string_view>

namespace consentry::intake {

/// When each business number was heard last: silence is how a feed that ended shows. Safe from every thread.
class NumbersHeard {
public:
    using Place = std::atomic<std::int64_t>;  ///< Seconds since 1970; 0: never.

    /// Where the time of a number is kept; it stays there. Null where too many others are already.
    Place* place_of(std::string_view number);

    /// When something came from it; nothing if nothing ever did.
    std::optional<EventTime> last(std::string_view number) const;

private:
    static constexpr std::size_t numbers_max = 8'192;
    static constexpr std::size_t looks = 32;

    struct Slot {
        std::atomic<std::uint64_t> number{0};  ///< A hash of it; 0: free.
        Place at{0};
    };

    std::array<Slot, numbers_max> slots_{};
};

}  // namespace consentry::intake
