#include "store/database.hpp"

#include "store/scrubbing.hpp"

namespace consentry::store {
namespace {

/// What the codes that an operator can do something about mean, and what to do.
std::string_view remedy(int code)
{
    switch (code & 0xFF) {
    case SQLITE_FULL: return "the disk is full: make room, the store goes on by itself";
    case SQLITE_IOERR: return "the disk failed to read or write: look at the system's log";
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program holds the store: end it";
    case SQLITE_READONLY:
    case SQLITE_PERM: return "the store may not be written: see to the owner and rights of the file and its folder";
    case SQLITE_CANTOPEN: return "the file could not be opened: see to its folder and rights";
    case SQLITE_CORRUPT: return "a page of the store is damaged: keep the file and restore a backup";
    case SQLITE_NOTADB: return "the file is no database: name another file or restore a backup";
    case SQLITE_NOMEM: return "memory is used up";
    default: return "";
    }
}

int flags_of(Access access)
{
    int const common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    switch (access) {
    case Access::write: return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    case Access::checkpoint: return common | SQLITE_OPEN_READWRITE;
    case Access::read: return common | SQLITE_OPEN_READONLY;
    }
    return common;
}

/// Counting every byte of memory would cost SQLite a lock at every step. It has to be told before its first connection.
void settle_library()
{
    static int const settled = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(settled);
}

}  // namespace

void throw_store_error(sqlite3* db, int code)
{
    std::string sentence = "the store: ";
    sentence += db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    if (std::string_view const what_to_do = remedy(code); !what_to_do.empty())
        sentence.append(" (").append(what_to_do).append(")");
    throw StoreError{code, sentence};
}

Database::Database(Location const& location, Access access)
{
    settle_library();
    sqlite3* raw = nullptr;
    int const code = sqlite3_open_v2(location.path.c_str(), &raw, flags_of(access),
        location.vfs.empty() ? scrubbing_file_system() : location.vfs.c_str());
    handle_.reset(raw);
    check(raw, code);
    sqlite3_busy_timeout(raw, busy_timeout_ms);
    // The log is moved by its own thread, never as a part of somebody's commit.
    sqlite3_wal_autocheckpoint(raw, 0);
    // What was deleted must not be readable in the file. It is on before the first page is written.
    execute("PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;"
            "PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 268435456");
    // Room for the inner pages of a ledger of a million entries, so that who asks reads leaves alone.
    execute(access == Access::checkpoint ? "PRAGMA cache_size = -1024" : "PRAGMA cache_size = -8192");
}

void Database::execute(std::string const& sql)
{
    check(handle_.get(), sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

void Database::settle_log()
{
    int in_log = -1;
    int moved = -1;
    int const code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, &in_log, &moved);
    // Who reads beside us may keep the log from being cut off, but not from being moved.
    bool const all_moved = code == SQLITE_BUSY && in_log >= 0 && in_log == moved;
    if (!all_moved)
        check(handle_.get(), code);
    // Else a power cut could bring back a part of the log, older than what is in the file.
    sqlite3_file* log = nullptr;
    check(handle_.get(), sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log));
    if (log && log->pMethods)
        check(handle_.get(), log->pMethods->xSync(log, SQLITE_SYNC_NORMAL));
}

std::int64_t Database::integer(std::string_view sql) const
{
    return prepare(sql).first([](Row row) { return row.integer(0); }).value_or(0);
}

}  // namespace consentry::store
