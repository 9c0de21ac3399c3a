#pragma once

#include "consentry/forward/relay_log.hpp"

#include <deque>
#include <map>
#include <memory>
#include <set>

namespace consentry::forward {

/// The bodies that one relay has passed and not delivered, without the bodies themselves: only where they stand. Those
/// of a number are a lane: one behind the other. A body of several numbers is in several lanes, and first when it is
/// first in each; bodies without a number are a lane of their own. What is set aside is in no lane.
class RelayQueue {
public:
    struct Body {
        Instant received_at{};
        std::uint64_t bytes = 0;  ///< In the log.
        unsigned refusals = 0;    ///< Of the body.
        unsigned failures = 0;    ///< Of the receiver, one after another, with this body.
        Instant due{};
        bool aside = false;
        bool in_flight = false;
        bool asked_for = false;  ///< The receiver said when to come again.
    };

    /// Puts a body behind all others of its numbers.
    void take(RelayRecord const& record, Instant now);

    /// Puts back what a place tells of.
    void take_back(RelayRecord const& record, RelayWaiting const& waiting, Instant now);

    Body const* find(RelayPosition at) const;

    /// The body that is to be sent next and may be now; nothing if there is none.
    std::optional<RelayPosition> startable(Instant now) const;
    std::optional<RelayPosition> first() const;  ///< The same, whenever it may be.
    std::optional<Instant> next_due() const;     ///< Of what is first.

    void start(RelayPosition at);
    void remove(RelayPosition at);
    void fail(RelayPosition at, Instant due, bool asked_for);
    void refuse(RelayPosition at, Instant due);  ///< Once more: it stays first.
    void set_aside(RelayPosition at, Instant due);
    void put_off(RelayPosition at);  ///< Nobody is to blame: as before the start.

    /// What waits for a receiver that is back, and did not say when it would be, is due now.
    void hurry(Instant now);
    void hurry_all(Instant now);  ///< And all that is set aside.

    /// Removes what stands before `begin` and is not in flight; how many that were.
    std::size_t drop_before(RelayPosition begin);
    std::optional<RelayPosition> oldest_aside() const;

    std::size_t size() const { return bodies_.size(); }
    std::size_t in_flight() const { return in_flight_; }
    std::size_t aside() const { return aside_.size(); }
    std::uint64_t bytes() const { return bytes_; }
    std::optional<Instant> oldest() const;
    std::vector<RelayWaiting> waiting() const;

private:
    using Lane = std::deque<RelayPosition>;
    struct Entry : Body {
        std::vector<std::pair<std::string const, Lane>*> lanes{};
    };

    Entry& entry(RelayPosition at) { return bodies_.at(at); }
    void enter_lanes(RelayPosition at, Entry& entry, std::vector<std::string> const& numbers);
    void leave_lanes(RelayPosition at, Entry& entry);
    static bool is_first(RelayPosition at, Entry const& entry);
    void offer(RelayPosition at, Entry const& entry);
    void withdraw(RelayPosition at, Entry const& entry);
    void end_attempt(Entry& entry);
    void move_due(RelayPosition at, Entry& entry, Instant due);

    std::map<RelayPosition, Entry> bodies_;
    std::map<std::string, Lane> lanes_;                  ///< None is empty.
    std::set<std::pair<Instant, RelayPosition>> ready_;  ///< First in all their lanes, or aside; not in flight.
    std::set<RelayPosition> aside_;
    std::size_t in_flight_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace consentry::forward
