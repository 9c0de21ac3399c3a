#include "store/statement.hpp"

#include "store/database.hpp"
#include "store/transaction.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

using namespace consentry;
using namespace consentry::store;

TEST_CASE("what is bound comes back, whatever it is")
{
    Database db{{":memory:", {}}, Access::write};
    db.execute("CREATE TABLE thing (i, t, b, n, at, seen)");
    std::string const text{"BAJA ✋\0 and on", 17};
    EventTime const at{std::chrono::seconds{1'795'339'800}};
    Statement put = db.prepare("INSERT INTO thing VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    CHECK(put.run(-7, text, Blob{Bytes{}}, std::optional<int>{}, at, Instant{at}) == 1);

    auto const read = db.prepare("SELECT i, t, b, n, at, seen FROM thing").first([&](Row row) {
        CHECK(row.integer(0) == -7);
        CHECK(row.text(1) == text);
        CHECK(row.blob(2).empty());
        CHECK_FALSE(row.is_null(2));
        CHECK(row.is_null(3));
        CHECK(row.time(4) == at);
        CHECK(row.instant(5) == Instant{at});
        return true;
    });
    CHECK(read);
}

TEST_CASE("an empty text is not NULL, even without an address")
{
    Database db{{":memory:", {}}, Access::write};
    CHECK(db.prepare("SELECT ?1 IS NULL, ?2 IS NULL")
              .first([](Row row) { return row.integer(0) + row.integer(1); }, std::string_view{}, Blob{Bytes{}})
        == 0);
}

TEST_CASE("a statement holds nothing when its call is over, also after a failure")
{
    Database db{{":memory:", {}}, Access::write};
    db.execute("CREATE TABLE thing (i INTEGER PRIMARY KEY); INSERT INTO thing VALUES (1), (2), (3)");
    Statement all = db.prepare("SELECT i FROM thing ORDER BY i");
    Statement put = db.prepare("INSERT INTO thing VALUES (?1)");
    CHECK(all.first([](Row row) { return row.integer(0); }) == 1);
    CHECK_THROWS_AS(put.run(2), StoreError);
    CHECK_THROWS_AS(all.each([](Row) { throw std::runtime_error("enough"); }), std::runtime_error);
    CHECK(put.run(4) == 1);
    CHECK(all.all([](Row row) { return row.integer(0); }) == std::vector<std::int64_t>{1, 2, 3, 4});
    CHECK_NOTHROW(db.execute("DROP TABLE thing"));
}

TEST_CASE("trouble carries SQLite's code and a sentence")
{
    Database db{{":memory:", {}}, Access::write};
    db.execute("CREATE TABLE thing (i INTEGER PRIMARY KEY)");
    Statement put = db.prepare("INSERT INTO thing VALUES (1)");
    put.run();
    try {
        put.run();
        FAIL("the second one went in");
    } catch (StoreError const& error) {
        CHECK(error.primary() == SQLITE_CONSTRAINT);
        CHECK(error.code() == SQLITE_CONSTRAINT_PRIMARYKEY);
        CHECK(std::string{error.what()}.starts_with("the store: "));
    }
    CHECK_THROWS_AS(db.prepare("SELECT nonsense FROM nowhere"), StoreError);
}

TEST_CASE("a file that is not there is made by who writes only")
{
    test::TemporaryFolder const folder;
    CHECK_THROWS_AS(Database({folder / "store.db", {}}, Access::read), StoreError);
    CHECK_NOTHROW(Database({folder / "store.db", {}}, Access::write));
    CHECK_NOTHROW(Database({folder / "store.db", {}}, Access::read));
}

TEST_CASE("who reads cannot write")
{
    test::TemporaryFolder const folder;
    Database{{folder / "store.db", {}}, Access::write}.execute("CREATE TABLE thing (i)");
    Database reader{{folder / "store.db", {}}, Access::read};
    CHECK_THROWS_AS(reader.execute("INSERT INTO thing VALUES (1)"), StoreError);
}

TEST_CASE("a transaction that is not committed never was")
{
    Database db{{":memory:", {}}, Access::write};
    db.execute("CREATE TABLE thing (i)");
    {
        Transaction const transaction{db, Transaction::Kind::write};
        db.execute("INSERT INTO thing VALUES (1)");
    }
    CHECK(db.integer("SELECT count(*) FROM thing") == 0);
    Transaction transaction{db, Transaction::Kind::write};
    db.execute("INSERT INTO thing VALUES (1)");
    transaction.commit();
    CHECK_FALSE(db.in_transaction());
    CHECK(db.integer("SELECT count(*) FROM thing") == 1);
}

TEST_CASE("every connection flushes each commit, and writes over what was deleted")
{
    test::TemporaryFolder const folder;
    for (Access const access : {Access::write, Access::checkpoint, Access::read}) {
        Database const db{{folder / "store.db", {}}, access};
        CHECK(db.integer("PRAGMA synchronous") == 2);
        CHECK(db.integer("PRAGMA secure_delete") == 1);
        CHECK(db.integer("PRAGMA wal_autocheckpoint") == 0);
    }
}
