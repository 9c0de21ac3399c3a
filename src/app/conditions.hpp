#pragma once

#include "consentry/base/alarms.hpp"
#include "consentry/consent/worklists.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/forward/relays.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// The conditions that are not told by whoever meets them, but found by looking: a pure function from what is seen now,
/// and what was seen a while ago, to the alarms that have to stand.
namespace consentry::app {

/// From where on a condition is one.
struct AlarmBounds {
    std::chrono::seconds silence{std::chrono::days{1}};
    std::chrono::seconds backlog{std::chrono::hours{1}};
    std::chrono::seconds hold{std::chrono::days{1}};
    std::chrono::seconds revocation{std::chrono::days{1}};
};

struct DiskRoom {
    std::string about;  ///< `store`, `journal`, `relay log`.
    std::uintmax_t available = 0;
    std::uintmax_t capacity = 0;
};

/// What one look sees. Counts are since the start.
struct Seen {
    Instant at{};
    std::uint64_t webhooks = 0;
    std::uint64_t unauthentic = 0;
    std::map<std::string, EventTime> heard{};   ///< Each listed number; since the start where nothing came.
    std::optional<std::chrono::seconds> lag{};  ///< The least by which items that came lately were behind our clock.
    std::vector<DiskRoom> disks{};
    std::string store_trouble{};
    std::vector<forward::DestinationStatus> destinations{};
    std::vector<forward::RelayStatus> relays{};
    std::map<std::string, std::int64_t> dead{};    ///< By `brand/destination`: deliveries that wait for a person.
    std::map<std::string, Instant> revocations{};  ///< By `brand/destination`: the oldest that it has not acknowledged.
    std::map<std::string, std::int64_t> unlinked{};       ///< By brand.
    std::map<std::string, consent::HoldFigures> holds{};  ///< By brand.
    std::map<std::string, std::string> brakes{};          ///< By `brand/source/direction`: those that hold, and why.
    std::optional<EventTime> oldest_erasure{};            ///< Of those that are not purged.
    std::map<std::string, EventTime> certificates{};      ///< By listener: when each ends.
};

struct Condition {
    AlarmCode code{};
    std::string about{};
    std::string detail{};
};

/// Every condition that holds. `before` is from some minutes ago.
std::vector<Condition> conditions(Seen const& now, Seen const& before, AlarmBounds const& bounds);

/// The codes that conditions() decides on: one that it does not return has fallen.
std::set<AlarmCode> const& codes_looked_for();

}  // namespace consentry::app
