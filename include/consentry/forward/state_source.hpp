#pragma once

#include "consentry/consent/event.hpp"
#include "consentry/consent/policy.hpp"
#include "consentry/forward/delivery_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace consentry::forward {

/// What stands for one scope of a person at a moment.
struct ScopeNow {
    std::string scope;
    consent::State state = consent::State::unknown;
    bool allowed = false;
    std::optional<EventTime> since{};  ///< The event time of what the state rests on; none if it rests on nothing.
};

/// A person as a brand knows them at a moment.
struct PersonNow {
    std::vector<ScopeNow> scopes;       ///< Every configured scope, in the order of the configuration.
    std::vector<std::string> wa_ids;    ///< The phone numbers that are theirs now, as received; the latest first.
    std::vector<std::string> user_ids;  ///< Likewise.
};

/// The present, for receivers that are told what is rather than what happened: what arrives there late, or once more,
/// can then never put an old yes over a newer no.
class StateSource {
public:
    virtual ~StateSource() = default;

    /// A person under the rules of a brand. One short read, on the forwarder's thread. Nothing if nobody is known by
    /// that number any more, as after an erasure. Trouble of the machine is an exception.
    virtual std::optional<PersonNow> person(consent::Policy const& policy, SubjectNumber subject, EventTime now) = 0;

    /// Who has the phone number now (digits, as a `wa_id`), under any spelling of its line; nothing if nobody that is
    /// known. One short read, as above.
    virtual std::optional<SubjectNumber> subject_called(consent::Policy const& policy, std::string const& digits) = 0;

    /// Events `consent.snapshot` of up to `limit` subjects behind `after`, by number: each person as they stood when
    /// the ledger ended with the entry `at`. `seq` of an event is the subject's number, its id the same whenever it is
    /// read for that `feed`.
    virtual std::vector<LedgerEntry> snapshot(consent::Policy const& policy, Seq at, DestinationNumber feed,
        SubjectNumber after, std::size_t limit, EventTime now)
        = 0;
};

}  // namespace consentry::forward
