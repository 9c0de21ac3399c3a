#pragma once

#include "consentry/consent/checkpoint.hpp"
#include "consentry/consent/merkle.hpp"
#include "store/database.hpp"
#include "store/entry_place.hpp"

#include <deque>

namespace consentry::store {

/// The level of a node over a full block of entries: all from here up are kept, those below follow from the entries.
inline constexpr int block_level = 10;
static_assert(consent::Seq{1} << block_level == consent::checkpoint_entries);

/// The Merkle tree of each brand, of which the nodes over full blocks stand in a table. So a root or a path reads one
/// row for each level, and the hashes of two blocks of entries at most. For one transaction: it remembers what it read.
class MerkleRows {
public:
    explicit MerkleRows(Database const& database);

    /// How many full blocks have their nodes.
    std::int64_t blocks(BrandNumber brand);

    /// Adds the nodes that the next block completes. Its entries have to be there.
    void add_block(BrandNumber brand, std::int64_t block);

    /// Every node over entries that are there. Throws StoreError if one is missing.
    consent::MerkleNodes nodes(BrandNumber brand);

private:
    struct Block {
        std::int64_t place = -1;       ///< Of its first entry.
        std::vector<Digest> hashes{};  ///< Of its entries, as many as there are.
    };

    Digest node(BrandNumber brand, int level, std::int64_t position);
    Digest kept_node(BrandNumber brand, int level, std::int64_t position);
    Block const& block(BrandNumber brand, std::int64_t number);

    Sha256 sha256_;
    Statement hashes_;
    Statement node_;
    Statement last_;
    Statement add_;
    std::deque<Block> recent_;
};

/// A digest in a column. Throws StoreError if it has another length.
Digest read_digest(Row row, int column);

}  // namespace consentry::store
