#pragma once

#include "consentry/consent/apply.hpp"

namespace consentry::consent {

/// A message of the business is on its way to somebody: if they had said no, that is entered, once for each message.
/// Of people of whom nothing is known nothing is kept, and of who was erased since neither.
Outcome look_at(Records& records, Matter const& matter, Send const& send, Instant now, ApplyContext& context);

}  // namespace consentry::consent
