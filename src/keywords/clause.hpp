#pragma once

#include "keywords/lexicon.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// A word of a clause, with what it is in one language.
struct ClauseWord {
    std::size_t begin = 0;  ///< Tokens of the text.
    std::size_t end = 0;
    Classes classes = 0;
};

/// The words of some classes between two pauses of a text, as one language knows them. Words within longer ones are
/// left out, so that "don't stop" is not "stop".
struct Clause {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool asks = false;  ///< Its sentence ends with a question mark.
    std::vector<ClauseWord> words;

    [[nodiscard]] Classes classes() const;
};

/// A pattern that a clause fits, and what became of it.
struct Finding {
    Phrase const* phrase = nullptr;
    std::size_t begin = 0;
    std::size_t end = 0;
    Classes classes = 0;                    ///< Of the words that fill its places.
    std::size_t strange = 0;                ///< Tokens between its words that nobody knows.
    PhraseKind kind = PhraseKind::opt_out;  ///< `none` if it was taken back, and may be less than the pattern says.
    std::string_view why;                   ///< It was taken back or weakened; static text, else empty.
    std::size_t clause = 0;                 ///< Where its clause begins.
};

/// How many tokens that the language does not list are too many.
struct Distances {
    std::size_t between = 0;         ///< Between two words of a pattern: beyond, it does not fit. So many in all of its
                                     ///< gaps together: a person has to look.
    std::size_t beside = 0;          ///< In the clause: beyond, what would act waits for a person; beyond twice as many
                                     ///< it says nothing.
    std::size_t beside_perhaps = 0;  ///< Beyond, what would wait says nothing,
    std::size_t beside_hint = 0;     ///< nor does a hint.
    std::size_t beside_thin = 0;  ///< In place of `beside` where one word says it all, or nobody speaks of themselves.
};

/// Whether each place of the pattern that has to be filled has a class among those seen.
bool may_fit(Phrase const& phrase, Classes seen);

/// The best fit of each pattern, judged by what else stands in the clause: words that turn it into something else take
/// an opt-out back, other objects weaken it, and so does much else that is said.
std::vector<Finding> findings_in(Clause const& clause, Lexicon::Speech const& speech, Distances const& distances);

}  // namespace consentry::keywords
