#include "store/checkpoint_rows.hpp"

#include "store/merkle_rows.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::Checkpoint;
using consent::Seq;

/// A person's STOP waits for a turn of this kind at most.
constexpr int blocks_per_step = 4;

constexpr std::string_view columns = "SELECT count, head, root, at, signing_key, signature FROM checkpoint ";

Checkpoint read_checkpoint(Row row, std::string_view brand)
{
    Checkpoint checkpoint{std::string{brand}, row.integer(0), read_digest(row, 1), read_digest(row, 2), row.time(3),
        std::string{row.text(4)}};
    auto const signature = row.blob(5);
    if (signature.size() != checkpoint.signature.size())
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: a signature has the wrong length; verify it"};
    std::ranges::copy(signature, checkpoint.signature.begin());
    return checkpoint;
}

class Advancing {
public:
    Advancing(Database& database, BrandNumber brand, std::string_view name, SigningKey const& key, EventTime now)
        : brand_{brand}
        , name_{name}
        , key_{key}
        , now_{now}
        , merkle_{database}
        , rows_{database}
        , hash_{database.prepare("SELECT hash FROM entry WHERE place = ?1")}
        , head_{database.prepare("SELECT max(place) FROM entry WHERE place BETWEEN ?1 AND ?2")}
    {
    }

    CheckpointStep operator()(bool to_the_end)
    {
        Seq const count = entries();
        auto const last = rows_.last(brand_, name_);
        covered_ = last ? last->count : 0;
        std::int64_t block = merkle_.blocks(brand_);
        auto const is_full = [&] { return (block + 1) * consent::checkpoint_entries <= count; };
        for (int i = 0; i < blocks_per_step && is_full(); ++i, ++block) {
            merkle_.add_block(brand_, block);
            sign_at((block + 1) * consent::checkpoint_entries);
        }
        step_.more = is_full();
        if (to_the_end && !step_.more)
            sign_at(count);
        return std::move(step_);
    }

private:
    Seq entries()
    {
        auto const read = [](Row row) { return row.is_null(0) ? Seq{0} : seq_at(row.integer(0)); };
        return head_.first(read, entry_place(brand_, 0), entry_place(brand_, seq_max)).value_or(0);
    }

    void sign_at(Seq count)
    {
        if (count <= covered_)
            return;
        auto const head = hash_.first([](Row row) { return read_digest(row, 0); }, entry_place(brand_, count));
        if (!head)
            throw StoreError{SQLITE_CORRUPT, "the store is damaged: an entry is missing; verify it"};
        Checkpoint made{
            std::string{name_}, count, *head, consent::merkle_root(sha256_, count, merkle_.nodes(brand_)), now_};
        consent::sign(made, key_);
        rows_.add(brand_, made);
        covered_ = count;
        step_.made.push_back(std::move(made));
    }

    BrandNumber brand_;
    std::string_view name_;
    SigningKey const& key_;
    EventTime now_;
    Sha256 sha256_;
    MerkleRows merkle_;
    CheckpointRows rows_;
    Statement hash_;
    Statement head_;
    Seq covered_ = 0;
    CheckpointStep step_;
};

}  // namespace

CheckpointRows::CheckpointRows(Database const& database)
    : last_{database.prepare(std::string{columns} + "WHERE brand = ?1 ORDER BY count DESC LIMIT 1")}
    , after_{database.prepare(std::string{columns} + "WHERE brand = ?1 AND count > ?2 ORDER BY count LIMIT ?3")}
    , add_{database.prepare("INSERT INTO checkpoint (brand, count, head, root, at, signing_key, signature) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")}
{
}

std::optional<Checkpoint> CheckpointRows::last(BrandNumber brand, std::string_view name)
{
    return last_.first([&](Row row) { return read_checkpoint(row, name); }, brand);
}

std::vector<Checkpoint> CheckpointRows::after(BrandNumber brand, std::string_view name, Seq after, std::size_t limit)
{
    return after_.all([&](Row row) { return read_checkpoint(row, name); }, brand, after, limit);
}

void CheckpointRows::add(BrandNumber brand, Checkpoint const& checkpoint)
{
    add_.run(brand, checkpoint.count, Blob{checkpoint.head}, Blob{checkpoint.root}, checkpoint.at, checkpoint.key,
        Blob{checkpoint.signature});
}

CheckpointStep advance_checkpoints(
    Database& database, std::string_view brand, SigningKey const& key, EventTime now, bool to_the_end)
{
    auto const number = database.prepare("SELECT id FROM brand WHERE name = ?1")
                            .first([](Row row) { return BrandNumber{row.integer(0)}; }, brand);
    if (!number)
        return {};
    return Advancing{database, *number, brand, key, now}(to_the_end);
}

}  // namespace consentry::store
