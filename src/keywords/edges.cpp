#include "keywords/edges.hpp"

#include <bit>

namespace consentry::keywords {
namespace {

std::size_t hash_of(std::uint64_t key) { return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15u) >> 32); }

}  // namespace

Edges::Edges(Growing const& steps, Label last)
    : first_(last + std::size_t{1}, dead)
    , table_(std::bit_ceil(2 * steps.size() + 2))
{
    std::size_t const mask = table_.size() - 1;
    for (auto const& [key, to] : steps) {
        if (key >> 32 == root) {
            first_[static_cast<Label>(key)] = to;
            continue;
        }
        std::size_t i = hash_of(key) & mask;
        while (table_[i].key != 0)
            i = (i + 1) & mask;
        table_[i] = {.key = key, .to = to};
    }
}

Edges::State Edges::far_step(State from, Label by) const
{
    std::uint64_t const wanted = key(from, by);
    std::size_t const mask = table_.size() - 1;
    for (std::size_t i = hash_of(wanted) & mask;; i = (i + 1) & mask)
        if (table_[i].key == wanted || table_[i].key == 0)
            return table_[i].to;
}

}  // namespace consentry::keywords
