#include "store/suppression_key.hpp"

#include "consentry/base/digest.hpp"
#include "store/key_file.hpp"

namespace consentry::store {
namespace {

static_assert(suppression_key_size == KeyFile::octets);

KeyFile key_file(std::filesystem::path const& file) { return {"suppression key", file}; }

/// Tells whether a key is the right one without telling the key.
std::string check_value(Bytes const& key)
{
    Digest const digest = Hmac{key}({"consentry suppression key"});
    return to_hex(std::span{digest}.first(16));
}

std::optional<std::string> stored_check(Database& database)
{
    return database.prepare("SELECT value FROM installation WHERE key = 'suppression_key_check'").first([](Row row) {
        return std::string{row.text(0)};
    });
}

bool has_entries(Database& database) { return database.integer("SELECT EXISTS (SELECT 1 FROM entry)") != 0; }

Result<Bytes> fitting(Database& database, std::filesystem::path const& file, Result<Bytes> key)
{
    auto const check = stored_check(database);
    if (!has_entries(database))
        return key;
    if (!key && key.error().fault == Fault::not_found)
        return key_file(file).refuse(Fault::unprocessable,
            "is missing, but the store has entries that were made with it; restore it from its backup");
    if (key && (!check || *check != check_value(*key)))
        return key_file(file).refuse(Fault::unprocessable,
            "is not the one that the store's entries were made with; restore the right one from its backup");
    return key;
}

}  // namespace

Result<Bytes> read_suppression_key(std::filesystem::path const& file) { return key_file(file).read(); }

Result<Bytes> make_suppression_key(std::filesystem::path const& file, Random& random)
{
    return key_file(file).make(random);
}

Result<Bytes> open_suppression_key(Database& database, std::filesystem::path const& file, Random& random)
{
    Result<Bytes> key = fitting(database, file, read_suppression_key(file));
    if (!key && key.error().fault == Fault::not_found)
        key = make_suppression_key(file, random);
    if (!key)
        return key;
    if (std::string const check = check_value(*key); stored_check(database) != check)
        database
            .prepare("INSERT INTO installation (key, value) VALUES ('suppression_key_check', ?1) "
                     "ON CONFLICT (key) DO UPDATE SET value = excluded.value")
            .run(check);
    return key;
}

Result<Bytes> open_suppression_key(Database& database, std::filesystem::path const& file)
{
    return fitting(database, file, read_suppression_key(file));
}

}  // namespace consentry::store
