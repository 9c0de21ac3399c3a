#pragma once

#include "consentry/forward/signing.hpp"
#include "consentry/http/transport.hpp"
#include "forward/backlog.hpp"
#include "forward/gauges.hpp"

#include <deque>

namespace consentry::forward {

/// One destination at work: its configuration, what it owes, and how its receiver is doing.
class Outlet {
public:
    Outlet(Destination config, DestinationNumber store_number, Backlog owed, std::shared_ptr<Gauge> figures);

    void configure(Destination config);

    /// The signed request that delivers `event`, sent at `now`.
    http::Outgoing request(consent::Event const& event, Instant now);

    /// Nothing may be started or read: it is paused, or no longer configured.
    bool stands() const { return destination.paused || retired; }

    /// Takes note of an attempt that was answered well; true if that ends a row of failures.
    bool succeeded();
    void failed();

    void publish() const;  ///< Writes the gauge.

    Destination destination;
    DestinationNumber number;
    Backlog backlog;
    std::shared_ptr<Gauge> gauge;

    std::deque<LedgerEntry> page;  ///< Read, but neither passed nor taken yet.
    bool at_end = false;           ///< The last page was not full: there is nothing more until somebody says so.
    bool retired = false;          ///< No longer configured; goes when nothing is in flight.
    bool posted = false;           ///< A turn is on its way.
    std::optional<Instant> alarm;  ///< When the earliest timer rings.
    Instant regrouped_at{};

private:
    Signer signer_;
    unsigned failures_ = 0;  ///< One after another.
};

}  // namespace consentry::forward
