#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
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

inline constexpr std::size_t fields_max = 63;  ///< More than Meta documents; the place behind them is for all others.

std::string_view name_of(Count count);

/// The fields that are counted by name, each at its place; those that Meta documents.
std::span<std::string_view const> counted_fields();

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

    /// An item of the field at that place of counted_fields(), or of another one if there is no such place.
    void add_field(std::size_t place)
    {
        auto& counter = fields_[std::min(place, fields_.size() - 1)];
        counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    }
    std::uint64_t field(std::size_t place) const
    {
        return fields_[std::min(place, fields_.size() - 1)].load(std::memory_order_relaxed);
    }

    /// By how much an item is behind our clock. Of all of them the least is kept: it is what the clocks differ by, and
    /// what Meta needs to send.
    void note_lag(std::chrono::seconds lag)
    {
        if (lag.count() < least_lag_.load(std::memory_order_relaxed))
            least_lag_.store(lag.count(), std::memory_order_relaxed);
    }
    /// The least since it was asked the last time; nothing if there was no item. For one thread that asks.
    std::optional<std::chrono::seconds> take_lag()
    {
        std::int64_t const least = least_lag_.exchange(no_lag, std::memory_order_relaxed);
        return least == no_lag ? std::nullopt : std::optional{std::chrono::seconds{least}};
    }

private:
    static constexpr std::int64_t no_lag = std::numeric_limits<std::int64_t>::max();

    std::array<std::atomic<std::uint64_t>, fields_max + 1> fields_{};
    std::atomic<std::int64_t> least_lag_{no_lag};
    std::array<std::atomic<std::uint64_t>, count_kinds> counters_{};
};

}  // namespace consentry::intake
