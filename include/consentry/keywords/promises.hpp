#pragma once

#include "consentry/keywords/folding.hpp"
#include "consentry/keywords/matcher.hpp"
#include "consentry/keywords/pack.hpp"

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// A word that a text asks its reader to send back: "Reply STOP to opt out" promises that STOP is heard.
struct Promise {
    std::string word;      ///< As the text writes it, without its quotes; `{{1}}` where it is filled in when sent.
    std::string sentence;  ///< Where it stands, as written.
    std::string purpose;   ///< What the text says the word is for, folded: "to opt out". May be empty.
};

/// Finds promises by the words of the packs' sections `[promise]`: those that ask for an answer, those that may stand
/// between them and the word, those that join another word, and those that say what for. The word may stand on either
/// side; where it stands out from the sentence (in quotes, in capitals, in another script) it need not be known to
/// anybody. Immutable once built.
class Promises {
public:
    explicit Promises(std::span<Pack const> packs);

    /// Every promise of a text, in its order. A word that does not stand out is one if `matcher` hears it, or if the
    /// sentence goes on to say that it ends messages.
    [[nodiscard]] std::vector<Promise> in(std::string_view text, Matcher const& matcher) const;

    /// A sequence of tokens; the last may have any ending.
    struct Term {
        std::vector<std::string> tokens;
        bool open = false;
    };
    /// The words of one language, and those of `und`.
    struct Speech {
        std::vector<Term> reply;  ///< Reply, send, type.
        std::vector<Term> with;   ///< With, the word, us: between those and the promised word.
        std::vector<Term> also;   ///< And, or: another word follows.
        std::vector<Term> to;     ///< To, for: says what for.
    };

private:
    std::vector<Speech> speeches_;
    std::set<std::string, std::less<>> verbs_;  ///< Those of one word, of every language.
};

/// Whether a text is about wanting messages: to subscribe, to go on.
bool speaks_of_opting_in(Explanation const& explanation);

}  // namespace consentry::keywords
