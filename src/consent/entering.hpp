#pragma once

#include "consent/concerned.hpp"
#include "consent/origin.hpp"

namespace consentry::consent {

/// Settles who the person is, enters what was decided and marks the item as seen. Two subjects that turn out to be one
/// person are merged in every brand that knew the one that goes.
Outcome enter(Records& records, Matter const& matter, Concerned concerned, std::vector<Draft> const& drafts,
    Origin const& origin, Instant now, ApplyContext& context);

/// Adds the events of what happened after; nothing else of it counts.
void append_events(Outcome& outcome, Outcome const& more);

}  // namespace consentry::consent
