#include "consentry/consent/merkle.hpp"

#include "consentry/base/encoding.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <map>

using namespace consentry;
using namespace consentry::consent;

namespace {

Sha256 sha256_{};

Digest entry_hash(std::int64_t leaf) { return sha256("entry " + std::to_string(leaf)); }

/// MTH of RFC 9162, word for word: the list is cut at the largest power of two below its length, and nothing is kept.
Digest model_root(std::int64_t first, std::int64_t count)
{
    if (count == 1)
        return merkle_leaf(sha256_, entry_hash(first));
    std::int64_t k = 1;
    while (k * 2 < count)
        k *= 2;
    return merkle_node(sha256_, model_root(first, k), model_root(first + k, count - k));
}

/// PATH of RFC 9162, likewise.
std::vector<Digest> model_path(std::int64_t leaf, std::int64_t first, std::int64_t count)
{
    if (count == 1)
        return {};
    std::int64_t k = 1;
    while (k * 2 < count)
        k *= 2;
    bool const is_left = leaf < k;
    auto path = is_left ? model_path(leaf, first, k) : model_path(leaf - k, first + k, count - k);
    path.push_back(is_left ? model_root(first + k, count - k) : model_root(first, k));
    return path;
}

/// Every complete node, as the growth of a tree tells of it.
struct GrownTree {
    MerkleGrowth growth;
    std::map<std::pair<int, std::int64_t>, Digest> kept;
    mutable std::size_t asked = 0;

    void add()
    {
        growth.add(sha256_, entry_hash(growth.count()), [&](int level, std::int64_t position, Digest const& node) {
            kept.emplace(std::pair{level, position}, node);
        });
    }

    MerkleNodes nodes() const
    {
        return [this](int level, std::int64_t position) {
            ++asked;
            return kept.at({level, position});
        };
    }
};

}  // namespace

TEST_CASE("a tree of the leaves of Certificate Transparency's test vectors has their roots")
{
    // The leaves are octets of any length there; here they are always 32, so only the hashing of nodes and the shape
    // can be compared: with the leaf hashes given.
    std::vector<std::string> const inputs{
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
    std::vector<std::string> const roots{"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
    std::vector<Digest> leaves;
    for (std::string const& input : inputs)
        leaves.push_back(sha256_({std::string_view{"\0", 1}, from_hex(input).value()}));
    std::function<Digest(int, std::int64_t)> const node = [&](int level, std::int64_t position) -> Digest {
        if (level == 0)
            return leaves[static_cast<std::size_t>(position)];
        return merkle_node(sha256_, node(level - 1, position * 2), node(level - 1, position * 2 + 1));
    };
    for (std::size_t count = 1; count <= leaves.size(); ++count)
        CHECK(to_hex(merkle_root(sha256_, static_cast<std::int64_t>(count), node)) == roots[count - 1]);
}

TEST_CASE("roots of every size up to a few thousand are those of the RFC's definition")
{
    GrownTree tree;
    for (std::int64_t count = 1; count <= 3'000; ++count) {
        tree.add();
        Digest const root = merkle_root(sha256_, count, tree.nodes());
        CHECK(tree.growth.root(sha256_) == root);
        if (count <= 70 || count % 97 == 0 || (count & (count - 1)) == 0 || (count & (count + 1)) == 0)
            CHECK(root == model_root(0, count));
    }
}

TEST_CASE("every leaf of every small tree has the RFC's path, which leads to the root and nowhere else")
{
    GrownTree tree;
    for (std::int64_t count = 1; count <= 70; ++count) {
        tree.add();
        Digest const root = merkle_root(sha256_, count, tree.nodes());
        for (std::int64_t leaf = 0; leaf < count; ++leaf) {
            auto path = merkle_path(sha256_, leaf, count, tree.nodes());
            CHECK(path == model_path(leaf, 0, count));
            Digest const hash = merkle_leaf(sha256_, entry_hash(leaf));
            CHECK(merkle_root_of_path(sha256_, hash, leaf, count, path) == root);
            CHECK(merkle_root_of_path(sha256_, merkle_leaf(sha256_, entry_hash(leaf + 1)), leaf, count, path) != root);
            if (leaf > 0)
                CHECK(merkle_root_of_path(sha256_, hash, leaf - 1, count, path) != root);
            path.emplace_back();
            CHECK_FALSE(merkle_root_of_path(sha256_, hash, leaf, count, path));
        }
    }
}

TEST_CASE("a path that is too short, or of a leaf that is not there, leads nowhere")
{
    CHECK_FALSE(merkle_root_of_path(sha256_, Digest{}, 0, 2, {}));
    CHECK_FALSE(merkle_root_of_path(sha256_, Digest{}, 1, 1, {}));
    CHECK_FALSE(merkle_root_of_path(sha256_, Digest{}, -1, 1, {}));
    CHECK_FALSE(merkle_root_of_path(sha256_, Digest{}, 0, 0, {}));
}

TEST_CASE("a path costs as many nodes as the tree is high, twice over at most, whatever its size")
{
    std::size_t asked = 0;
    MerkleNodes const nodes = [&](int, std::int64_t) { return ++asked, Digest{}; };
    std::int64_t const count = 999'999'999;
    auto const path = merkle_path(sha256_, 123'456'789, count, nodes);
    CHECK(path.size() <= 30);
    CHECK(asked <= 60);
}
