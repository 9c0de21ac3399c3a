#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace consentry::intake {

/// What is counted of webhooks and their items, for the operator.
enum class Count {
    webhooks,       ///< Signed ones.
    unauthentic,    ///< Signed by nobody we know.
    broken_bodies,  ///< Signed, but not JSON to the end.
    messages,       ///< Items by kind.
    statuses,
    preferences,
    echoes,
    history,
    system,
    handovers,
    other_items,
    unknown_items,
    samples,   ///< From the Test button of Meta's dashboard.
    opt_outs,  ///< Signals by what they say.
    opt_ins,
    affirmations,
    acknowledgements,
    declines,
    helps,
    unlisted_numbers,  ///< Items to a number that no brand lists.
    foreign_numbers,   ///< Items to a number of a brand that the signing app is not trusted with.
    nameless,          ///< Signals whose sender has no name: nobody to act on.
};
inline constexpr std::size_t count_kinds = 22;

std::string_view name_of(Count count);

/// One thread's counters. Read by another one for the metrics, so each is atomic; written by its own thread only.
class Tally {
public:
    void add(Count count)
    {
        auto& counter = counters_[static_cast<std::size_t>(count)];
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    std::uint64_t value(Count count) const
    {
        return counters_[static_cast<std::size_t>(count)].load(std::memory_order_relaxed);
    }

private:
    std::array<std::atomic<std::uint64_t>, count_kinds> counters_{};
};

}  // namespace consentry::intake
