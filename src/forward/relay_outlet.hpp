#pragma once

#include "consentry/forward/relays.hpp"
#include "consentry/http/transport.hpp"
#include "forward/relay_queue.hpp"

#include <mutex>

namespace consentry::forward {

/// The figures of one relay. The relays' thread writes them, any thread reads them.
class RelayGauge {
public:
    void write(RelayStatus status)
    {
        std::scoped_lock const lock{mutex_};
        status_ = std::move(status);
    }
    RelayStatus read() const
    {
        std::scoped_lock const lock{mutex_};
        return status_;
    }

private:
    mutable std::mutex mutex_;
    RelayStatus status_;
};

/// What an answer means for the body that was sent.
enum class RelayVerdict {
    delivered,
    refused,  ///< The receiver will not have this body.
    trouble,  ///< The receiver's own: the body waits, and with it its numbers.
    gone,     ///< It wants nothing more at all.
};

/// 0: there was no answer.
RelayVerdict relay_verdict_on(unsigned status);

/// The wait after the receiver has failed so many times with the first body of a number.
std::chrono::seconds relay_wait_after(unsigned failures);

/// From so many refusals on a body is set aside; before, it is tried again where it stands.
inline constexpr unsigned relay_refusals_in_place = 3;

/// The wait after a body has been refused so many times.
std::chrono::seconds relay_wait_after_refusal(unsigned refusals);

/// One relay at work: its configuration, what it owes, and how its receiver is doing.
class RelayOutlet {
public:
    explicit RelayOutlet(RelayDestination config)
        : destination{std::move(config)}
    {
    }

    std::string name() const { return relay_name(destination.brand, destination.name); }
    bool paused() const { return destination.paused || halted; }
    bool failing() const { return failures_ >= failing_from; }
    bool gone() const { return gone_at_.has_value(); }

    /// Nothing but a question is sent, and that not before.
    std::optional<Instant> question_due() const;

    /// Takes note of an answer; true of one that ends the receiver's trouble, and its numbers need not wait. Where only
    /// some numbers fail, that is not said again and again.
    bool succeeded(Instant now);
    void failed() { ++failures_; }
    void answered_gone(Instant now) { gone_at_ = now; }
    void forget_gone() { gone_at_.reset(); }

    http::Outgoing request(RelayRecord record) const;
    RelayPlace place() const;

    /// Takes note of bodies up to `next` that were passed; how many were to be there and are not.
    std::uint64_t pass(RelayPosition next, std::uint64_t ordinal, std::uint64_t next_ordinal);

    void publish(RelayEnd end, std::optional<Instant> next_one) const;  ///< Writes the gauge.

    RelayDestination destination;
    std::shared_ptr<RelayGauge> gauge = std::make_shared<RelayGauge>();
    RelayQueue queue{};
    RelayPosition scanned = 0;
    std::uint64_t ordinal = 0;
    bool halted = false;

    std::uint64_t relayed = 0;
    std::uint64_t attempts_failed = 0;
    std::uint64_t dropped = 0;

    std::optional<RelayRecord> at_hand{};  ///< Read, and not sent yet.
    bool posted = false;                   ///< A turn is on its way.
    std::optional<Instant> alarm{};        ///< When the earliest timer rings.
    bool changed = false;                  ///< Since its place was handed to the log.
    bool settling = false;                 ///< The log has a place that it has not answered.
    bool settle_posted = false;

private:
    static constexpr unsigned failing_from = 5;

    unsigned failures_ = 0;  ///< Of the receiver, one after another.
    std::optional<Instant> gone_at_;
    Instant recovered_at_{};
};

}  // namespace consentry::forward
