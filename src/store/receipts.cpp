#include "store/receipts.hpp"

#include "consentry/base/encoding.hpp"
#include "consentry/base/seal.hpp"
#include "store/transaction.hpp"

namespace consentry::store {
namespace {

constexpr std::size_t connections_max = 4;
constexpr int forget_slice = 500;

Instant oldest_that_counts(Instant now) { return now - consent::receipt_counts_for; }

}  // namespace

/// What stands for a request in the store.
struct SqliteReceipts::Keys {
    Hmac hmac;

    explicit Keys(std::string_view suppression_key)
        : hmac{suppression_key}
    {
    }

    Digest of_request(consent::Request const& request) { return hmac({"receipt/request/", request.name}); }
    Digest of_body(consent::Request const& request)
    {
        return hmac({"receipt/body/", as_text(request.body), request.name});
    }
    /// Nobody has it who does not ask the same again.
    Digest of_answer(consent::Request const& request)
    {
        return hmac({"receipt/answer/", as_text(request.body), request.name});
    }
};

struct SqliteReceipts::Session {
    Database database;
    Keys keys;
    Statement find;
    Statement oldest;

    Session(Location const& location, std::string_view suppression_key)
        : database{location, Access::read}
        , keys{suppression_key}
        , find{database.prepare("SELECT body, answer FROM receipt WHERE key = ?1 AND at > ?2")}
        , oldest{database.prepare("SELECT min(at) FROM receipt")}
    {
    }
};

SqliteReceipts::SqliteReceipts(Location location, std::string suppression_key, Random& random)
    : sessions_{connections_max,
          [location = std::move(location), key = suppression_key] { return std::make_unique<Session>(location, key); }}
    , keys_{std::make_unique<Keys>(suppression_key)}
    , random_{random}
{
}

SqliteReceipts::~SqliteReceipts() = default;

std::optional<consent::Recalled> SqliteReceipts::find(consent::Request const& request, Instant now)
{
    auto const session = sessions_.lease();
    Digest const body = session->keys.of_body(request);
    Digest const key = session->keys.of_answer(request);
    auto const read = [&](Row row) -> consent::Recalled {
        if (!equal_in_constant_time(row.blob(0), body))
            return {};
        auto answer = unseal(key, as_text(row.blob(1)));
        if (!answer)
            throw StoreError{SQLITE_CORRUPT, "the store is damaged: an answer that was kept cannot be read"};
        return {std::move(answer)};
    };
    return session->find.first(read, Blob{session->keys.of_request(request)}, oldest_that_counts(now));
}

void SqliteReceipts::keep(Database& database, consent::Request const& request, std::string_view answer, Instant now)
{
    forget(database, now);
    std::string const sealed = seal(keys_->of_answer(request), answer, random_);
    database.prepare("INSERT OR REPLACE INTO receipt (key, body, at, answer) VALUES (?1, ?2, ?3, ?4)")
        .run(Blob{keys_->of_request(request)}, Blob{keys_->of_body(request)}, now, Blob{as_octets(sealed)});
}

void SqliteReceipts::forget(Database& database, Instant now)
{
    database.prepare("DELETE FROM receipt WHERE key IN (SELECT key FROM receipt WHERE at <= ?1 ORDER BY at LIMIT ?2)")
        .run(oldest_that_counts(now), forget_slice);
}

bool SqliteReceipts::has_old(Instant now)
{
    auto const session = sessions_.lease();
    auto const oldest = session->oldest.first(
        [](Row row) { return row.is_null(0) ? std::optional<std::int64_t>{} : row.integer(0); });
    return oldest && *oldest && **oldest <= oldest_that_counts(now).time_since_epoch().count();
}

}  // namespace consentry::store
