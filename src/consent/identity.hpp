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

    /// All of them; none if it is somebody new.
    std::vector<SubjectNumber> subjects() const
    {
        std::vector<SubjectNumber> all = merged;
        if (!is_new)
            all.push_back(subject);
        return all;
    }
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

/// What those said who had one of the numbers, in any spelling of it, before `now` and have it no more. `own` are those
/// who have it: they speak for themselves.
std::vector<Fact> facts_left(Records& records, Policy const& policy, std::span<Alias const> names,
    std::span<SubjectNumber const> own, EventTime now, Keyer& keys);

/// Who has the name at that time, in any spelling of it: two, where the spellings of a line have come to different
/// people and nobody has found out that they are one.
std::vector<SubjectNumber> subjects_of(
    Records& records, std::string_view portfolio, Alias const& alias, EventTime at, Keyer& keys);

/// What is denied at the moment under numbers that may be the same line as one of these names, by others than `own`.
std::vector<Fact> shared_denials(Records& records, Policy const& policy, std::span<Alias const> names,
    std::span<SubjectNumber const> own, EventTime now, Keyer& keys);

}  // namespace consentry::consent
