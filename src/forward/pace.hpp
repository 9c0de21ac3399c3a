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
        auto const step
            = rate ? std::chrono::microseconds{rate->per} / std::max(rate->count, 1U) : std::chrono::microseconds{0};
        if (step != step_)
            next_ = {};
        step_ = step;
    }

    bool is_ready(Instant now) const { return now >= next(now); }

    /// When the next attempt may begin. Never farther away than a step: the clock may have been set back.
    Instant next(Instant now) const
    {
        return std::chrono::ceil<Instant::duration>(std::min<Fine>(next_, now + slack + step_));
    }

    /// An attempt begins.
    void take(Instant now) { next_ = std::max<Fine>(std::min<Fine>(next_, now + slack + step_), now - slack) + step_; }

private:
    using Fine = std::chrono::time_point<Instant::clock, std::chrono::microseconds>;

    /// Timers ring a little late: the rate is held all the same.
    static constexpr std::chrono::milliseconds slack{1};

    std::chrono::microseconds step_{0};
    Fine next_{};
};

}  // namespace consentry::forward
