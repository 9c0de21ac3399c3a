#pragma once

#include "consentry/base/result.hpp"
#include "consentry/forward/delivery.hpp"
#include "consentry/forward/feed.hpp"

#include <functional>
#include <span>

namespace consentry::forward {

/// Where a destination stands in its brand's ledger.
struct Place {
    DestinationNumber number = 0;
    Seq cursor = 0;       ///< Every entry up to here is settled, or has a row of its own.
    bool halted = false;  ///< A person has paused it.
};

/// A replay or a snapshot under way: a destination for a time, with a place of its own.
struct FeedPlace {
    Place place;
    std::string name;  ///< The destination's, a slash, and its kind and number: `crm/replay-7`.
    Feed feed;
};

/// An entry of the ledger, with the subject it concerns now.
struct LedgerEntry {
    SubjectNumber subject = 0;
    consent::Event event;
};

struct CursorMove {
    DestinationNumber destination = 0;
    Seq cursor = 0;
};

/// What became of deliveries since the last time. Rows are put in whole, over the ones that are there.
struct Settlement {
    std::vector<Delivery> rows;  ///< At most one of each id. `subject` is not stored: the entry knows it.
    std::vector<CursorMove> cursors;
};

/// The store as the forwarder sees it: the ledger is the queue, a destination is a cursor and rows beside it. Reads are
/// called on the forwarder's thread only, block it, and are short; trouble of the machine is an exception of theirs.
/// Writes don't throw: what became of them is told to `done`.
class DeliveryStore {
public:
    using Done = std::move_only_function<void(Result<void>)>;
    using Pruned = std::move_only_function<void(Result<bool>)>;
    using Begun = std::move_only_function<void(Result<FeedPlace>)>;

    virtual ~DeliveryStore() = default;

    /// The place of a destination; one that is new gets its place at the end of the ledger. Blocks for at most one
    /// commit.
    virtual Place open(std::string_view brand, std::string_view destination) = 0;

    /// The rows that are queued or waiting, in the order of the ledger.
    virtual std::vector<Delivery> unsettled(DestinationNumber destination) = 0;

    /// The entries behind `after` that are settled already, ascending. The forwarder keeps these few.
    virtual std::vector<Seq> settled_after(DestinationNumber destination, Seq after) = 0;

    /// The replays and snapshots of a destination that have not come to their end, or of which something waits or was
    /// given up.
    virtual std::vector<FeedPlace> feeds(DestinationNumber destination) = 0;

    /// One of them, ended or not, and the destination that it is of; nothing if the number is not of a feed.
    virtual std::optional<std::pair<DestinationNumber, FeedPlace>> feed(DestinationNumber number) = 0;

    /// Begins a feed of a destination, with the first entry that it tells. Its `until` is the end of the ledger at that
    /// moment.
    virtual void add_feed(DestinationNumber destination, Feed feed, Begun done) = 0;

    /// A feed has come to its end. Its deliveries stay.
    virtual void end_feed(DestinationNumber number, Done done) = 0;

    /// Up to `limit` entries behind `after`, in order; of a replay of one subject, that subject's. Not of a snapshot.
    virtual std::vector<LedgerEntry> entries(std::string_view brand, Feed const& feed, Seq after, std::size_t limit)
        = 0;

    /// Deliveries that were given up, behind `after`, in order.
    virtual std::vector<Delivery> dead(DestinationNumber destination, Seq after, std::size_t limit) = 0;

    virtual std::optional<LedgerEntry> entry(std::string_view brand, Seq seq) = 0;

    /// Whom the entries concern now, in the order of `seqs`; 0 for one that is not there.
    virtual std::vector<SubjectNumber> subjects_of(std::string_view brand, std::span<Seq const> seqs) = 0;

    virtual std::optional<Delivery> delivery(DeliveryId id) = 0;

    /// Keeps a settlement, all of it or nothing, behind whatever is more urgent. Settlements are kept in the order in
    /// which they were handed over. `done` is called once, from any thread, when it is on disk or could not be kept.
    virtual void settle(Settlement settlement, Done done) = 0;

    /// Keeps whether a person has paused a destination, behind whatever is more urgent; `done` as of settle().
    virtual void halt(DestinationNumber destination, bool halted, Done done) = 0;

    /// Forgets a slice of the rows that were delivered or skipped before `before`; tells whether there may be more of
    /// them.
    virtual void prune(Instant before, Pruned done) = 0;
};

struct DeliveryQuery {
    std::string brand;
    std::optional<DeliveryState> state;
    std::string destination;          ///< By name; empty: all of the brand.
    std::optional<DeliveryId> after;  ///< The last one of the page before.
    std::size_t limit = 100;
};

struct DeliveryPage {
    std::vector<DeliveryView> deliveries;  ///< By destination, then in the order of the ledger.
    bool more = false;
};

/// Deliveries to look at. Safe from every thread; each call is one short read transaction.
class DeliveryReader {
public:
    virtual ~DeliveryReader() = default;

    virtual DeliveryPage deliveries(DeliveryQuery const& query) = 0;
    virtual std::vector<DeliveryView> deliveries_of(std::string_view brand, Seq seq) = 0;
    virtual std::optional<DeliveryView> delivery_view(DeliveryId id) = 0;

    /// How many deliveries of the destination were given up, and wait for a person.
    virtual std::int64_t dead_count(std::string_view brand, std::string_view destination) = 0;

    /// When the oldest revocation was recorded that a destination should have and has not acknowledged, as far as a
    /// look at a few hundred of what it is owed tells. For one that does not hear revocations it says nothing.
    virtual std::optional<Instant> oldest_revocation(std::string_view brand, std::string_view destination) = 0;

    /// The last entry of the brand's ledger; 0 if it is empty.
    virtual Seq head(std::string_view brand) = 0;
};

}  // namespace consentry::forward
