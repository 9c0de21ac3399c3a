#pragma once

#include "consent/entering.hpp"

namespace consentry::consent {

/// Looks at everything that counts as said by the subject, in every brand. What was said under a number alone while
/// somebody else had it is taken back, and entered for them: as what it was, but a yes to a question that they were not
/// asked waits for one that they were.
Outcome give_back(Records& records, Matter const& matter, SubjectNumber subject, Instant now, ApplyContext& context);

}  // namespace consentry::consent
