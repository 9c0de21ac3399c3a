#pragma once

#include "consentry/base/time.hpp"
#include "consentry/forward/destination.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace consentry::forward {

/// Spaces attempts evenly, so that in no stretch of time there are more than a receiver takes: a burst at its start
/// would make two windows of its own too full.
class Pace {
public:
    void set(std::optional<Rate> rate)
    {
        step_ = rate ? std::chrono::microseconds{rate->per} / std::max(rate->count, 1U) : std::chrono::microseconds{0};
    }

    bool is_ready(Instant now) const { return now >= next(); }

    /// When the next attempt may begin.
    Instant next() const { return std::chrono::ceil<Instant::duration>(next_); }

    /// An attempt begins.
    void take(Instant now)
    {
        auto const slack = std::chrono::milliseconds{1};  // Timers ring a little late: the rate is held all the same.
        next_ = std::max<Fine>(next_, now - slack) + step_;
    }

private:
    using Fine = std::chrono::time_point<Instant::clock, std::chrono::microseconds>;

    std::chrono::microseconds step_{0};
    Fine next_{};
};

}  // namespace consentry::forward
