#pragma once

#include "consentry/consent/apply.hpp"

namespace consentry::consent {

/// Who a set of names belongs to.
struct Identified {
    SubjectNumber subject = 0;
    std::vector<SubjectNumber> merged{};  ///< Other subjects that turned out to be the same person.
    std::vector<Alias> unknown{};         ///< Names that were not known yet.
    std::vector<Alias> unknown_former{};  ///< Likewise, of those that are over.
    bool is_new = false;
};

/// Looks the names up as they were at that time, by user id before phone, since a phone number can change hands. Writes
/// nothing.
Identified identify(
    Records& records, std::string_view portfolio, std::span<Alias const> who, EventTime at, Keyer& keys);

/// Whom names mean that were seen together with `former` ones: these are of the same person, up to then.
Identified identify(Records& records, std::string_view portfolio, Naming const& naming, Keyer& keys);

/// A fresh `sub_…`.
std::string new_subject_id(Random& random);

/// The id of entry `seq`: `evt_…`. The place in the ledger is part of it, so that an event is found without an index.
std::string new_event_id(Random& random, Seq seq);

}  // namespace consentry::consent
