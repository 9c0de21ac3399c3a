#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// Finds the words that a token is within one edit of: a letter too many, too few, another one, or two swapped. It
/// looks up the token without each of its letters among the words without each of theirs, so that the number of words
/// does not matter. Immutable once filled.
class NearWords {
public:
    /// Shorter words are too near to others ("stop" to "shop", "step", "top").
    static constexpr std::size_t letters_min = 5;
    static constexpr std::size_t letters_max = 24;

    void add(std::string_view word);
    void finish();

    /// The word that the token is most likely misspelt from, of those that begin like it; empty if there is none. Lasts
    /// as long as this.
    [[nodiscard]] std::string_view nearest(std::string_view token) const;

private:
    struct Slot {
        std::uint64_t hash = 0;  ///< Of a word without one letter, or whole.
        std::uint32_t word = 0;
    };

    [[nodiscard]] std::string_view word(std::uint32_t number) const;

    std::string letters_;
    std::vector<std::uint32_t> starts_;
    std::vector<Slot> slots_;  ///< By hash.
};

}  // namespace consentry::keywords
