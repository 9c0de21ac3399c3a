#pragma once

#include "consentry/store/store.hpp"

namespace consentry::store {

/// What a backup holds, or a restored store does.
struct BackupReport {
    std::filesystem::path file;
    std::uint64_t bytes = 0;
    std::int64_t entries = 0;
    std::int64_t epoch = 0;           ///< The high part of every version that is given out from here on.
    int erased_again = 0;             ///< Of a restore: people who were erased since the backup was made.
    std::filesystem::path set_aside;  ///< Of a restore: where the former store went; empty if there was none.
};

/// Writes the store as it is at one moment to the file `to` (0600), flushed, and looks whether it can be opened; works
/// beside a running server. The suppression key is not in it. Fault::conflict if there is such a file, Fault::not_found
/// if there is no store, Fault::unavailable if it cannot be written.
Result<BackupReport> backup(Options const& options, std::filesystem::path const& to);

/// Puts the backup `from` in the store's place, under a new epoch: every version from then on exceeds all that were
/// given out before, by this store and by the one whose place it takes, so that who applies the highest version is
/// right. Fault::busy if a process holds the store, Fault::conflict if there is one and `replace` is false; with it,
/// that one is set aside. Whoever was erased since the backup was made, by the list beside the store, is erased in it
/// once more. Fault::unprocessable if the backup is no store of ours or the suppression key is not its own. `now` is
/// the least that the epoch may be of, in days since 2026.
Result<BackupReport> restore(Options const& options, std::filesystem::path const& from, bool replace, EventTime now);

}  // namespace consentry::store
