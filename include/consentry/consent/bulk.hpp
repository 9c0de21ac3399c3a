#pragma once

#include "consentry/consent/ledger.hpp"

namespace consentry::consent {

/// So many matters share a unit of bulk work: few enough that nobody's word waits long for it.
inline constexpr std::size_t bulk_unit_matters = 20;

/// Hands the matters to the ledger as bulk work. Each is kept or refused for itself. `done` is called once with their
/// outcomes in order when all are on disk, from the thread that the last one is answered on; with the first error if
/// some could not be kept. Others then may have been: whoever says the same again changes nothing twice.
void commit_in_bulk(Ledger& ledger, std::vector<Matter> matters, Ledger::Done done);

}  // namespace consentry::consent
