#pragma once

#include "store/statement.hpp"

#include <filesystem>

namespace consentry::store {

/// What a connection is for; it decides the settings.
enum class Access {
    write,       ///< The one that commits. Never checkpoints by itself.
    checkpoint,  ///< Moves pages from the log to the file, and nothing else.
    read,        ///< Cannot write.
};

/// Where a store is, and through which of SQLite's file systems it is reached.
struct Location {
    std::filesystem::path path;
    std::string vfs;  ///< Empty: the system's own.
};

/// One connection, used by one thread at a time.
class Database {
public:
    static constexpr int busy_timeout_ms = 5'000;

    /// Opens the file; only `Access::write` makes one that is not there. Throws StoreError.
    Database(Location const& location, Access access);

    sqlite3* handle() const { return handle_.get(); }
    Statement prepare(std::string_view sql) const { return {handle_.get(), sql}; }

    /// Runs statements that are needed once.
    void execute(std::string const& sql);

    /// The first column of the first row, for pragmas and the like.
    std::int64_t integer(std::string_view sql) const;

    /// Moves everything from the log into the file and flushes both. What a killed process, or a failed flush, left in
    /// the log can be read like all else though the disk may never have had it; after this it has. Throws StoreError.
    void settle_log();

    /// Whether a transaction is open. SQLite ends one by itself after some errors.
    bool in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }

private:
    struct Close {
        void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace consentry::store
