#include "store/schema.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>

using namespace consentry;
using namespace consentry::store;

namespace {

std::string refusal(Location const& location)
{
    Result<void> const result = recognise(location);
    return result ? "" : result.error().detail;
}

bool contains(std::string const& text, std::string const& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a store is made from nothing, and from an empty file")
{
    test::TemporaryFolder const folder;
    Location const location{folder / "store.db", {}};
    if (GENERATE(false, true))
        std::ofstream{location.path};
    REQUIRE(recognise(location));
    Database database{location, Access::write};
    migrate(database);
    CHECK(inspect(database));
    CHECK(database.integer("PRAGMA user_version") == schema_version);
    CHECK(database.integer("PRAGMA application_id") == application_id);
    CHECK(recognise(location));
    CHECK_NOTHROW(migrate(database));
    CHECK(database.prepare("PRAGMA journal_mode").first([](Row row) { return std::string{row.text(0)}; }) == "wal");
}

TEST_CASE("a file that is not ours is refused, in words")
{
    test::TemporaryFolder const folder;
    Location const location{folder / "store.db", {}};
    SECTION("no database")
    {
        std::ofstream{location.path} << "brand,contact,state\ndemo,34600111222,opted_out\n";
        CHECK(contains(refusal(location), "is no database"));
    }
    SECTION("another program's")
    {
        Database{location, Access::write}.execute("CREATE TABLE contacts (phone TEXT)");
        CHECK(contains(refusal(location), "another program"));
    }
    SECTION("another program's, marked as such")
    {
        Database{location, Access::write}.execute("CREATE TABLE a (b); PRAGMA application_id = 252006674");
        CHECK(contains(refusal(location), "another program"));
    }
    SECTION("a newer consentry's")
    {
        Database database{location, Access::write};
        migrate(database);
        database.execute("PRAGMA user_version = " + std::to_string(schema_version + 1));
        CHECK(contains(refusal(location), "newer consentry"));
    }
    SECTION("ours, but of no version")
    {
        Database database{location, Access::write};
        migrate(database);
        database.execute("PRAGMA user_version = 0");
        CHECK(contains(refusal(location), "its tables tell no version"));
    }
    SECTION("cut off")
    {
        {
            Database database{location, Access::write};
            migrate(database);
        }
        std::filesystem::resize_file(location.path, 700);
        CHECK(contains(refusal(location), "cannot be read"));
    }
}

TEST_CASE("a copy that lost its log's mode gets it back: in any other a commit is not as safe")
{
    SampleStore sample;
    sample.tell(consent::signal(consent::Intent::opt_out, "baja", 1));
    sample.close();
    Location const location{sample.options.path, {}};
    Database{location, Access::write}.execute("PRAGMA journal_mode = DELETE");
    sample.open();
    Database const reader{location, Access::read};
    CHECK(reader.prepare("PRAGMA journal_mode").first([](Row row) { return std::string{row.text(0)}; }) == "wal");
}

TEST_CASE("a damaged start is told before anything is written")
{
    SampleStore sample;
    sample.tell(consent::signal(consent::Intent::opt_out, "baja", 1));
    sample.close();
    Database database{{sample.options.path, {}}, Access::write};
    SECTION("a table is missing")
    {
        database.execute("DROP TABLE seen");
        CHECK(contains(inspect(database).error().detail, "its table seen is missing"));
    }
    SECTION("the last entry cannot be read")
    {
        database.execute("UPDATE entry SET fields = substr(fields, 1, 100)");
        CHECK(contains(inspect(database).error().detail, "the last entry (1) of brand demo cannot be read"));
    }
    SECTION("the last entry's hash is cut off")
    {
        database.execute("UPDATE entry SET hash = x'00'");
        CHECK_FALSE(inspect(database));
    }
}
