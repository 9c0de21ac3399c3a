#include "store/sqlite_proofs.hpp"

#include "store/proof_rows.hpp"
#include "store/signing_key.hpp"
#include "store/transaction.hpp"

#include <future>
#include <iterator>

namespace consentry::store {

using consent::Checkpoint;
using consent::Coverage;
using consent::Seq;

/// A connection with everything that is prepared on it.
struct SqliteProofs::Session {
    Database database;
    CheckpointRows checkpoints;
    Statement brands;
    Statement find_brand;
    Statement head;
    ProofRows proofs;

    Session(Location const& location, std::string_view suppression_key)
        : database{location, Access::read}
        , checkpoints{database}
        , brands{database.prepare("SELECT id, name FROM brand ORDER BY name")}
        , find_brand{database.prepare("SELECT id FROM brand WHERE name = ?1")}
        , head{database.prepare("SELECT max(place) FROM entry WHERE place BETWEEN ?1 AND ?2")}
        , proofs{database, suppression_key}
    {
    }

    std::optional<BrandNumber> brand(std::string_view name)
    {
        return find_brand.first([](Row row) { return BrandNumber{row.integer(0)}; }, name);
    }

    Coverage coverage(BrandNumber number, std::string_view name)
    {
        auto const read = [](Row row) { return row.is_null(0) ? Seq{0} : seq_at(row.integer(0)); };
        Seq const count = head.first(read, entry_place(number, 0), entry_place(number, seq_max)).value_or(0);
        return {std::string{name}, count, checkpoints.last(number, name)};
    }
};

SqliteProofs::SqliteProofs(
    Location location, std::string suppression_key, std::size_t connections, std::optional<CheckpointMaker> maker)
    : maker_{std::move(maker)}
    , sessions_{connections, [location = std::move(location), key = std::move(suppression_key)] {
                    return std::make_unique<Session>(location, key);
                }}
{
}

SqliteProofs::~SqliteProofs() = default;

std::vector<Coverage> SqliteProofs::coverage()
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const brands
        = session->brands.all([](Row row) { return std::pair{BrandNumber{row.integer(0)}, std::string{row.text(1)}}; });
    std::vector<Coverage> all;
    for (auto const& [number, name] : brands)
        all.push_back(session->coverage(number, name));
    return all;
}

consent::CheckpointPage SqliteProofs::checkpoints(std::string_view brand, Seq after, std::size_t limit)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    consent::CheckpointPage page;
    auto const number = session->brand(brand);
    if (!number)
        return page;
    page.checkpoints = session->checkpoints.after(*number, brand, after, limit + 1);
    page.more = page.checkpoints.size() > limit;
    if (page.more)
        page.checkpoints.pop_back();
    return page;
}

std::optional<Checkpoint> SqliteProofs::last_checkpoint(std::string_view brand)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const number = session->brand(brand);
    return number ? session->checkpoints.last(*number, brand) : std::nullopt;
}

std::vector<consent::KeyStatement> SqliteProofs::keys()
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    return signing_keys(session->database);
}

std::optional<consent::ProofFound> SqliteProofs::proof(
    consent::Policy const& policy, consent::Whom const& whom, EventTime now)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const number = session->brand(policy.brand);
    if (!number)
        return {};
    auto const subject = session->proofs.subject_of(policy.portfolio, whom, now);
    if (!subject)
        return {};
    auto const checkpoint = session->checkpoints.last(*number, policy.brand);
    auto found = session->proofs.proof(*number, *subject, checkpoint.value_or(Checkpoint{policy.brand}));
    if (!found)
        return {};
    found->proof.made_at = now;
    return found;
}

bool SqliteProofs::is_covered(std::string_view brand)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const number = session->brand(brand);
    if (!number)
        return true;
    Coverage const coverage = session->coverage(*number, brand);
    return coverage.count == (coverage.last ? coverage.last->count : 0);
}

Result<std::vector<Checkpoint>> SqliteProofs::cover(std::string_view brand, bool to_the_end)
{
    std::vector<Checkpoint> made;
    if (is_covered(brand))
        return made;
    if (!maker_)
        return fail(Fault::unavailable,
            "the ledger of brand " + std::string{brand}
                + " has entries behind its last checkpoint, and only who holds the store can make one");
    for (bool more = true; more;) {
        Result<CheckpointStep> done = step(brand, to_the_end);
        if (!done)
            return std::unexpected(done.error());
        for (Checkpoint const& checkpoint : done->made)
            tell(checkpoint);
        std::ranges::move(done->made, std::back_inserter(made));
        more = done->more;
    }
    return made;
}

/// One turn of the writer, waited for until it is flushed.
Result<CheckpointStep> SqliteProofs::step(std::string_view brand, bool to_the_end)
{
    CheckpointStep step;
    std::promise<Result<void>> kept;
    auto waiting = kept.get_future();
    maker_->writer.submit(
        [&](Database& database) {
            step = advance_checkpoints(database, brand, maker_->key, event_time(maker_->clock.now()), to_the_end);
        },
        [&](Result<void> result) { kept.set_value(std::move(result)); });
    Result<void> const result = waiting.get();
    if (!result)
        return std::unexpected(result.error());
    return step;
}

/// With all its members: whoever keeps the logs elsewhere keeps the checkpoints there.
void SqliteProofs::tell(Checkpoint const& checkpoint) const
{
    maker_->log.info("ledger.checkpoint",
        {{"brand", checkpoint.brand}, {"count", checkpoint.count}, {"head", to_hex(checkpoint.head)},
            {"root", to_hex(checkpoint.root)}, {"at", rfc3339(checkpoint.at)}, {"key", checkpoint.key},
            {"signature", to_base64(checkpoint.signature)}, {"line", consent::to_line(checkpoint)}});
}

}  // namespace consentry::store
