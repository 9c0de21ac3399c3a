#pragma once

#include "consentry/consent/apply.hpp"

namespace consentry::consent {

/// Forgets whoever has the name: an entry in every brand of the portfolio that knows them, every name suppressed, and
/// nothing leads to them any more. Fault::not_found if nobody has it, Fault::forbidden if a brand knows them for which
/// the caller may not act. Somebody who was erased already is told so, and nothing happens.
Outcome erase(Records& records, Matter const& matter, Erase const& erase, Instant now, ApplyContext& context);

}  // namespace consentry::consent
