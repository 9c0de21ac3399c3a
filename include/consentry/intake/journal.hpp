#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"
#include "consentry/intake/gap.hpp"

#include <functional>
#include <string>

namespace consentry::intake {

/// A webhook that could not be acted on as a whole, as it came.
struct JournalRecord {
    std::string id{};  ///< Given by the journal: where the record stands.
    Instant received_at{};
    Gaps gaps{};
    std::string brand{};  ///< Of the path it came to; empty: any.
    Digest signature{};
    std::string body{};
};

/// Keeps such webhooks for a while. What is needed of it on the way in, and for going through it again.
class Journal {
public:
    using Done = std::move_only_function<void(Result<void>)>;

    virtual ~Journal() = default;

    /// `done` is called once, from any thread, when the record is flushed to disk, or with Fault::unavailable or
    /// Fault::busy if it cannot be kept. The id is the journal's to give.
    virtual void keep(JournalRecord record, Done done) = 0;

    /// Calls `take` with each record that is not settled, the oldest first, until it returns false. `after` is the id
    /// of a record, still there or not, behind which it begins; empty: with the first.
    virtual void for_each(std::string const& after, std::function<bool(JournalRecord const& record)> const& take) = 0;

    /// Nothing of the record is left to act on. Fault::unavailable if that cannot be written down.
    virtual Result<void> settle(std::string const& id) = 0;
};

}  // namespace consentry::intake
