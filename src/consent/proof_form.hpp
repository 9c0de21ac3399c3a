#pragma once

#include <string_view>

namespace consentry::consent {

/// What the document of a proof calls its format.
inline constexpr std::string_view proof_form = "consentry-proof/1";

}  // namespace consentry::consent
