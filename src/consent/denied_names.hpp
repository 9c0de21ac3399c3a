#pragma once

#include "consentry/consent/apply.hpp"

namespace consentry::consent {

/// The subject has said no, or may have: tells `on_denied` every name under which that counts. These are all it has and
/// had, and all of whoever else may have the line (variants.hpp), or has a number that the subject had.
void tell_denied(
    Records& records, std::string_view portfolio, SubjectNumber subject, Instant now, ApplyContext& context);

/// Likewise, for somebody who never had another name than those of the standing: nothing has to be read for it.
void tell_denied(
    Records& records, std::string_view portfolio, Standing const& standing, Instant now, ApplyContext& context);

}  // namespace consentry::consent
