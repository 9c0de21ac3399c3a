#pragma once

#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"
#include "consentry/consent/signal.hpp"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::store {

/// A destination that is configured. What waits for another one nobody will ever acknowledge.
struct DestinationName {
    std::string brand;
    std::string name;
};

/// How far the store is with those who were erased.
struct ErasureStatus {
    std::size_t pending = 0;          ///< Erased, and something personal of them is still there.
    std::optional<EventTime> oldest;  ///< When the first of these was erased.
    std::uint64_t purged = 0;         ///< Since the start.
};

/// How long what is kept.
struct Retention {
    std::chrono::seconds message_text{};    ///< Words that are evidence of consent, and what else an entry says of it.
    std::chrono::seconds unmatched_text{};  ///< Words that answer no question, and requests for help.
    std::chrono::seconds reads{};           ///< Who read what of whom.
};

enum class RetentionKind { message_text, unmatched_text, reads };
inline constexpr std::size_t retention_kinds = 3;
std::string_view name_of(RetentionKind kind);  ///< `message_text`, as in the configuration.

struct RetentionFigures {
    std::uint64_t dropped = 0;        ///< Since the start.
    std::optional<Instant> last_run;  ///< When that was last looked for; none: not yet.
    bool due = false;                 ///< More was found than was dropped so far.
};
using RetentionStatus = std::array<RetentionFigures, retention_kinds>;

/// What the store does when nobody asks: on the caller's thread, in slices on the writer behind everything else, so
/// that no webhook waits for it. One caller at a time; what is cut off goes on the next time.
class Upkeep {
public:
    /// Takes names out of what is kept outside of the tables. False: something of them had to stay for now, since other
    /// people's words would go with it; with `at_any_rate` nothing stays.
    using Forget = std::function<bool(std::vector<std::string> const& names, bool at_any_rate)>;

    /// Removes what is personal of everybody who was erased, once all of `destinations` have acknowledged what concerns
    /// them, or consent::erasure_waits has passed: rows, names, free pages, the write-ahead log. Fault::busy and
    /// Fault::unavailable as of the writer: try again later.
    virtual Result<void> purge(Instant now, std::span<DestinationName const> destinations, Forget const& forget) = 0;

    /// As of the last purge(). From any thread.
    virtual ErasureStatus erasures() const = 0;

    /// Drops some of what is older than it may be; returns whether there may be more. Fails as purge().
    virtual Result<bool> drop_old(Instant now, Retention const& retention) = 0;

    /// As of the last drop_old(). From any thread.
    virtual RetentionStatus retention() const = 0;

    /// Writes down who has read what since the last time. Fails as purge(); then it is tried again the next time.
    virtual Result<void> keep_reads() = 0;

    virtual ~Upkeep() = default;
};

}  // namespace consentry::store
