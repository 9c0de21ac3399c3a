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

    /// When the next attempt may begin: within two steps.
    Instant next(Instant now) const { return was_set_back(now) ? now : std::chrono::ceil<Instant::duration>(next_); }

    /// An attempt begins, whether or not it may.
    void take(Instant now)
    {
        Fine const may = was_set_back(now) ? Fine{now} : std::min<Fine>(next_, now + slack + step_);
        next_ = std::max<Fine>(may, now - slack) + step_;
    }

private:
    using Fine = std::chrono::time_point<Instant::clock, std::chrono::microseconds>;

    /// The clock was. Nobody waits until it has come as far again.
    bool was_set_back(Instant now) const { return next_ > now + slack + 2 * step_; }

    /// Timers ring a little late: the rate is held all the same.
    static constexpr std::chrono::milliseconds slack{1};

    std::chrono::microseconds step_{0};
    Fine next_{};
};

}  // namespace consentry::forward
