#pragma once

#include "consentry/consent/records.hpp"

namespace consentry::consent {

/// Something that may be an opt-out, waiting for a person to look at it.
struct WaitingHold {
    Event event;                 ///< `consent.held`, with the words.
    std::vector<Alias> aliases;  ///< Whose it is, as they are known today.
};

struct HoldPage {
    std::vector<WaitingHold> holds;  ///< Oldest entry first.
    Seq next = 0;                    ///< Behind which the next page begins.
    bool more = false;
};

/// How much waits, and since when.
struct HoldFigures {
    std::int64_t count = 0;
    std::optional<Instant> oldest;  ///< When it was written down.
};

/// Why somebody has to be asked again.
enum class RenewalReason {
    ends,         ///< The consent ends within the time asked for.
    ended,        ///< It has.
    old_wording,  ///< It rests on a wording that is no longer enough.
    unconfirmed,  ///< It was said once, and has to be said twice.
};

std::string_view name_of(RenewalReason reason);

/// Somebody to be asked again.
struct Renewal {
    SubjectNumber subject = 0;
    std::string public_id;
    std::vector<Alias> aliases;
    std::string wording;
    EventTime since;
    std::optional<EventTime> valid_until;
    RenewalReason why = RenewalReason::ends;
    std::string event;  ///< That made the grant.
};

/// Why the subject has to be asked again, if it has: of the grant that the permission rests on.
std::optional<RenewalReason> renewal_reason(Permission const& found, EventTime now, std::chrono::seconds within);

struct RenewalPage {
    std::vector<Renewal> renewals;
    SubjectNumber next = 0;  ///< Behind which the next page begins, even where this one is empty.
    bool more = false;
};

struct RenewalQuestion {
    Scope const* scope = nullptr;
    std::chrono::seconds within{};
    SubjectNumber after = 0;
    std::size_t limit = 100;
};

/// How one wording was received.
struct ReceptionFigures {
    std::string scope;
    std::string wording;  ///< Empty: questions that named none.
    std::int64_t asked = 0;
    std::int64_t opted_in = 0;
    std::int64_t declined = 0;
    std::int64_t opted_out = 0;
};

/// A grant whose end has come.
struct EndedGrant {
    Seq seq = 0;
    EventTime end;
};

/// What waits for somebody, or for its time. Every call is one short read transaction; safe from every thread.
class Worklists {
public:
    virtual ~Worklists() = default;

    /// Holds that decide something now, behind the entry `after`.
    virtual HoldPage holds(std::string_view brand, Seq after, std::size_t limit, EventTime now) = 0;
    virtual HoldFigures hold_figures(std::string_view brand, EventTime now) = 0;

    /// Looks at some thousand subjects at most, so a page may be short, or empty, and more to come.
    virtual RenewalPage renewals(Policy const& policy, RenewalQuestion const& question, EventTime now) = 0;

    virtual std::vector<ReceptionFigures> receptions(std::string_view brand) = 0;

    /// Grants that ended behind `after` and until `until`, in the order of their ends, at most about `limit` and all
    /// of one second.
    virtual std::vector<EndedGrant> ended(std::string_view brand, EventTime after, EventTime until, std::size_t limit)
        = 0;
};

}  // namespace consentry::consent
