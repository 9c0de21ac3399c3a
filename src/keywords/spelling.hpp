#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// A text as it is, and with ä ö ü ø å as those without such keys may write them: ae oe ue oe aa.
std::vector<std::string> keyboard_spellings(std::string_view text);

/// How many characters a text of UTF-8 has.
std::size_t letters_in(std::string_view text);

/// A stretched token spelt with each run of three as one or two letters: bit `i` of `doubled` says so for run `i`.
class Spelling {
public:
    static constexpr std::size_t bytes_max = 96;  ///< A longer token is no word, and must not be given.
    static constexpr int runs_max = 6;            ///< Of stretched letters in one token; more say nothing.

    Spelling(std::string_view stretched, unsigned doubled);

    [[nodiscard]] std::string_view text() const { return {letters_.data(), size_}; }
    [[nodiscard]] int runs() const { return runs_; }

private:
    std::array<char, bytes_max> letters_{};
    std::size_t size_ = 0;
    int runs_ = 0;
};

}  // namespace consentry::keywords
