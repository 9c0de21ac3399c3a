// A store that the first version made opens with this one, and nothing that it knew is lost.
#include "consentry/store/verify.hpp"
#include "store/schema.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <iterator>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

std::string version_1_tables()
{
    std::ifstream file{CONSENTRY_SOURCE_DIR "/tests/unit/store/version_1.sql"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// The rows of a closed store in tables of version 1, in its place.
void make_version_1_of(SampleStore& sample)
{
    std::filesystem::path const now = sample.folder / "now.db";
    {
        // The last connection that closes leaves everything in the one file.
        Database{{sample.options.path, {}}, Access::write}.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    std::filesystem::rename(sample.options.path, now);
    std::filesystem::remove(sample.options.path.string() + "-wal");
    std::filesystem::remove(sample.options.path.string() + "-shm");
    Database old{{sample.options.path, {}}, Access::write};
    old.execute(version_1_tables());
    old.execute("ATTACH '" + now.string() + "' AS now");
    auto const tables = old.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").all([](Row row) {
        return std::string{row.text(0)};
    });
    for (std::string const& table : tables) {
        std::string columns;
        old.prepare("SELECT name FROM pragma_table_info(?1, 'main')")
            .each([&](Row row) { columns.append(columns.empty() ? "" : ", ").append(row.text(0)); }, table);
        old.execute("INSERT INTO main." + table + " (" + columns + ") SELECT " + columns + " FROM now." + table);
    }
    old.execute("DETACH now");
    old.execute("PRAGMA application_id = " + std::to_string(application_id) + "; PRAGMA user_version = 1");
}

}  // namespace

TEST_CASE("a store of version 1 opens, knows what it knew, and lists who has opted out without a phone number")
{
    SampleStore sample;
    sample.tell(signal(Intent::opt_out, "baja", 1, "wamid.1"));
    sample.tell(from(user(), signal(Intent::opt_out, "baja", 2, "wamid.2")));
    Ask question = ask("orders", 3, "wamid.q", phone("34600999888"));
    question.wording.clear();  // An entry of that time names none by its digest.
    sample.tell(question);
    sample.tell(from(phone("34600999888"), quoting("wamid.q", signal(Intent::affirm, "si", 4, "wamid.3"))));
    auto const events = sample.store->reader().events("demo", 0, 100).events.size();
    sample.close();
    make_version_1_of(sample);

    sample.open();
    CHECK(sample.check("marketing").state == State::opted_out);
    CHECK(sample.check("marketing", user()).state == State::opted_out);
    CHECK(sample.store->reader().events("demo", 0, 100).events.size() == events);
    auto const unlinked = sample.store->reader().unlinked("demo", 0, 10).subjects;
    REQUIRE(unlinked.size() == 1);
    CHECK(unlinked[0].aliases == std::vector<Alias>{user()});
    CHECK(unlinked[0].since == at(2));
    CHECK(sample.tell(signal(Intent::opt_out, "baja", 1, "wamid.1")).duplicate);
    sample.close();

    Result<Verification> const found = verify(sample.options);
    REQUIRE(found);
    CHECK(found->problems == std::vector<std::string>{});
}
