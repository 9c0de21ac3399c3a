#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/consent/fact.hpp"

namespace consentry::consent {

/// The place in its brand's ledger that an event id (`evt_…`) tells; nothing if it is no event id.
std::optional<Seq> seq_of_event(std::string_view event_id);

/// The id of an event that is no entry: of one person in a snapshot at the entry `at`. The first octets of `of_person`
/// tell them apart.
std::string snapshot_id(Seq at, Digest const& of_person);

}  // namespace consentry::consent
