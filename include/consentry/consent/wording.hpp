#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/consent/policy.hpp"

namespace consentry::consent {

/// What an entry names of a wording, so that nobody can put other words in its place later:
/// SHA-256(scope ‖ 00 ‖ version ‖ 00 ‖ language ‖ 00 ‖ text).
Digest digest_of(Wording const& wording);

}  // namespace consentry::consent
