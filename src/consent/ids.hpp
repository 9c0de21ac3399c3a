#pragma once

#include "consentry/base/random.hpp"
#include "consentry/consent/fact.hpp"

#include <string>

namespace consentry::consent {

/// A fresh `sub_…`.
std::string new_subject_id(Random& random);

/// The id of entry `seq`: `evt_…`. The place in the ledger is part of it, so that an event is found without an index.
std::string new_event_id(Random& random, Seq seq);

}  // namespace consentry::consent
