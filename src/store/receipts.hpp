#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/random.hpp"
#include "consentry/consent/ledger.hpp"
#include "store/database.hpp"
#include "store/pool.hpp"

namespace consentry::store {

/// Answers that were kept, in SQLite. The store alone tells neither who asked nor what was answered: the key of a row
/// is a keyed hash, and the answer is sealed with a key that is made of the request, which nobody has who does not ask
/// the same again.
class SqliteReceipts final : public consent::Receipts {
public:
    /// The tables have to be there. `random` is used in `keep` only.
    SqliteReceipts(Location location, std::string suppression_key, Random& random);
    ~SqliteReceipts() override;

    std::optional<consent::Recalled> find(consent::Request const& request, Instant now) override;

    /// On the writer's thread, inside its transaction. Takes the place of one that is too old to count.
    void keep(Database& database, consent::Request const& request, std::string_view answer, Instant now);

    /// Likewise: forgets a slice of those that are too old to count.
    static void forget(Database& database, Instant now);

    /// Whether there are any to forget.
    bool has_old(Instant now);

private:
    struct Session;
    struct Keys;

    Pool<Session> sessions_;
    std::unique_ptr<Keys> keys_;  // Of the writer's thread.
    Random& random_;
};

}  // namespace consentry::store
