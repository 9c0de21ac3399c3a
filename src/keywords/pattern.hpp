#pragma once

#include "consentry/keywords/pack.hpp"
#include "consentry/keywords/word_class.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// One place of a pattern.
struct PatternItem {
    Classes classes = 0;                   ///< Any of these may fill it.
    std::vector<std::string> quoted = {};  ///< And so may these words, which get bits of their own.
    bool optional = false;
    bool beside = false;  ///< At most one word may stand between it and the place in front of it.
};

/// "{not want message}": classes of words that together say something, in this order or, in braces, in any.
struct Pattern {
    std::string text;  ///< As the pack writes it.
    PhraseKind kind = PhraseKind::opt_out;
    bool any_order = false;
    std::vector<PatternItem> items;
};

inline constexpr std::size_t pattern_items_max = 6;

/// The pattern, or a sentence that says what is wrong with it.
std::expected<Pattern, std::string> parse_pattern(std::string_view text, PhraseKind kind);

}  // namespace consentry::keywords
