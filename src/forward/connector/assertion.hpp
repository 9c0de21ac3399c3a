#pragma once

#include "forward/connector/template.hpp"

#include <expected>
#include <string>

namespace consentry::forward {

/// Our claims, signed with the private key of the configuration: a JSON Web Token (RFC 7523, RS256). `iat` is `now`,
/// `exp` the template's `assertion_lifetime` later. The error is a sentence, and quotes nothing of the key.
std::expected<std::string, std::string> assertion(ConnectorAuth const& auth, Lookup const& lookup, Instant now);

}  // namespace consentry::forward
