#pragma once

#include "forward/backlog.hpp"
#include "forward/courier.hpp"
#include "forward/gauges.hpp"

#include <deque>

namespace consentry::forward {

/// One destination at work: its configuration, what it owes, and how its receiver is doing.
class Outlet {
public:
    Outlet(Destination config, DestinationNumber store_number, Backlog owed, std::shared_ptr<Gauge> figures,
        CourierParts const& parts);

    void configure(Destination config);

    Courier& courier() { return *courier_; }

    /// Nothing may be started or read: it is paused, or no longer configured.
    bool stands() const { return paused() || retired; }
    bool paused() const { return destination.paused || halted; }

    /// How the receiver is doing. So many failures one after another are its own, not a delivery's; what is owed to it
    /// from before a restart is taken for such, until it answers.
    bool failing() const { return failures_ >= failing_from; }
    bool gone() const { return gone_; }  ///< It answered 410 and nothing better since.

    /// Takes note of an attempt that was answered well; true if that ends a row of failures.
    bool succeeded();
    void failed(Instant now);
    void answered_gone() { gone_ = true; }

    /// When to see how a receiver is that does not work: once a minute, or once an hour if it said that it is gone.
    /// Without it nobody would notice for hours that it is back. Nothing if it works, or is being tried.
    std::optional<Instant> probe_due() const;
    void probe_now() { failed_at_ = {}; }                  ///< A person asks.
    void put_off_probe(Instant now) { failed_at_ = now; }  ///< All that there is has to wait.

    void publish() const;  ///< Writes the gauge.

    Destination destination;
    DestinationNumber number;
    Backlog backlog;
    std::shared_ptr<Gauge> gauge;

    std::deque<LedgerEntry> page;  ///< Read, but neither passed nor taken yet.
    bool at_end = false;           ///< The last page was not full: there is nothing more until somebody says so.
    bool halted = false;           ///< A person has paused it, whatever the configuration says.
    bool retired = false;          ///< No longer configured; goes when nothing is in flight.
    bool posted = false;           ///< A turn is on its way.
    std::optional<Instant> alarm;  ///< When the earliest timer rings.
    Instant regrouped_at{};
    Instant serving_since{};  ///< No delivery is given up for the time before that: nobody tried it then.

private:
    static constexpr unsigned failing_from = 5;

    CourierParts parts_;
    std::unique_ptr<Courier> courier_;
    unsigned failures_ = 0;  ///< One after another.
    Instant failed_at_{};
    bool gone_ = false;
};

}  // namespace consentry::forward
