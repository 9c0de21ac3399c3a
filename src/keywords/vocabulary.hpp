#pragma once

#include "consentry/keywords/folding.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

using Word = std::uint32_t;  ///< A token's number.
inline constexpr Word no_word = 0;

/// The tokens of all keywords, numbered from 1. A hash table with open addressing: a look-up touches one line of
/// memory.
class Vocabulary {
public:
    Vocabulary();

    Word add(std::string_view text);
    [[nodiscard]] Word find(std::string_view text) const;

    /// As it is, else with its stretched letters single or double ("stoooop" is "stop", "ooofff" is "off"), else once
    /// of several times ("stopstop"), else in letters of another alphabet that look the same.
    [[nodiscard]] Word find(Token const& token) const;

    [[nodiscard]] std::size_t size() const { return size_; }

private:
    [[nodiscard]] Word find_spelling(Token const& token) const;
    [[nodiscard]] Word find_repeated(std::string_view text) const;
    [[nodiscard]] Word find_lookalike(Token const& token) const;

    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t start = 0;
        std::uint32_t length = 0;
        Word word = no_word;
    };

    /// Where the text stands in the table, or the free place where it would.
    [[nodiscard]] std::size_t place(std::string_view text, std::uint32_t hash) const;
    void grow();

    std::string letters_;
    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

}  // namespace consentry::keywords
