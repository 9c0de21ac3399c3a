#pragma once

#include "consentry/keywords/folding.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace consentry::keywords {

using Senses = std::uint32_t;  ///< A set; parse.hpp names its members.

/// What the parse knows about a position of the text: what everything in front of it can mean.
struct Reach {
    Senses bare = 0;  ///< Readable so far, with nothing yet that says it.
    Senses said = 0;  ///< Readable so far, and it has been said.
};

struct Scratch::Room {
    std::string text;        ///< The tokens one behind the other, without accents.
    std::string marked;      ///< The same with accents; unused where the text is ASCII.
    std::string normalized;  ///< What ICU makes of the text.
    std::vector<Token> tokens;
    bool asks = false;
    bool cut = false;

    std::vector<std::uint32_t> words;  ///< Each token's number in the vocabulary of the matcher that reads it.
    std::vector<Reach> reach;          ///< By position: one more than there are tokens.
};

}  // namespace consentry::keywords
