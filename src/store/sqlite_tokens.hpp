#pragma once

#include "consentry/base/random.hpp"
#include "consentry/forward/token_keeper.hpp"
#include "store/database.hpp"
#include "store/pool.hpp"
#include "store/writer.hpp"

namespace consentry::store {

/// Tokens that far systems gave, in SQLite. Whoever has the store and not its suppression key learns neither whose they
/// are nor what they are: a row's key is a keyed hash, and the token is sealed with a key that belongs to that row.
class SqliteTokens final : public forward::TokenKeeper {
public:
    /// The tables have to be there. `writer` and `random` outlive it; `random` is used on the writer's thread only.
    SqliteTokens(Location location, std::string suppression_key, Writer& writer, Random& random);
    ~SqliteTokens() override;

    /// From any thread. Throws StoreError, also where what was kept cannot be read.
    std::optional<std::string> kept_token(std::string const& name) override;

    void keep_token(std::string name, std::string token, std::move_only_function<void(Result<void>)> done) override;

private:
    struct Session;

    std::string suppression_key_;
    Pool<Session> sessions_;
    Writer& writer_;
    Random& random_;
};

}  // namespace consentry::store
