#include "keywords/term_trie.hpp"

#include <algorithm>
#include <utility>

namespace consentry::keywords {

/// Lays out a sorted list of terms: the children of a node stand at its base plus their byte, wherever all of those
/// places are free.
class TermTrie::Builder {
public:
    Builder(std::map<std::string, Ends> const& terms, std::vector<Cell>& cells)
        : cells_{cells}
    {
        for (auto const& [text, ends] : terms)
            terms_.emplace_back(text, ends);
    }

    /// The terms from `first` to `last` share the bytes that lead to a node, `depth` of them.
    void lay_out(std::uint32_t node, std::size_t first, std::size_t last, std::size_t depth)
    {
        if (terms_[first].first.size() == depth) {
            cells_[node].word = terms_[first].second.word;
            cells_[node].stem = terms_[first].second.stem;
            ++first;
        }
        if (first == last)
            return;
        std::vector<std::pair<std::uint8_t, std::size_t>> const children = children_of(first, last, depth);
        std::size_t const base = free_base(children);
        cells_[node].base = static_cast<std::uint32_t>(base);
        for (auto const& [byte, begin] : children)
            cells_[base + byte].check = node;
        for (std::size_t i = 0; i < children.size(); ++i) {
            auto const& [byte, begin] = children[i];
            std::size_t const end = i + 1 < children.size() ? children[i + 1].second : last;
            lay_out(static_cast<std::uint32_t>(base + byte), begin, end, depth + 1);
        }
    }

private:
    /// The bytes that go on, each with the first term that has it.
    [[nodiscard]] std::vector<std::pair<std::uint8_t, std::size_t>> children_of(
        std::size_t first, std::size_t last, std::size_t depth) const
    {
        std::vector<std::pair<std::uint8_t, std::size_t>> children;
        for (std::size_t i = first; i < last; ++i) {
            auto const byte = static_cast<std::uint8_t>(terms_[i].first[depth]);
            if (children.empty() || children.back().first != byte)
                children.emplace_back(byte, i);
        }
        return children;
    }

    [[nodiscard]] bool is_free(std::size_t at) const { return at >= cells_.size() || cells_[at].check == nowhere; }

    std::size_t free_base(std::vector<std::pair<std::uint8_t, std::size_t>> const& children)
    {
        while (!is_free(first_free_))
            ++first_free_;
        std::size_t const lowest = children.front().first;
        std::size_t tries = 0;
        for (std::size_t at = std::max(first_free_, lowest + 2);; ++at) {
            std::size_t const base = at - lowest;
            if (!std::ranges::all_of(children, [&](auto const& child) { return is_free(base + child.first); })) {
                ++tries;
                continue;
            }
            if (tries > tries_max)
                first_free_ = at;
            if (std::size_t const end = base + children.back().first + 1; end > cells_.size())
                cells_.resize(end);
            return base;
        }
    }

    /// A stretch with so few holes is left behind, so that the time to build grows with the number of terms alone.
    static constexpr std::size_t tries_max = 500;

    std::vector<Cell>& cells_;
    std::vector<std::pair<std::string, Ends>> terms_;
    std::size_t first_free_ = 2;  ///< Behind the root; places in front of it are not looked at any more.
};

TermTrie::TermTrie(std::map<std::string, Ends> const& terms)
{
    if (!terms.empty())
        Builder{terms, cells_}.lay_out(root, 0, terms.size(), 0);
}

}  // namespace consentry::keywords
