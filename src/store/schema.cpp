#include "store/schema.hpp"

#include "consentry/consent/entry.hpp"
#include "store/deliveries_schema.hpp"
#include "store/entry_place.hpp"
#include "store/migrations.hpp"
#include "store/proof_schema.hpp"
#include "store/transaction.hpp"

#include <array>
#include <fstream>

namespace consentry::store {
namespace {

constexpr std::array tables{"installation", "brand", "portfolio", "subject", "alias_key", "alias", "seen", "entry",
    "personal", "fact", "prompt", "answer", "destination", "delivery", "unlinked", "hold", "tally", "round", "brake",
    "erasure", "erasure_name", "data_read", "signing_key", "checkpoint", "merkle", "wording", "receipt", "halted",
    "token"};

constexpr std::string_view file_magic{"SQLite format 3\0", 16};

std::unexpected<Error> refuse(Location const& location, std::string const& why)
{
    return fail(Fault::unprocessable, "the store " + location.path.string() + " " + why);
}

Result<void> recognise_version(Location const& location, Access access)
{
    Database const database{location, access};
    std::int64_t const application = database.integer("PRAGMA application_id");
    std::int64_t const version = database.integer("PRAGMA user_version");
    std::int64_t const objects = database.integer("SELECT count(*) FROM sqlite_schema");
    if (application == 0 && version == 0 && objects == 0)
        return {};
    if (application != application_id)
        return refuse(location, "is a database of another program; name another file");
    if (version < 1)
        return refuse(location, "is damaged: its tables tell no version; keep the file and restore a backup");
    if (version > schema_version)
        return refuse(location,
            "was written by a newer consentry (its tables have version " + std::to_string(version)
                + ", this program knows " + std::to_string(schema_version) + "); run that one");
    return {};
}

std::string brand_name(Database& database, BrandNumber brand)
{
    return database.prepare("SELECT name FROM brand WHERE id = ?1")
        .first([](Row row) { return std::string{row.text(0)}; }, brand)
        .value_or("?");
}

/// The end of one brand's ledger: it has to be readable, since the next entry is chained to it.
Result<void> inspect_head(Database& database, BrandNumber brand)
{
    consent::Seq seq = 0;
    bool whole = false;
    auto const read = [&](Row row) {
        seq = seq_at(row.integer(0));
        consent::Entry entry;
        entry.fields = row.text(1);
        Result<consent::Event> const event = consent::read_entry(entry);
        whole = event && event->seq == seq && row.blob(2).size() == std::tuple_size_v<Digest>;
        return true;
    };
    database.prepare("SELECT place, fields, hash FROM entry WHERE place BETWEEN ?1 AND ?2 ORDER BY place DESC LIMIT 1")
        .first(read, entry_place(brand, 0), entry_place(brand, seq_max));
    if (seq == 0 || whole)
        return {};
    return fail(Fault::unprocessable,
        "the store is damaged: the last entry (" + std::to_string(seq) + ") of brand " + brand_name(database, brand)
            + " cannot be read; keep the file and restore a backup");
}

/// A copy may have come without its log's mode, and in any other a commit is neither as safe nor as quick. SQLite tells
/// a refusal by returning the old mode.
void write_ahead(Database& database)
{
    auto const mode
        = database.prepare("PRAGMA journal_mode = WAL").first([](Row row) { return std::string{row.text(0)}; });
    if (mode != "wal")
        throw StoreError{SQLITE_CANTOPEN,
            "the store cannot keep a write-ahead log where it is (its mode stays " + mode.value_or("unknown")
                + "); put it on a local disk"};
}

}  // namespace

Result<void> recognise(Location const& location)
{
    std::error_code error;
    auto const size = std::filesystem::file_size(location.path, error);
    if (error || size == 0)
        return {};
    std::string magic(file_magic.size(), '\0');
    std::ifstream file{location.path, std::ios::binary};
    if (!file)
        return refuse(location, "cannot be read; see to its owner and rights");
    file.read(magic.data(), static_cast<std::streamsize>(magic.size()));
    // Where the making of the tables was cut off, the journal beside the file says how it was before: nothing.
    bool const half_made = std::filesystem::exists(location.path.string() + "-journal", error);
    if (magic != file_magic && !half_made)
        return refuse(location, "is no database, or its first page is damaged; name another file or restore a backup");
    try {
        try {
            return recognise_version(location, Access::read);
        } catch (StoreError const& error_of_reader) {
            // The making of the tables was cut off. SQLite undoes it, for who may write.
            if (error_of_reader.code() != SQLITE_READONLY_ROLLBACK)
                throw;
            return recognise_version(location, Access::checkpoint);
        }
    } catch (StoreError const& error_of_store) {
        return refuse(location, std::string{"cannot be read: "} + error_of_store.what());
    }
}

void migrate(Database& database)
{
    write_ahead(database);
    auto const version = static_cast<std::size_t>(database.integer("PRAGMA user_version"));
    if (version == schema_version)
        return;
    Transaction transaction{database, Transaction::Kind::write};
    for (std::size_t next = version; next < migrations().size(); ++next) {
        database.execute(migrations()[next]);
        if (next == 0)
            database.execute(deliveries_schema);
        if (next == 2)
            database.execute(proof_schema);
    }
    database.execute("PRAGMA application_id = " + std::to_string(application_id));
    database.execute("PRAGMA user_version = " + std::to_string(schema_version));
    transaction.commit();
}

Result<void> inspect(Database& database)
{
    try {
        if (std::int64_t const version = database.integer("PRAGMA user_version"); version < schema_version)
            return fail(Fault::unprocessable,
                "the store has tables of version " + std::to_string(version) + ", this program of version "
                    + std::to_string(schema_version) + "; start the server of this version once, which brings them up");
        Statement has_table = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1");
        for (std::string_view const table : tables) {
            if (!has_table.first([](Row) { return true; }, table))
                return fail(Fault::unprocessable,
                    "the store is damaged: its table " + std::string{table} + " is missing; restore a backup");
        }
        auto const brands
            = database.prepare("SELECT id FROM brand").all([](Row row) { return BrandNumber{row.integer(0)}; });
        for (BrandNumber const brand : brands) {
            if (Result<void> const head = inspect_head(database, brand); !head)
                return head;
        }
        return {};
    } catch (StoreError const& error) {
        return fail(Fault::unprocessable, error.what());
    }
}

}  // namespace consentry::store
