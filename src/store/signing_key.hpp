#pragma once

#include "consentry/consent/key_statement.hpp"
#include "store/database.hpp"

#include <filesystem>

namespace consentry::store {

/// Every key that the store's checkpoints were signed with, the oldest first. Throws StoreError if one cannot be read.
std::vector<consent::KeyStatement> signing_keys(Database const& database);

/// The key that signs the store's checkpoints. One is made for a store that has none, and may take the place of one
/// that never signed anything. Fails, in words, if the file is missing or holds another key than the store's.
Result<SigningKey> open_signing_key(
    Database& database, std::filesystem::path const& file, Random& random, EventTime now);

/// Begins a new key: makes its file, sets the former one aside, and has the former endorse the new one. Where `lost`,
/// the former file is not needed and there is no endorsement. Fault::unprocessable if the file is not the store's key.
Result<consent::KeyStatement> rotate_signing_key(
    Database& database, std::filesystem::path const& file, Random& random, EventTime now, bool lost);

}  // namespace consentry::store
