#pragma once

#include "consentry/keywords/folding.hpp"
#include "consentry/keywords/reading.hpp"
#include "consentry/keywords/word_class.hpp"

#include <unicode/brkiter.h>

#include <algorithm>
#include <cstdint>
#include <memory>
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
    std::vector<Token> whole;            ///< All of them, while a part of the text is read;
    std::vector<Reading> part_readings;  ///< what it says.
    bool asks = false;
    bool cut = false;
    bool mended = false;  ///< Words that nobody knows were taken for near ones.

    /// A question mark stands here.
    void ask()
    {
        asks = true;
        if (!tokens.empty())
            tokens.back().asked = true;
    }

    /// A clause ends before the text does.
    [[nodiscard]] bool has_pause() const
    {
        auto const is_apart = [](Token const& token) { return token.before >= Gap::pause; };
        return !tokens.empty() && std::any_of(tokens.begin() + 1, tokens.end(), is_apart);
    }

    /// A word of some class, in a language or several.
    struct Hit {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint32_t state = 0;  ///< Of the lexicon.
    };
    std::vector<std::uint32_t> terms;        ///< Of the lexicon, token by token,
    std::vector<std::uint32_t> terms_first;  ///< from here on for each; and the end.
    std::vector<Hit> hits;
    std::vector<Classes> classes;                       ///< Seen in the text, by tongue.
    std::vector<bool> breaks;                           ///< By token: a word may begin there.
    std::unique_ptr<icu::BreakIterator> word_iterator;  ///< Made when it is first needed.

    std::vector<std::uint32_t> words;  ///< Each token's number in the vocabulary of the matcher that reads it.
    std::vector<Reach> reach;          ///< By position: one more than there are tokens.
};

}  // namespace consentry::keywords
