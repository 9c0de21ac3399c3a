#pragma once

#include "consentry/store/store.hpp"

namespace consentry::store {

/// Begins a new key for checkpoints while no server runs: makes its file, sets the former one aside beside it, and has
/// the former endorse the new one, so that whoever trusts the former can trust the new. Where `lost`, there is no
/// former file and no endorsement. Fault::busy if a process holds the store, Fault::unprocessable if the file is
/// not the store's key.
Result<consent::KeyStatement> rotate_signing_key(Options const& options, bool lost, Random& random, EventTime now);

}  // namespace consentry::store
