#pragma once

#include "consentry/consent/decide.hpp"

namespace consentry::consent {

/// What the entry `seq` of a draft brings besides itself. `now` is when it is written down.
Consequences consequences_of(Draft const& draft, Seq seq, Instant now);

}  // namespace consentry::consent
