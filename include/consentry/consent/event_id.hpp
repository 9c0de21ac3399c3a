#pragma once

#include "consentry/consent/fact.hpp"

namespace consentry::consent {

/// The place in its brand's ledger that an event id (`evt_…`) tells; nothing if it is no event id.
std::optional<Seq> seq_of_event(std::string_view event_id);

}  // namespace consentry::consent
