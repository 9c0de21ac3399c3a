#pragma once

#include "consentry/api/keys.hpp"
#include "consentry/base/alarms.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/consent/ledger.hpp"
#include "consentry/consent/worklists.hpp"
#include "consentry/forward/delivery_store.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/http/server.hpp"
#include "consentry/intake/brands.hpp"
#include "consentry/intake/journal.hpp"
#include "consentry/intake/tally.hpp"

#include <array>
#include <deque>
#include <functional>

namespace consentry::api {

/// One condition that has to hold before traffic is welcome.
struct Readiness {
    std::string part;  ///< `store`, `forward`, …
    bool ready = true;
    std::string detail;  ///< What is wrong and what to do; empty when ready.
};

/// How the journal is doing.
struct JournalFigures {
    std::uint64_t records = 0;
    std::uint64_t bytes = 0;
    std::int64_t oldest_seconds = 0;                      ///< How long the oldest record waits; 0 if none does.
    std::array<std::uint64_t, intake::gap_kinds> kept{};  ///< Since the start, by gap.
};

/// How the writer of the store is doing. Counts are since the start.
struct WriterFigures {
    std::uint64_t commits = 0;
    std::uint64_t units = 0;   ///< Kept: webhooks, calls.
    std::uint64_t failed = 0;  ///< Answered 503.
    std::size_t queued = 0;    ///< Waiting now.
    int log_pages = 0;         ///< Of the write-ahead log.
};

/// What the admin API works with. Everything outlives the handlers, and is safe from every thread.
struct Services {
    std::shared_ptr<intake::Brands const> brands;
    std::vector<Key> keys;
    consent::Ledger& ledger;
    consent::Reader& reader;
    consent::Worklists& worklists;
    forward::DeliveryReader& deliveries;
    intake::Journal& journal;
    Alarms const& alarms;
    std::function<void(forward::DeliveryId, std::function<void(Result<void>)>)> retry;
    std::function<std::vector<forward::DestinationStatus>()> destinations;
    std::function<std::vector<Readiness>()> readiness;
    std::function<http::Counters()> public_traffic;
    std::function<WriterFigures()> writer_figures;
    std::function<JournalFigures()> journal_figures;
    std::deque<intake::Tally> const& tallies;  ///< One of each socket thread.
    Clock const& clock;
    Log& log;
};

}  // namespace consentry::api
