#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/random.hpp"

#include <optional>
#include <string>

namespace consentry {

/// Encrypts and authenticates with AES-256-GCM (NIST SP 800-38D) under a fresh nonce: nonce, ciphertext, tag.
std::string seal(Digest const& key, std::string_view plain, Random& random);

/// What was sealed; nothing if it was sealed with another key, or changed since.
std::optional<std::string> unseal(Digest const& key, std::string_view sealed);

}  // namespace consentry
