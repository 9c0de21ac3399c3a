#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace consentry::keywords {

/// The steps of a tree of words, from each state by each word: from the root by index, from all others in a hash table
/// with open addressing. Immutable once built.
class Edges {
public:
    using State = std::uint32_t;
    using Label = std::uint32_t;  ///< What the step is taken by; 0 is none.
    static constexpr State root = 0;
    static constexpr State dead = 0;  ///< There is no such step. (None leads back to the root.)

    /// Steps while a tree grows, by `key`.
    using Growing = std::map<std::uint64_t, State>;
    static std::uint64_t key(State from, Label by) { return std::uint64_t{from} << 32 | by; }

    Edges() = default;
    /// Labels are numbers up to `last`.
    Edges(Growing const& steps, Label last);

    [[nodiscard]] State step(State from, Label by) const
    {
        return from == root ? first_[by] : by == 0 ? dead : far_step(from, by);
    }

private:
    struct Edge {
        std::uint64_t key = 0;  ///< No edge of the table has 0.
        State to = dead;
    };

    [[nodiscard]] State far_step(State from, Label by) const;

    std::vector<State> first_;  ///< From the root, by label.
    std::vector<Edge> table_;
};

}  // namespace consentry::keywords
