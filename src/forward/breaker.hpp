#pragma once

#include "consentry/base/time.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace consentry::forward {

/// Whether a receiver works, by how the last attempts ended. Closed, everything is sent. Open, nothing is but a probe
/// now and then; one that goes well closes it. No clock of its own.
class Breaker {
public:
    /// So many failures one after another are the receiver's own, not a delivery's.
    static constexpr unsigned failures_to_open = 5;

    bool is_open() const { return failures_ >= failures_to_open || gone_; }
    bool is_gone() const { return gone_; }  ///< It said that it wants nothing more, and nothing better since.

    /// Whether nothing may be sent at all, not even a probe: the receiver asked for that.
    bool is_quiet(Instant now) const { return now < quiet_until_; }
    Instant quiet_until() const { return quiet_until_; }

    /// A receiver that failed before a restart is tried as if it worked, and its next failure opens.
    void suspect(bool has_failed) { failures_ = has_failed ? failures_to_open - 1 : 0; }

    /// True if that closes it.
    bool succeeded();
    void failed(Instant now);
    void answered_gone(Instant now);
    void be_quiet(Instant until) { quiet_until_ = std::max(quiet_until_, until); }

    /// When to see how the receiver is, while it is open: after seconds first, then once a minute, and once an hour if
    /// it said that it is gone. Without it nobody would notice for hours that it is back.
    std::optional<Instant> probe_due() const;
    void probe_now();  ///< A person asks.

private:
    std::chrono::milliseconds probe_wait() const;

    unsigned failures_ = 0;  ///< One after another.
    unsigned probes_ = 0;
    Instant last_try_{};
    Instant quiet_until_{};
    bool gone_ = false;
};

}  // namespace consentry::forward
