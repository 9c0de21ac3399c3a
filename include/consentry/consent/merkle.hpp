#pragma once

#include "consentry/base/digest.hpp"

#include <functional>
#include <optional>
#include <vector>

/// The Merkle tree of RFC 9162 (2.1) over the hashes of a brand's entries. A leaf is SHA-256(00 ‖ hash of an entry), a
/// node SHA-256(01 ‖ left ‖ right); entry 1 is leaf 0. Pure: whoever holds the tree hands over nodes.
namespace consentry::consent {

Digest merkle_leaf(Sha256& sha256, Digest const& entry_hash);
Digest merkle_node(Sha256& sha256, Digest const& left, Digest const& right);

/// The node over the 2^level leaves from position · 2^level on, all of which are there. Level 0 is a leaf.
using MerkleNodes = std::function<Digest(int level, std::int64_t position)>;

/// The root over the first `count` leaves; it asks for as many nodes as `count` has bits that are set. `count` > 0.
Digest merkle_root(Sha256& sha256, std::int64_t count, MerkleNodes const& nodes);

/// The siblings on the way from a leaf up to the root over `count` leaves, the nearest first. 0 <= leaf < count.
std::vector<Digest> merkle_path(Sha256& sha256, std::int64_t leaf, std::int64_t count, MerkleNodes const& nodes);

/// The root to which a leaf and its siblings lead; nothing if there are too few of them or too many.
std::optional<Digest> merkle_root_of_path(
    Sha256& sha256, Digest const& leaf_hash, std::int64_t leaf, std::int64_t count, std::vector<Digest> const& path);

/// A tree that grows leaf by leaf and keeps no more than one node of each level.
class MerkleGrowth {
public:
    /// Told of each node that is complete now: the leaf itself, then whatever it completes, upwards.
    using Completed = std::function<void(int level, std::int64_t position, Digest const& node)>;

    void add(Sha256& sha256, Digest const& entry_hash, Completed const& completed = {});

    std::int64_t count() const { return count_; }

    /// Of all leaves so far, of which there is one at least.
    Digest root(Sha256& sha256) const;

private:
    std::int64_t count_ = 0;
    std::vector<Digest> peaks_;  ///< By level; those of the bits that `count_` has.
};

}  // namespace consentry::consent
