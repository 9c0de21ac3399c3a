#include "store/merkle_rows.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

/// The block of an entry, and the unfinished one at the end, are asked for in turn.
constexpr std::size_t blocks_kept = 4;

[[noreturn]] void throw_missing(std::string const& what)
{
    throw StoreError{SQLITE_CORRUPT, "the store is damaged: " + what + " is missing; verify it, and restore a backup"};
}

}  // namespace

MerkleRows::MerkleRows(Database const& database)
    : hashes_{database.prepare("SELECT hash FROM entry WHERE place BETWEEN ?1 AND ?2 ORDER BY place")}
    , node_{database.prepare("SELECT node FROM merkle WHERE brand = ?1 AND level = ?2 AND position = ?3")}
    , last_{database.prepare("SELECT max(position) FROM merkle WHERE brand = ?1 AND level = ?2")}
    , add_{database.prepare("INSERT INTO merkle (brand, level, position, node) VALUES (?1, ?2, ?3, ?4)")}
{
}

std::int64_t MerkleRows::blocks(BrandNumber brand)
{
    auto const read = [](Row row) { return row.is_null(0) ? std::int64_t{0} : row.integer(0) + 1; };
    return last_.first(read, brand, block_level).value_or(0);
}

void MerkleRows::add_block(BrandNumber brand, std::int64_t number)
{
    consent::MerkleGrowth growth;
    for (Digest const& hash : block(brand, number).hashes)
        growth.add(sha256_, hash);
    if (growth.count() != consent::checkpoint_entries)
        throw_missing("an entry of block " + std::to_string(number));
    Digest node = growth.root(sha256_);
    int level = block_level;
    std::int64_t position = number;
    add_.run(brand, level, position, Blob{node});
    // The second of two completes the node above them.
    for (; position % 2 == 1; add_.run(brand, level, position, Blob{node})) {
        node = consent::merkle_node(sha256_, kept_node(brand, level, position - 1), node);
        ++level;
        position /= 2;
    }
}

consent::MerkleNodes MerkleRows::nodes(BrandNumber brand)
{
    return [this, brand](int level, std::int64_t position) {
        return level < block_level ? node(brand, level, position) : kept_node(brand, level, position);
    };
}

Digest MerkleRows::kept_node(BrandNumber brand, int level, std::int64_t position)
{
    auto const found = node_.first([](Row row) { return read_digest(row, 0); }, brand, level, position);
    if (!found)
        throw_missing("a node of the Merkle tree");
    return *found;
}

/// A node within a block, computed from its entries.
Digest MerkleRows::node(BrandNumber brand, int level, std::int64_t position)
{
    std::int64_t const first = position << level;
    auto const& hashes = block(brand, first >> block_level).hashes;
    auto const begin = static_cast<std::size_t>(first % consent::checkpoint_entries);
    auto const end = begin + (std::size_t{1} << level);
    if (end > hashes.size())
        throw_missing("an entry");
    consent::MerkleGrowth growth;
    for (std::size_t i = begin; i < end; ++i)
        growth.add(sha256_, hashes[i]);
    return growth.root(sha256_);
}

MerkleRows::Block const& MerkleRows::block(BrandNumber brand, std::int64_t number)
{
    EntryPlace const first = entry_place(brand, number * consent::checkpoint_entries + 1);
    auto const known = std::ranges::find(recent_, first, &Block::place);
    if (known != recent_.end())
        return *known;
    if (recent_.size() == blocks_kept)
        recent_.pop_front();
    recent_.push_back({first,
        hashes_.all([](Row row) { return read_digest(row, 0); }, first, first + consent::checkpoint_entries - 1)});
    return recent_.back();
}

Digest read_digest(Row row, int column)
{
    Digest digest{};
    auto const octets = row.blob(column);
    if (octets.size() != digest.size())
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: a digest has the wrong length; verify it"};
    std::ranges::copy(octets, digest.begin());
    return digest;
}

}  // namespace consentry::store
