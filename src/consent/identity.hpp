#pragma once

#include "consentry/consent/apply.hpp"

namespace consentry::consent {

/// A name of somebody that is theirs no more.
struct FormerName {
    Alias alias;
    EventTime until;

    bool operator==(FormerName const&) const = default;
};

/// Who a set of names belongs to.
struct Identified {
    SubjectNumber subject = 0;
    std::vector<SubjectNumber> merged{};       ///< Other subjects that turned out to be the same person.
    std::vector<Alias> unknown{};              ///< Names that were not known yet.
    std::vector<FormerName> unknown_former{};  ///< Likewise, of those that are over.
    bool is_new = false;
};

/// Looks the names up as they were at that time, by user id before phone, since a phone number can change hands. A
/// phone number is looked up under every spelling of its line. Writes nothing.
Identified identify(
    Records& records, std::string_view portfolio, std::span<Alias const> who, EventTime at, Keyer& keys);

/// Whom names mean that were seen together with `former` ones: these are of the same person, up to then.
Identified identify(Records& records, std::string_view portfolio, Naming const& naming, Keyer& keys);

/// Whether the former number was somebody else's right before the change: of whom a user id tells otherwise, or who
/// left it later than the person of the change did.
bool had_by_another(
    Records& records, std::string_view portfolio, Naming const& naming, Alias const& former, Keyer& keys);

/// Whether a name that a change tells of as former is over: a line that only has another spelling now is not.
bool is_over(Alias const& former, Naming const& naming);

/// What is denied at the moment under numbers that may be the same line as one of these names, by others than `own`.
std::vector<Fact> shared_denials(Records& records, Policy const& policy, std::span<Alias const> names,
    std::span<SubjectNumber const> own, EventTime now, Keyer& keys);

/// A fresh `sub_…`.
std::string new_subject_id(Random& random);

/// The id of entry `seq`: `evt_…`. The place in the ledger is part of it, so that an event is found without an index.
std::string new_event_id(Random& random, Seq seq);

}  // namespace consentry::consent
