#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

using Term = std::uint32_t;  ///< A word, or the beginning of words, by number.
inline constexpr Term no_term = 0;

/// Words and beginnings of words, as a double array: a look-up costs two reads of memory for each byte, and ends with
/// the first byte that no word goes on with. Immutable once built.
class TermTrie {
public:
    /// What a byte string is known as.
    struct Ends {
        Term word = no_term;  ///< The whole word.
        Term stem = no_term;  ///< Any word that begins so.
    };

    TermTrie() = default;
    explicit TermTrie(std::map<std::string, Ends> const& terms);

    /// In front of the terms that count with their accents only, and of the same without any.
    static constexpr char exact = '\x01';
    static constexpr char bare = '\x02';

    /// Calls `on_term` for each stem that the token begins with, shortest first, then for the word that it is.
    template <class OnTerm>
    void find(std::string_view token, OnTerm on_term) const
    {
        find_behind(root, token, on_term);
    }

    /// The same of the terms that begin with `exact`, or with `bare`.
    template <class OnTerm>
    void find_as(char how, std::string_view token, OnTerm on_term) const
    {
        if (std::uint32_t const node = next(root, how); node != nowhere)
            find_behind(node, token, on_term);
    }

    /// Whether the token is a term, or begins with one.
    [[nodiscard]] bool contains(std::string_view token) const
    {
        bool found = false;
        find(token, [&found](Term) { found = true; });
        return found;
    }

private:
    template <class OnTerm>
    void find_behind(std::uint32_t node, std::string_view token, OnTerm on_term) const
    {
        for (char const byte : token) {
            node = next(node, byte);
            if (node == nowhere)
                return;
            if (cells_[node].stem != no_term)
                on_term(cells_[node].stem);
        }
        if (cells_[node].word != no_term)
            on_term(cells_[node].word);
    }

    static constexpr std::uint32_t root = 1;
    static constexpr std::uint32_t nowhere = 0;

    struct Cell {
        std::uint32_t base = 0;
        std::uint32_t check = nowhere;  ///< The node in front; free cells belong to none.
        Term word = no_term;
        Term stem = no_term;
    };
    class Builder;

    [[nodiscard]] std::uint32_t next(std::uint32_t node, char byte) const
    {
        std::size_t const to = cells_[node].base + static_cast<std::uint8_t>(byte);
        return to < cells_.size() && cells_[to].check == node ? static_cast<std::uint32_t>(to) : nowhere;
    }

    std::vector<Cell> cells_{2};
};

}  // namespace consentry::keywords
