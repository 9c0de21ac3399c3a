#pragma once

#include "forward/backlog.hpp"
#include "forward/gauges.hpp"
#include "forward/receiver.hpp"

#include <vector>

namespace consentry::forward {

/// Entries that were read, but neither passed nor taken yet, in the order of the ledger.
class Page {
public:
    bool empty() const { return next_ == entries_.size(); }
    LedgerEntry const& front() const { return entries_[next_]; }

    /// The first one, to be moved from before the next call.
    LedgerEntry&& pop() { return std::move(entries_[next_++]); }

    /// The next page, when this one is empty.
    void put(std::vector<LedgerEntry> entries)
    {
        entries_ = std::move(entries);
        next_ = 0;
    }

private:
    std::vector<LedgerEntry> entries_;
    std::size_t next_ = 0;
};

/// A queue for one receiver: the ledger behind its cursor or, for a time, a replay or a snapshot.
class Outlet {
public:
    Outlet(std::shared_ptr<Receiver> to, Feed from, Backlog owed, std::shared_ptr<Gauge> figures);

    /// Whether an entry that the feed brings is to be delivered.
    bool wants(LedgerEntry const& entry) const;

    bool is_live() const { return feed.kind == Feed::Kind::live; }

    /// A feed that has told all it has to, and is owed nothing.
    bool is_over() const;

    void publish() const;  ///< Writes the gauge.

    Destination const& destination() const { return receiver->destination; }
    Breaker& breaker() const { return receiver->breaker; }

    std::shared_ptr<Receiver> const receiver;
    Feed const feed;
    DestinationNumber const number;  ///< Its own, in the store.
    Backlog backlog;
    std::shared_ptr<Gauge> gauge;

    Page page;
    bool at_end = false;           ///< The last page was not full: there is nothing more until somebody says so.
    bool posted = false;           ///< A turn is on its way.
    std::optional<Instant> alarm;  ///< When the earliest timer rings.
    Instant regrouped_at{};
    Instant probe_from{};           ///< All that there is here has to wait until then: another queue may have a probe.
    std::optional<Seq> reviving{};  ///< A person brings back what was given up: behind this one there may be more.
    bool revive_asked = false;      ///< From the next settlement on: what has just been given up is not on disk yet.
    bool revive_settling = false;   ///< That settlement is under way.
    bool bringing_back = false;     ///< The store is being told of some of them.
    bool ending = false;            ///< The store is being told that the feed is over.
};

}  // namespace consentry::forward
