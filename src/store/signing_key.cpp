#include "store/signing_key.hpp"

#include "consentry/store/signing.hpp"
#include "store/key_file.hpp"
#include "store/lock.hpp"
#include "store/schema.hpp"
#include "store/transaction.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::KeyStatement;

KeyFile key_file(std::filesystem::path const& file) { return {"signing key", file}; }

constexpr char const* remedy = "; restore it from its backup or, if it is lost, begin another with `consentry keys "
                               "rotate --lost`";

SigningKey key_of(Bytes const& seed)
{
    return SigningKey{std::span<std::uint8_t const, SigningKey::seed_size>{as_octets(seed)}};
}

KeyStatement read_statement(Row row)
{
    KeyStatement statement;
    auto const key = row.blob(0);
    auto const own = row.blob(3);
    if (key.size() != statement.key.size() || own.size() != statement.own.size())
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: a signing key has the wrong length"};
    std::ranges::copy(key, statement.key.begin());
    std::ranges::copy(own, statement.own.begin());
    statement.since = row.time(1);
    statement.former = row.text(2);
    statement.endorsement = as_text(row.blob(4));
    return statement;
}

/// What the store says of its key now, and knows it by. Whoever looks without this program finds it there.
std::optional<PublicKey> current_key(Database const& database)
{
    auto const told = database.prepare("SELECT value FROM installation WHERE key = 'signing_key'").first([](Row row) {
        return std::string{row.text(0)};
    });
    auto const key = told ? consent::public_key_of(*told) : std::nullopt;
    auto const known = signing_keys(database);
    return key && std::ranges::find(known, *key, &KeyStatement::key) != known.end() ? key : std::nullopt;
}

bool has_signed(Database const& database, PublicKey const& key)
{
    return database.prepare("SELECT EXISTS (SELECT 1 FROM checkpoint WHERE signing_key = ?1)")
        .first([](Row row) { return row.integer(0) != 0; }, consent::key_id(key))
        .value_or(false);
}

void write(Database& database, KeyStatement const& statement)
{
    database
        .prepare("INSERT INTO signing_key (id, public_key, since, former, own_signature, endorsement) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .run(consent::key_id(statement.key), Blob{statement.key}, statement.since, statement.former,
            Blob{statement.own}, Blob{statement.endorsement});
    database
        .prepare("INSERT INTO installation (key, value) VALUES ('signing_key', ?1) "
                 "ON CONFLICT (key) DO UPDATE SET value = excluded.value")
        .run(consent::to_text(statement.key));
}

/// Keys follow one another in time, also within a second and after the clock was put back.
EventTime after_all(Database const& database, EventTime now)
{
    auto const known = signing_keys(database);
    return known.empty() ? now : std::max(now, known.back().since + std::chrono::seconds{1});
}

/// The first key of a store, or one in place of a key that never signed.
void introduce(Database& database, SigningKey const& key, EventTime now, std::optional<PublicKey> const& unused)
{
    Transaction transaction{database, Transaction::Kind::write};
    std::string former;
    if (unused) {
        former = database.prepare("SELECT former FROM signing_key WHERE id = ?1")
                     .first([](Row row) { return std::string{row.text(0)}; }, consent::key_id(*unused))
                     .value_or("");
        database.prepare("DELETE FROM signing_key WHERE id = ?1").run(consent::key_id(*unused));
    }
    write(database, consent::introduce(key, after_all(database, now), former, nullptr));
    transaction.commit();
}

/// Where the former key goes: it may have to endorse, or be compared with, something again.
Result<void> set_aside(KeyFile const& file, std::string const& id)
{
    std::filesystem::path const aside = file.path.string() + "." + id;
    std::error_code error;
    std::filesystem::rename(file.path, aside, error);
    if (error)
        return file.refuse(Fault::unavailable, "cannot be set aside: " + error.message());
    return {};
}

}  // namespace

std::vector<KeyStatement> signing_keys(Database const& database)
{
    return database
        .prepare("SELECT public_key, since, former, own_signature, endorsement FROM signing_key ORDER BY since, id")
        .all(read_statement);
}

Result<SigningKey> open_signing_key(
    Database& database, std::filesystem::path const& path, Random& random, EventTime now)
{
    KeyFile const file = key_file(path);
    auto const current = current_key(database);
    bool const is_needed = current && has_signed(database, *current);
    Result<Bytes> seed = file.read();
    if (!seed && seed.error().fault == Fault::not_found && is_needed)
        return file.refuse(Fault::unprocessable,
            "is missing, but the store's checkpoints are signed with it (key " + consent::key_id(*current) + ")"
                + remedy);
    if (!seed && seed.error().fault == Fault::not_found)
        seed = file.make(random);
    if (!seed)
        return std::unexpected(seed.error());
    SigningKey key = key_of(*seed);
    if (current == key.public_key())
        return key;
    if (is_needed)
        return file.refuse(Fault::unprocessable,
            "is key " + consent::key_id(key.public_key()) + ", but the store's checkpoints are signed with key "
                + consent::key_id(*current) + remedy);
    introduce(database, key, now, current);
    return key;
}

Result<KeyStatement> rotate_signing_key(
    Database& database, std::filesystem::path const& path, Random& random, EventTime now, bool lost)
{
    KeyFile const file = key_file(path);
    auto const current = current_key(database);
    if (!current)
        return file.refuse(Fault::not_found, "is not known to the store yet; start the server once");
    std::string const former_id = consent::key_id(*current);
    std::optional<SigningKey> former;
    Result<Bytes> const seed = file.read();
    if (seed && key_of(*seed).public_key() == *current)
        former = key_of(*seed);
    if (!former && !lost)
        return seed ? file.refuse(Fault::unprocessable, "is not the store's key " + former_id + remedy)
                    : Result<KeyStatement>{std::unexpected(seed.error())};
    // Whatever is there under that name is kept, also what is no key.
    std::error_code error;
    if (std::filesystem::exists(file.path, error)) {
        if (Result<void> const aside = set_aside(file, former ? former_id : "before-" + rfc3339(now)); !aside)
            return std::unexpected(aside.error());
    }
    Result<Bytes> const made = file.make(random);
    if (!made)
        return std::unexpected(made.error());
    KeyStatement const statement
        = consent::introduce(key_of(*made), after_all(database, now), former_id, former ? &*former : nullptr);
    Transaction transaction{database, Transaction::Kind::write};
    write(database, statement);
    transaction.commit();
    return statement;
}

Result<KeyStatement> rotate_signing_key(Options const& options, bool lost, Random& random, EventTime now)
try {
    Result<Lock> const lock = Lock::take(options.path);
    if (!lock)
        return std::unexpected(lock.error());
    Location const location{options.path, options.file_system};
    std::error_code error;
    if (!std::filesystem::exists(options.path, error))
        return fail(Fault::not_found, "there is no store at " + options.path.string() + "; start the server once");
    if (Result<void> const ours = recognise(location); !ours)
        return std::unexpected(ours.error());
    Database database{location, Access::write};
    if (Result<void> const whole = inspect(database); !whole)
        return std::unexpected(whole.error());
    return rotate_signing_key(database, options.signing_key, random, now, lost);
} catch (StoreError const& trouble) {
    return fail(Fault::unavailable, trouble.what());
}

}  // namespace consentry::store
