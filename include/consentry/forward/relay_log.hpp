#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::forward {

/// Where a body stands in the log. Positions only grow, over restarts too.
using RelayPosition = std::uint64_t;

/// The body of a webhook, as Meta sent it.
struct RelayBody {
    Instant received_at{};
    Digest signature{};                  ///< Meta's own, over the very bytes.
    std::vector<std::string> relays{};   ///< Who gets it, each as relay_name() makes it.
    std::vector<std::string> numbers{};  ///< The `phone_number_id`s in it, each once: what keeps it in order.
    std::string body{};
};

/// `brand/name`: a relay in the log.
inline std::string relay_name(std::string_view brand, std::string_view name)
{
    return std::string{brand}.append("/").append(name);
}

/// A body as it stands in the log.
struct RelayRecord {
    RelayPosition at = 0;
    RelayPosition next = 0;     ///< Where to read on.
    std::uint64_t ordinal = 0;  ///< How many bodies came before it.
    RelayBody what;
};

struct RelayEnd {
    RelayPosition position = 0;
    std::uint64_t ordinal = 0;  ///< Of the next one.
};

/// A body that a relay has passed, but not delivered.
struct RelayWaiting {
    RelayPosition at = 0;
    unsigned refusals = 0;           ///< How often the receiver has refused it.
    std::optional<Instant> aside{};  ///< Set aside, since the receiver refuses it: when it is tried again.

    bool operator==(RelayWaiting const&) const = default;
};

/// How far a relay is.
struct RelayPlace {
    RelayPosition scanned = 0;            ///< Every body before is settled, or waits.
    std::uint64_t ordinal = 0;            ///< Of the body there.
    bool halted = false;                  ///< A person has paused it.
    std::vector<RelayWaiting> waiting{};  ///< In the order of the log.

    bool operator==(RelayPlace const&) const = default;
};

/// Bodies of webhooks on their way to relays, in the order in which they came. Each is kept once, for all relays that
/// want it, until all of them are past it, it is too old, or the log is too large.
class RelayLog {
public:
    using Done = std::move_only_function<void(Result<void>)>;

    virtual ~RelayLog() = default;

    /// `done` is called once, from any thread, when the body is flushed to disk, or with Fault::unavailable or
    /// Fault::busy if it cannot be kept. From any thread.
    virtual void keep(RelayBody body, Done done) = 0;

    // All else is for the relays' own thread, and throws if the machine fails.

    /// The place of a relay; one that is new gets its place at the end, on disk before this returns.
    virtual RelayPlace open(std::string const& relay) = 0;

    /// Keeps how far a relay is. Of several that wait, the last one counts. `done` is called once, from any thread.
    virtual void settle(std::string const& relay, RelayPlace place, Done done) = 0;

    /// Forgets the places of all others: nothing is kept for them any more.
    virtual void keep_only(std::span<std::string const> relays) = 0;

    /// The first body at `from` or behind it that is whole; nothing if there is none yet.
    virtual std::optional<RelayRecord> read(RelayPosition from) = 0;

    virtual RelayEnd end() const = 0;

    /// What stood before here is gone, whether it was delivered or not: it was too old, or the log too large.
    virtual RelayPosition begin() const = 0;
};

}  // namespace consentry::forward
