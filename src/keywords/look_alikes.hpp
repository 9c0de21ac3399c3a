#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace consentry::keywords {

/// The alphabets that share letters to the eye: СТОП typed with a Latin C, STOP with a Cyrillic О. С and Σ stand for a
/// C or, by their sound, for an S.
enum class Alphabet : std::uint8_t { latin, latin_by_sound, cyrillic, greek };
inline constexpr std::array alphabets{Alphabet::latin, Alphabet::latin_by_sound, Alphabet::cyrillic, Alphabet::greek};

/// A word in letters of one alphabet. Each letter of another is replaced by the one that looks like it in capitals or
/// small; empty if one has none, or if the word is longer than keywords are.
class Lookalike {
public:
    Lookalike(std::string_view word, Alphabet alphabet);

    [[nodiscard]] std::string_view text() const { return {letters_.data(), size_}; }

private:
    static constexpr std::size_t bytes_max = 96;

    std::array<char, bytes_max> letters_{};
    std::size_t size_ = 0;
};

}  // namespace consentry::keywords
