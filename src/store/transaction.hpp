#pragma once

#include "store/database.hpp"

namespace consentry::store {

/// A transaction that is undone unless it was committed.
class Transaction {
public:
    enum class Kind { read, write };

    Transaction(Database& database, Kind kind)
        : database_{database}
    {
        database_.execute(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN");
    }
    Transaction(Transaction const&) = delete;
    Transaction& operator=(Transaction const&) = delete;
    ~Transaction()
    {
        // After some errors SQLite has rolled back already. If a rollback fails the connection is as good as lost, and
        // the next transaction says so.
        if (database_.in_transaction())
            sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }

    void commit() { database_.execute("COMMIT"); }

private:
    Database& database_;
};

}  // namespace consentry::store
