#include "store/checkpointer.hpp"

#include "store/transaction.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace consentry;
using namespace consentry::store;

namespace {

/// A writer's connection that tells a checkpointer of every commit, as the writer does.
class Bench {
public:
    explicit Bench(CheckpointLimits limits)
        : database{location, Access::write}
    {
        database.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;"
                         "CREATE TABLE page (n INTEGER PRIMARY KEY, filling BLOB)");
        sqlite3_wal_hook(
            database.handle(),
            [](void* noted, sqlite3*, char const*, int count) {
                *static_cast<int*>(noted) = count;
                return SQLITE_OK;
            },
            &pages);
        checkpointer.emplace(location, log, limits);
    }

    /// Writes about `count` pages in one transaction; returns how many are in the log then.
    int write(int count)
    {
        Transaction transaction{database, Transaction::Kind::write};
        for (int i = 0; i < count; ++i)
            database.execute("INSERT INTO page (filling) VALUES (zeroblob(4000))");
        transaction.commit();
        checkpointer->grown(database, pages);
        return pages;
    }

    test::TemporaryFolder folder;
    Location location{folder / "store.db", {}};
    SilentLog log;
    int pages = 0;
    Database database;
    std::optional<Checkpointer> checkpointer;
};

}  // namespace

TEST_CASE("below its limit the log is left alone")
{
    Bench bench{{1'000, 4'000, 100}};
    int before = 0;
    for (int i = 0; i < 10; ++i) {
        int const now = bench.write(10);
        CHECK(now > before);
        before = now;
    }
}

TEST_CASE("under constant load the log starts again and again and stays near its limits")
{
    Bench bench{{200, 600, 50}};
    int longest = 0;
    int restarts = 0;
    int before = 0;
    for (int i = 0; i < 1'000; ++i) {
        int const now = bench.write(10);
        restarts += now < before ? 1 : 0;
        longest = std::max(longest, now);
        before = now;
    }
    CHECK(restarts > 5);
    CHECK(longest < 600 + 50);
    CHECK(bench.database.integer("SELECT count(*) FROM page") == 10'000);
}

TEST_CASE("a reader of an old state holds the log, and once it ends the log starts again")
{
    Bench bench{{100, 300, 50}};
    bench.write(50);
    Database reader{bench.location, Access::read};
    std::optional<Transaction> reading{std::in_place, reader, Transaction::Kind::read};
    CHECK(reader.integer("SELECT count(*) FROM page") == 50);
    int const held = [&] {
        int last = 0;
        for (int i = 0; i < 25; ++i)
            last = bench.write(10);
        return last;
    }();
    CHECK(held > 250);
    CHECK(reader.integer("SELECT count(*) FROM page") == 50);
    reading.reset();
    int last = held;
    for (int i = 0; i < 20 && last >= held; ++i)
        last = bench.write(10);
    CHECK(last < held);
    CHECK(reader.integer("SELECT count(*) FROM page") == bench.database.integer("SELECT count(*) FROM page"));
}
