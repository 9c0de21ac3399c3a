#pragma once

#include "consentry/consent/checkpoint.hpp"

#include <vector>

namespace consentry::app {

/// The checkpoints that an argument of `--expect` names: the line itself, or a file that holds such lines, among others
/// or inside of others, as a log does. Fault::malformed if there is none.
Result<std::vector<consent::Checkpoint>> checkpoints_in(std::string const& argument);

/// The public key that an argument of `--key` names: base64 of 32 octets, or a file that begins with it.
Result<PublicKey> public_key_in(std::string const& argument);

}  // namespace consentry::app
