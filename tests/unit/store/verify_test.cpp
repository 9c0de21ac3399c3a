#include "consentry/store/verify.hpp"

#include "store/database.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <map>
#include <set>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

/// A bit of everything that leaves rows: two brands, a merge, questions, an answer that waits, Meta's layer.
void tell_a_bit_of_everything(SampleStore& sample)
{
    sample.tell(signal(Intent::opt_out, "baja", 1, "wamid.stop"));
    sample.tell(from(user(), signal(Intent::opt_in, "start", 2, "wamid.start")), true);
    Ask question = ask("marketing", 3, "wamid.question");
    sample.tell(question);
    sample.tell(quoting("wamid.question", signal(Intent::affirm, "sí", 4, "wamid.yes")));
    sample.tell(quoting("wamid.unknown", signal(Intent::decline, "no", 5, "wamid.no")));
    sample.tell(from({phone(), user()}, setting(Intent::meta_stop, 6)));
    Record record;
    record.contact = phone("34600111333");
    record.scope = "orders";
    record.opted_in = true;
    record.occurred_at = at(7);
    record.wording = "o1";
    record.evidence = "form 7";
    record.actor = "eva@example.com";
    sample.tell(record);
    sample.tell(Notice{{"disk_space", "store", "7 MB are left", true, at(8)}, at(8)});
    sample.tell(from(Alias{AliasKind::user_id, "ES.99"}, signal(Intent::opt_out, "stop", 9, "wamid.unlinked")));
    Signal perhaps = from(phone("34600111444"), signal(Intent::opt_out, "para ya", 10, "wamid.perhaps"));
    perhaps.readings.front().hold = true;
    sample.tell(perhaps);
    for (char const* const brand : {"demo", "sister"})
        REQUIRE(sample.store->proofs().cover(brand, true));
}

std::string told(Verification const& verification)
{
    std::string all;
    for (std::string const& problem : verification.problems)
        all += problem + "\n";
    return all;
}

/// A value with one bit changed: the lowest of an integer, or of the octet in the middle.
void flip(sqlite3_context* context, int, sqlite3_value** values)
{
    int const type = sqlite3_value_type(values[0]);
    if (type == SQLITE_INTEGER || type == SQLITE_NULL)
        return sqlite3_result_int64(context, sqlite3_value_int64(values[0]) ^ 1);
    auto const* const data = static_cast<char const*>(sqlite3_value_blob(values[0]));
    Bytes octets{data ? data : "", static_cast<std::size_t>(sqlite3_value_bytes(values[0]))};
    if (octets.empty())
        octets = "1";
    else
        octets[octets.size() / 2] ^= 1;
    if (type == SQLITE_TEXT)
        sqlite3_result_text64(context, octets.data(), octets.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    else
        sqlite3_result_blob64(context, octets.data(), octets.size(), SQLITE_TRANSIENT);
}

std::vector<std::string> columns_of(Database& database, std::string const& table)
{
    return database.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE hidden = 0")
        .all([](Row row) { return std::string{row.text(0)}; }, table);
}

std::int64_t rows_of(Database& database, std::string const& table)
{
    return database.integer("SELECT count(*) FROM " + table);
}

/// The store as it was, with one bit changed in one column of the n-th row of a table.
void change(Options const& options, std::string const& table, std::string const& column, std::int64_t n)
{
    Database database{{options.path, {}}, Access::write};
    database.execute("PRAGMA synchronous = OFF");
    sqlite3_create_function(database.handle(), "flip", 1, SQLITE_UTF8, nullptr, flip, nullptr, nullptr);
    std::string key;
    database.prepare("SELECT name FROM pragma_table_xinfo(?1) WHERE pk > 0 ORDER BY pk")
        .each([&](Row row) { key += (key.empty() ? "" : ", ") + std::string{row.text(0)}; }, table);
    // What is in the way of a changed key is gone afterwards, which has to be found as well.
    database.execute("UPDATE OR REPLACE " + table + " SET " + column + " = flip(" + column + ") WHERE (" + key
        + ") = (SELECT " + key + " FROM " + table + " ORDER BY " + key + " LIMIT 1 OFFSET " + std::to_string(n) + ")");
}

/// Tables in which no row carries consent, each with its reason. A new table is looked into unless it stands here.
std::map<std::string, std::string> const exempt{
    {"installation", "tells of the store: a changed check of a key refuses to open, an epoch is no consent"},
    {"destination", "tells how far forwarding is: what was said stands in the ledger"},
    {"delivery", "likewise"},
    {"round", "tells how far work in rounds has come"},
    {"brake", "counts how much a source changes of late"},
    {"halted", "tells which destination a person has paused"},
    {"token", "holds what opens far systems, sealed"},
    {"receipt", "holds answers of the API for a day, sealed"},
    {"data_read", "tells who of the business has read what"},
    {"erasure", "has rows where somebody was erased: a test of its own"},
    {"erasure_name", "holds names of who was erased until the receivers have acknowledged it; empty after that"},
    {"merkle", "has rows from a thousand entries on: a test of its own"},
};

std::vector<std::string> tables_to_flip(Options const& options)
{
    Database const database{{options.path, {}}, Access::read};
    auto tables
        = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all([](Row row) {
              return std::string{row.text(0)};
          });
    std::erase_if(tables, [](std::string const& table) { return exempt.contains(table); });
    return tables;
}

/// What a changed row of these tables is told by: the entry that it belongs to.
std::set<std::string> const of_entries{"entry", "personal", "fact", "prompt", "answer", "hold", "checkpoint", "merkle"};

/// One bit in each column of each row, each time in a store that is as it was otherwise.
void flip_everywhere(Options const& options, std::string const& table)
{
    Options changed = options;
    changed.path = options.path.string() + ".changed";
    Database reading{{options.path, {}}, Access::read};
    std::int64_t const rows = rows_of(reading, table);
    INFO("table " << table << ": fill it in tell_a_bit_of_everything(), or say why it is exempt");
    REQUIRE(rows > 0);
    for (std::string const& column : columns_of(reading, table)) {
        for (std::int64_t row = 0; row < rows; ++row) {
            INFO("row " << row << " of " << table << ": " << column);
            std::filesystem::copy_file(options.path, changed.path, std::filesystem::copy_options::overwrite_existing);
            change(changed, table, column, row);
            Result<Verification> const found = verify(changed);
            REQUIRE(found);
            CHECK(found->problems_found > 0);
            if (of_entries.contains(table))
                CHECK(told(*found).find(" of brand ") != std::string::npos);
        }
    }
}

}  // namespace

TEST_CASE("verify is content with whatever was told, in any story")
{
    for (int round = 0; round < 10; ++round) {
        test::Generator random;
        INFO("CONSENTRY_TEST_SEED=" << random.seed());
        SampleStore sample;
        sample.tell(make_story(random));
        Result<Verification> const found = verify(sample.options);
        REQUIRE(found);
        CHECK(told(*found) == "");
        CHECK(found->problems_found == 0);
    }
}

TEST_CASE("verify is content with names that change hands")
{
    SampleStore sample;
    Naming moved;
    moved.who = {phone("34600999888"), Alias{AliasKind::user_id, "ES.22"}};
    moved.former = {phone(), user()};
    moved.at = moved.stamped = at(50);
    moved.source = Source::system;
    moved.identity = "system/50";
    bool const knows_the_old = GENERATE(true, false);
    bool const knows_the_new = GENERATE(true, false);
    if (knows_the_old)
        sample.tell(signal(Intent::opt_out, "baja", 10, "wamid.old"));
    if (knows_the_new)
        sample.tell(from(moved.who.front(), signal(Intent::opt_out, "baja", 60, "wamid.new")), true);
    sample.clock.set(seen_at(2'000));
    sample.tell(moved);
    sample.tell(signal(Intent::opt_out, "baja", 40, "wamid.late"));
    sample.tell(signal(Intent::opt_out, "baja", 70, "wamid.next owner"));
    sample.tell(from(user(), signal(Intent::opt_out, "baja", 45, "wamid.late too")));
    Result<Verification> const found = verify(sample.options);
    REQUIRE(found);
    CHECK(told(*found) == "");
}

TEST_CASE("a changed key of a number that was given up is found: a no is looked up by it")
{
    SampleStore sample;
    Naming moved;
    moved.who = {phone("34600999888")};
    moved.former = {phone()};
    moved.at = moved.stamped = at(50);
    moved.source = Source::system;
    moved.identity = "system/50";
    sample.tell(signal(Intent::opt_out, "baja", 10, "wamid.old"));
    sample.clock.set(seen_at(2'000));
    sample.tell(moved);
    if (GENERATE(false, true))
        sample.tell(signal(Intent::opt_out, "baja", 70, "wamid.next owner"));
    sample.close();
    CHECK(told(*verify(sample.options)) == "");
    auto const change = GENERATE("tag = tag + 1", "portfolio = portfolio + 1", "until = coalesce(until, 0) + 1",
        "subject = subject + 1", "subject = 0");
    INFO(change);
    Database{{sample.options.path, {}}, Access::write}.execute(
        std::string{"UPDATE alias_key SET "} + change + " WHERE key = (SELECT key FROM alias WHERE until IS NOT NULL)");
    CHECK(verify(sample.options)->problems_found > 0);
}

TEST_CASE("verify counts what it saw, beside the running store and after it")
{
    SampleStore sample;
    tell_a_bit_of_everything(sample);
    auto const check = [&] {
        Result<Verification> const found = verify(sample.options);
        REQUIRE(found);
        CHECK(told(*found) == "");
        CHECK(found->brands == 2);
        CHECK(found->entries
            == sample.store->reader().events("demo", 0, 100).events.size()
                + sample.store->reader().events("sister", 0, 100).events.size());
        CHECK(found->subjects == 5);  // One of them went into another.
    };
    check();
    sample.close();
    sample.open();
    check();
}

TEST_CASE("one bit flipped in any column of any row is found and named")
{
    SampleStore sample;
    tell_a_bit_of_everything(sample);
    sample.close();
    for (std::string const& table : tables_to_flip(sample.options))
        flip_everywhere(sample.options, table);
}

TEST_CASE("one bit flipped in a node over a full block of entries is found and named")
{
    SampleStore sample;
    for (int n = 1; n <= checkpoint_entries; ++n)
        sample.tell(from(phone("346000" + std::to_string(10'000 + n)),
            signal(Intent::opt_out, "baja", n, "wamid." + std::to_string(n))));
    REQUIRE(sample.store->proofs().cover("demo", false).value().size() == 1);
    sample.close();
    flip_everywhere(sample.options, "merkle");
}

TEST_CASE("one bit flipped in what tells of an erasure is found and named")
{
    SampleStore sample;
    tell_a_bit_of_everything(sample);
    Erase forget;
    forget.contact = phone("34600111333");
    forget.brands = {"demo", "sister"};
    sample.tell(forget);
    sample.close();
    CHECK(told(*verify(sample.options)) == "");
    flip_everywhere(sample.options, "erasure");
    Database{{sample.options.path, {}}, Access::write}.execute(
        "UPDATE alias_key SET erased = erased + 1 WHERE erased IS NOT NULL");
    CHECK(told(*verify(sample.options)).find("tells of another erasure than the entries") != std::string::npos);
}

TEST_CASE("what was taken out of the ledger, or put into its tables, is found")
{
    SampleStore sample;
    tell_a_bit_of_everything(sample);
    sample.close();
    auto const [sql, problem] = GENERATE(table<std::string, std::string>({
        {"DELETE FROM entry WHERE brand = 1 AND seq = 2", "entry 2 of brand demo: is missing"},
        {"DELETE FROM entry WHERE brand = 1 AND seq = (SELECT max(seq) FROM entry WHERE brand = 1)",
            "what is personal of it is still there"},
        {"DELETE FROM personal WHERE place & 255 = 3", "entry 3 of brand demo: what is personal of it is missing"},
        {"INSERT INTO fact SELECT brand, subject, seq + 100, kind, scope, at, valid_until, authority, number, annuls, "
         "wording, asked_at, confirmed, event "
         "FROM fact LIMIT 1",
            "the table fact has a row of it that is not its own"},
        {"DELETE FROM fact WHERE kind = 'opt_out'", "its fact is missing in the table"},
        {"DELETE FROM seen", "entry 1 of brand demo: its item is not among the known items"},
        {"DELETE FROM alias WHERE kind = 'user_id'", "a name in it is no alias of its subject"},
        {"DELETE FROM alias_key", "cannot be found by its key"},
        {"INSERT INTO unlinked VALUES (1, 1, 5)",
            "the list of those who opted out without a phone number has it wrong"},
        {"INSERT INTO alias_key VALUES (7, 7, 1, 1, NULL, NULL, NULL)", "a key that is no alias's"},
        {"INSERT INTO destination (id, brand, name, cursor) VALUES (1, 1, 'crm', 999)",
            "its cursor is past the end of the ledger"},
        {"INSERT INTO delivery VALUES (7, 1, 'waiting', 0, 0, NULL, NULL, NULL, 0, '')",
            "the table delivery has 1 rows of no destination, entry or state that there is, the first of them of "
            "destination 7, seq 1"},
        {"PRAGMA ignore_check_constraints = ON; INSERT INTO destination (id, brand, name, cursor) VALUES (1, 1, 'crm', "
         "0);"
         "INSERT INTO delivery VALUES (1, 1, 'waitinf', 0, 0, NULL, NULL, NULL, 0, '')",
            "rows of no destination, entry or state that there is, the first of them of destination 1, seq 1"},
        {"UPDATE installation SET value = '00' WHERE key = 'suppression_key_check'", "is not the one"},
    }));
    INFO(sql);
    {
        Database database{{sample.options.path, {}}, Access::write};
        database.execute(sql);
    }
    Result<Verification> const found = verify(sample.options);
    REQUIRE(found);
    INFO(told(*found));
    CHECK(told(*found).find(problem) != std::string::npos);
}

TEST_CASE("a changed entry does not hide the problems of others")
{
    SampleStore sample;
    tell_a_bit_of_everything(sample);
    sample.close();
    {
        Database database{{sample.options.path, {}}, Access::write};
        database.execute(
            "UPDATE entry SET fields = replace(fields, 'opted_out', 'opted_in') WHERE brand = 1 AND seq = 1;"
            "UPDATE personal SET who = '{}' WHERE place & 255 = 2");
    }
    Result<Verification> const found = verify(sample.options);
    REQUIRE(found);
    CHECK(told(*found).find("entry 1 of brand demo: its hash does not follow") != std::string::npos);
    CHECK(told(*found).find("entry 2 of brand demo: the names and message ids are not those that were committed to")
        != std::string::npos);
}

TEST_CASE("there is nothing to verify where there is no store, and no foreign file is walked")
{
    test::TemporaryFolder const folder;
    Options options;
    options.path = folder / "store.db";
    CHECK(verify(options).error().fault == Fault::not_found);
    std::ofstream{options.path} << "this is no database, whatever its name";
    CHECK(verify(options).error().fault == Fault::unprocessable);
}
