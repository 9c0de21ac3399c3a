#include "consentry/consent/merkle.hpp"

#include "consentry/base/encoding.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace consentry::consent {
namespace {

using namespace std::literals;

/// The largest power of two below `count`, as its exponent: where the RFC cuts a tree in two. `count` > 1.
int level_of_cut(std::int64_t count)
{
    return static_cast<int>(std::bit_width(static_cast<std::uint64_t>(count - 1))) - 1;
}

/// The root over `count` leaves from `first` on. `first` is a multiple of every power of two that it is cut at.
Digest root_of(Sha256& sha256, std::int64_t first, std::int64_t count, MerkleNodes const& nodes)
{
    if (std::has_single_bit(static_cast<std::uint64_t>(count))) {
        int const level = std::countr_zero(static_cast<std::uint64_t>(count));
        return nodes(level, first >> level);
    }
    std::int64_t const left = std::int64_t{1} << level_of_cut(count);
    return merkle_node(sha256, root_of(sha256, first, left, nodes), root_of(sha256, first + left, count - left, nodes));
}

}  // namespace

Digest merkle_leaf(Sha256& sha256, Digest const& entry_hash) { return sha256({"\0"sv, as_text(entry_hash)}); }

Digest merkle_node(Sha256& sha256, Digest const& left, Digest const& right)
{
    return sha256({"\1"sv, as_text(left), as_text(right)});
}

Digest merkle_root(Sha256& sha256, std::int64_t count, MerkleNodes const& nodes)
{
    assert(count > 0);
    return root_of(sha256, 0, count, nodes);
}

std::vector<Digest> merkle_path(Sha256& sha256, std::int64_t leaf, std::int64_t count, MerkleNodes const& nodes)
{
    assert(0 <= leaf && leaf < count);
    std::vector<Digest> path;
    std::int64_t first = 0;
    while (count > 1) {
        std::int64_t const left = std::int64_t{1} << level_of_cut(count);
        if (leaf - first < left) {
            path.push_back(root_of(sha256, first + left, count - left, nodes));
            count = left;
        } else {
            path.push_back(root_of(sha256, first, left, nodes));
            first += left;
            count -= left;
        }
    }
    std::ranges::reverse(path);
    return path;
}

std::optional<Digest> merkle_root_of_path(
    Sha256& sha256, Digest const& leaf_hash, std::int64_t leaf, std::int64_t count, std::vector<Digest> const& path)
{
    if (leaf < 0 || leaf >= count)
        return {};
    // On which side each sibling stands follows from place and count alone, from the root down.
    std::vector<bool> is_left_of_sibling;
    while (count > 1) {
        std::int64_t const left = std::int64_t{1} << level_of_cut(count);
        is_left_of_sibling.push_back(leaf < left);
        count = leaf < left ? left : count - left;
        leaf = leaf < left ? leaf : leaf - left;
    }
    if (path.size() != is_left_of_sibling.size())
        return {};
    Digest root = leaf_hash;
    for (std::size_t i = 0; i < path.size(); ++i) {
        bool const is_left = is_left_of_sibling[path.size() - 1 - i];
        root = is_left ? merkle_node(sha256, root, path[i]) : merkle_node(sha256, path[i], root);
    }
    return root;
}

void MerkleGrowth::add(Sha256& sha256, Digest const& entry_hash, Completed const& completed)
{
    Digest node = merkle_leaf(sha256, entry_hash);
    std::size_t level = 0;
    auto const tell = [&] {
        if (completed)
            completed(static_cast<int>(level), count_ >> level, node);
    };
    tell();
    for (; (count_ >> level & 1) != 0; tell()) {
        node = merkle_node(sha256, peaks_[level], node);
        ++level;
    }
    if (level == peaks_.size())
        peaks_.emplace_back();
    peaks_[level] = node;
    ++count_;
}

Digest MerkleGrowth::root(Sha256& sha256) const
{
    assert(count_ > 0);
    std::optional<Digest> root;
    for (std::size_t level = 0; level < peaks_.size(); ++level) {
        if ((count_ >> level & 1) != 0)
            root = root ? merkle_node(sha256, peaks_[level], *root) : peaks_[level];
    }
    return *root;
}

}  // namespace consentry::consent
