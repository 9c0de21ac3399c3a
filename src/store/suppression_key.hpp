#pragma once

#include "consentry/base/encoding.hpp"
#include "consentry/base/random.hpp"
#include "consentry/base/result.hpp"
#include "store/database.hpp"

#include <filesystem>

namespace consentry::store {

inline constexpr std::size_t suppression_key_size = 32;

/// The key of all keyed hashes, from a file of one line of base64. Fault::not_found: there is no such file.
Result<Bytes> read_suppression_key(std::filesystem::path const& file);

/// Makes a key and its file (0600), flushed to disk. Fails rather than to write over a file that is there.
Result<Bytes> make_suppression_key(std::filesystem::path const& file, Random& random);

/// The key that belongs to the store; one is made for a store that never had one. Fails, in words, if the file is
/// missing or holds another key than the one the store's entries were made with: with a wrong key nobody who opted out
/// would be found again.
Result<Bytes> open_suppression_key(Database& database, std::filesystem::path const& file, Random& random);

/// The same for who only reads: the file has to be there, and right.
Result<Bytes> open_suppression_key(Database& database, std::filesystem::path const& file);

}  // namespace consentry::store
