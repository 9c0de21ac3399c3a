#pragma once

#include "consentry/api/keys.hpp"
#include "consentry/api/under_way.hpp"
#include "consentry/api/violations.hpp"
#include "consentry/base/alarms.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/consent/data_reads.hpp"
#include "consentry/consent/ledger.hpp"
#include "consentry/consent/proofs.hpp"
#include "consentry/consent/worklists.hpp"
#include "consentry/forward/delivery_store.hpp"
#include "consentry/forward/relays.hpp"
#include "consentry/forward/steering.hpp"
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

/// How far the store is with those who were erased.
struct ErasureFigures {
    std::size_t pending = 0;          ///< Something personal of them is still there.
    std::int64_t oldest_seconds = 0;  ///< Since the first of these was erased; 0 if there is none.
    std::uint64_t purged = 0;         ///< Since the start.
};

/// How long what is kept, as configured.
struct KeptFor {
    std::chrono::seconds message_text{};
    std::chrono::seconds unmatched_text{};
    std::chrono::seconds reads{};
    std::chrono::seconds attempts{};
    std::chrono::seconds journal{};
    std::chrono::seconds relay{};  ///< At most; 0: nothing is passed on as it came.
};

/// How one kind of data is kept for no longer than that.
struct RetentionFigure {
    std::string_view kind;  ///< `message_text`, as in the configuration.
    std::uint64_t dropped = 0;
    std::int64_t last_run_seconds = 0;  ///< Since 1970; 0: not yet.
    bool due = false;
};

/// What the admin API works with. Everything outlives the handlers, and is safe from every thread.
struct Services {
    std::shared_ptr<intake::Brands const> brands;
    std::vector<Key> keys;
    consent::Ledger& ledger;
    consent::Reader& reader;
    consent::Receipts& receipts;
    consent::Worklists& worklists;
    consent::Proofs& proofs;
    forward::DeliveryReader& deliveries;
    intake::Journal& journal;
    consent::DataReads& data_reads;
    Alarms const& alarms;
    Violations const& violations;
    forward::Steering& steering;
    std::function<std::vector<forward::RelayStatus>()> relays;
    std::function<std::vector<Readiness>()> readiness;
    std::function<http::Counters()> public_traffic;
    std::function<WriterFigures()> writer_figures;
    std::function<JournalFigures()> journal_figures;
    std::function<ErasureFigures()> erasure_figures;
    std::function<std::vector<RetentionFigure>()> retention_figures;
    KeptFor kept_for;
    std::deque<intake::Tally> const& tallies;  ///< One of each socket thread.
    Clock const& clock;
    Log& log;
    std::shared_ptr<UnderWay> under_way = std::make_shared<UnderWay>();
};

}  // namespace consentry::api
