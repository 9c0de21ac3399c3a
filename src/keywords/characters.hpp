#pragma once

#include "consentry/keywords/folding.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace consentry::keywords {

/// What a character does to a text that is being cut into tokens.
enum class Role : std::uint8_t {
    letter,      ///< Part of a word.
    digit,       ///< Part of a word; never stretched.
    syllable,    ///< A word of its own: Han, kana, Thai and what else is written without spaces.
    mark,        ///< Belongs to the character in front of it.
    apostrophe,  ///< Nothing between two letters, a separator elsewhere.
    emoji,       ///< A token of its own.
    nothing,     ///< As if it were not there.
    separator,
};

/// A character after folding.
struct Character {
    Role role = Role::separator;
    Gap gap = Gap::space;  ///< Of a separator.
    bool asks = false;     ///< A question mark.
    char32_t plain = 0;    ///< Without its accent; 0 for a mark that `plain` text does without.
    char32_t marked = 0;   ///< With it.
    char32_t second = 0;   ///< Of the two plain letters that æ and œ are; else 0.
};

/// ASCII, where a table is all it takes: the letter in lower case or the digit, or 0; and what a separator weighs.
struct AsciiCharacter {
    char letter = 0;
    Role role = Role::separator;
    Gap gap = Gap::space;
};
extern std::array<AsciiCharacter, 128> const ascii_characters;

/// What a code point is, after NFKC and case folding. -1 stands for bytes that are no UTF-8.
Character character(std::int32_t code_point);

/// Han, kana, Thai, Lao, Khmer, Myanmar: no spaces between words, so each character stands for itself.
bool is_written_without_spaces(char32_t code_point);

/// A token that is one character of such a script.
bool is_syllable_token(std::string_view text);

/// Of a Devanagari consonant of the five rows, the nasal of its row; 0 for everything else and for the nasals
/// themselves.
char32_t devanagari_nasal(char32_t code_point);

/// One letter of a script with letters, and no digit.
bool is_single_letter(std::string_view text);

/// 🛑 👍 and their like, which say something on their own; other emoji decorate.
bool is_signal_emoji(char32_t code_point);

}  // namespace consentry::keywords
