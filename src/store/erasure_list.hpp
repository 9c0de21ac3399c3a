#pragma once

#include "store/database.hpp"

#include <filesystem>
#include <set>
#include <string>

namespace consentry::store {

/// The list of all erasures, beside the store: when, of whom, and the keyed hashes of their names. Nothing personal
/// stands in it. A backup that is restored knows nothing of erasures since it was made; this list does.
class ErasureList {
public:
    /// The list of the store in that file.
    explicit ErasureList(std::filesystem::path const& store);

    /// Adds those that the store tells and the list does not, flushed. Throws std::system_error, StoreError.
    void complete(Database& database);

private:
    std::filesystem::path path_;
    bool was_read_ = false;
    std::set<std::string> listed_;  ///< Their `sub_…`.
};

/// Erases once more in `database` whoever the list names and is known there, as of then. Returns how many. Throws
/// StoreError, std::runtime_error.
int erase_again(Database& database, std::filesystem::path const& store, std::string_view suppression_key);

}  // namespace consentry::store
