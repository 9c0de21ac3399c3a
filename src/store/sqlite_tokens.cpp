#include "store/sqlite_tokens.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/seal.hpp"

#include <utility>

namespace consentry::store {
namespace {

/// What stands for a name in the store.
struct Keys {
    Digest row;
    Digest sealing;

    Keys(std::string_view suppression_key, std::string_view name)
        : row{Hmac{suppression_key}({"token/name/", name})}
        , sealing{Hmac{suppression_key}({"token/seal/", name})}
    {
    }
};

}  // namespace

struct SqliteTokens::Session {
    Database database;
    Statement find;

    explicit Session(Location const& location)
        : database{location, Access::read}
        , find{database.prepare("SELECT sealed FROM token WHERE key = ?1")}
    {
    }
};

SqliteTokens::SqliteTokens(Location location, std::string suppression_key, Writer& writer, Random& random)
    : suppression_key_{std::move(suppression_key)}
    , sessions_{1, [location = std::move(location)] { return std::make_unique<Session>(location); }}
    , writer_{writer}
    , random_{random}
{
}

SqliteTokens::~SqliteTokens() = default;

std::optional<std::string> SqliteTokens::kept_token(std::string const& name)
{
    Keys const keys{suppression_key_, name};
    auto const read = [&keys](Row row) {
        auto token = unseal(keys.sealing, as_text(row.blob(0)));
        if (!token)
            throw StoreError{SQLITE_CORRUPT, "the store is damaged: a token that was kept cannot be read"};
        return *std::move(token);
    };
    return sessions_.lease()->find.first(read, Blob{keys.row});
}

void SqliteTokens::keep_token(std::string name, std::string token, std::move_only_function<void(Result<void>)> done)
{
    // It may be written when this is gone: the writer ends last.
    auto write
        = [keys = Keys{suppression_key_, name}, token = std::move(token), &random = random_](Database& database) {
              std::string const sealed = seal(keys.sealing, token, random);
              database.prepare("INSERT OR REPLACE INTO token (key, sealed) VALUES (?1, ?2)")
                  .run(Blob{keys.row}, Blob{std::string_view{sealed}});
          };
    writer_.submit(std::move(write), std::move(done));
}

}  // namespace consentry::store
