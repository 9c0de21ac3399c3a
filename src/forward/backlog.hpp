#pragma once

#include "consentry/base/random.hpp"
#include "consentry/forward/delivery_store.hpp"

#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace consentry::forward {

/// How a row tells that the receiver asked for the time at which it is due.
inline constexpr std::string_view and_asked_to_wait = " and asked to wait";

/// What of one destination is not settled, in memory: the way from its cursor through the ledger, the deliveries that
/// are in flight, waiting or queued, and the receipts that are not on disk. Knows no socket and no clock. Deliveries of
/// one subject leave in the order of the ledger, one at a time; those of different subjects don't wait for each other.
class Backlog {
public:
    /// As the store has it. Rows beyond the cursor are put aside until the scan comes by, so that a delivery never
    /// overtakes an older one of its subject that had no row yet.
    Backlog(Place place, std::vector<Delivery> unsettled, std::vector<Seq> const& settled_after);

    DestinationNumber number() const { return number_; }
    Seq scanned() const { return scanned_; }  ///< The last entry that was passed or taken.
    Seq cursor() const { return cursor_; }    ///< As on disk.
    std::size_t size() const { return items_.size(); }
    std::size_t in_flight() const { return in_flight_; }
    bool has_receipts() const { return !receipts_.empty(); }                      ///< Not even handed to the store.
    std::size_t receipts() const { return receipts_.size() + settling_.size(); }  ///< Not on disk yet.
    std::optional<Instant> oldest() const;  ///< When the oldest delivery's event was recorded.

    /// The next entry of the ledger is nothing to deliver.
    void pass(Seq seq);

    /// The next entry of the ledger is to be delivered, from `due` on, unless the store said that it is settled.
    void take(LedgerEntry&& entry, Instant due);

    /// The delivery to try now: the longest due of those that are the first of their subject. Nothing if none is due.
    std::optional<Seq> startable(Instant now) const;
    std::optional<Instant> next_due() const;  ///< When startable() will have one.

    /// An attempt begins. The delivery as it stands before it.
    Delivery const& start(Seq seq, Instant now);

    /// What must not arrive twice is about to be sent: the row that says so. Until the attempt has ended nothing else
    /// is written over it.
    Delivery claim(Seq seq);
    void disclaim(Seq seq);  ///< The claim is not on disk, or nothing was sent after all: it counts as not tried.

    /// The event of a delivery, if it is still at hand; it is given away.
    std::unique_ptr<consent::Event> take_event(Seq seq);

    Delivery const* find(Seq seq) const;
    bool is_in_flight(Seq seq) const;

    /// When the delivery would be due if it had not been brought forward; nothing if it was not. An attempt out of turn
    /// does not count: neither the schedule nor the time until it is given up is used up by it.
    std::optional<Instant> scheduled(Seq seq) const { return items_.at(seq).scheduled; }

    /// How an attempt ended. `asked_for`: the receiver itself named the time, and nothing may come before it.
    void deliver(Seq seq, Instant now, unsigned status);
    void retry(Seq seq, Instant due, unsigned status, std::string error, bool asked_for, bool counts = true);
    void give_up(Seq seq, unsigned status, std::string error);
    void skip(Seq seq, Instant now, unsigned status, std::string why);
    void leave_unknown(Seq seq, unsigned status, std::string why);
    void abandon(Seq seq);  ///< It never came to an end, and counts as not made.

    /// A dead delivery that a person brought back; its row is on disk as waiting.
    void bring_back(Delivery delivery);
    void bring_forward(Seq seq, Instant due);

    /// The receiver works again: what failed for want of it is due within seconds instead of hours. Only once between
    /// two attempts of the schedule, and never before a time that the receiver asked for.
    void hurry(Instant now, Random& random);

    /// Not before then, for a reason that is none of the receiver's.
    void defer(Seq seq, Instant due);

    /// Brings one delivery forward, to see whether the receiver works again: one that was never tried, else the first
    /// that may be. Nothing if the receiver asked for time.
    std::optional<Seq> probe(Instant now);

    /// Whether a delivery waits because the receiver failed, as far as the rows tell.
    bool has_failures() const;

    /// Until when the receiver asked to be left alone, as far as the rows tell.
    std::optional<Instant> asked_to_wait_until() const;

    bool has_untried() const;  ///< Something that may be tried and never was.

    /// After a merge of subjects: whom the deliveries of unsettled_seqs() concern now, in that order; 0 if unknown.
    void regroup(std::vector<SubjectNumber> const& subjects);
    std::vector<Seq> unsettled_seqs() const;

    /// Whether there is something to settle that is worth a write of its own.
    bool has_changes() const;

    /// Puts what has changed into a settlement, with the cursor that holds when it is on disk. Deliveries taken before
    /// `row_before` get a row even while they are in flight, so that the cursor does not wait for a slow receiver.
    /// What was put is settling() until kept() or lost() is called; until then there is no further collect().
    void collect(Settlement& settlement, Instant row_before);
    bool settling() const { return settling_to_.has_value(); }
    void kept();  ///< The settlement is on disk.
    void lost();  ///< It is not, and has to be collected again.

private:
    enum class Hurry { possible, pending, used };

    struct Item {
        Delivery delivery;
        Instant taken_at{};                   ///< When it came into memory.
        std::optional<Instant> not_before{};  ///< The receiver asked not to be bothered until then.
        std::optional<Instant> scheduled{};   ///< Brought forward from then.
        std::unique_ptr<consent::Event> event{};
        Hurry hurry = Hurry::possible;
        bool in_flight = false;
        bool has_row = false;  ///< On disk, if not the newest.
        bool changed = false;  ///< Since its row was collected.
        bool claimed = false;  ///< See claim().
    };

    /// The deliveries of one subject.
    struct Lane {
        std::set<Seq> seqs;
        std::optional<std::pair<Instant, Seq>> startable;  ///< As it stands in startable_.
        unsigned in_flight = 0;
    };

    void insert(Item item);
    void refresh(Lane& lane);
    void mark(Item& item);
    static void advance(Item& item, Instant due);
    Item& land(Seq seq);  ///< It is in flight no more.
    void end(Seq seq, DeliveryState state, unsigned status, std::string why);
    void finish(Seq seq);  ///< Settled: its receipt is written with the next settlement.
    bool gets_row(Item const& item, Instant row_before) const;
    Delivery row_of(Item const& item) const;

    std::map<Seq, Item> items_;
    std::unordered_map<SubjectNumber, Lane> lanes_;
    std::set<std::pair<Instant, Seq>> startable_;
    std::map<Seq, std::optional<Delivery>> ahead_;  ///< Beyond scanned_: rows of the store; nothing if settled.
    std::vector<Delivery> receipts_;
    std::vector<Delivery> settling_;  ///< Handed to the store, not known to be on disk.
    std::optional<Seq> settling_to_;
    DestinationNumber number_;
    Seq cursor_;
    Seq scanned_;
    std::size_t in_flight_ = 0;
    std::size_t changed_ = 0;
};

}  // namespace consentry::forward
