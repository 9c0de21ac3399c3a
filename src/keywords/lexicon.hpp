#pragma once

#include "consentry/keywords/folding.hpp"
#include "consentry/keywords/pack.hpp"
#include "consentry/keywords/word_class.hpp"
#include "keywords/automaton.hpp"
#include "keywords/edges.hpp"
#include "keywords/pattern.hpp"
#include "keywords/room.hpp"
#include "keywords/term_trie.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// A pattern as one language hears it.
struct Phrase {
    PhraseKind kind = PhraseKind::opt_out;
    bool any_order = false;
    struct Place {
        Classes classes = 0;
        bool optional = false;
        bool beside = false;
    };
    std::vector<Place> places;
    std::string_view text;  ///< `{not want message}`
    std::string_view rule;  ///< `es/phrase/not-want-message`
};

/// The words of all packs that sentences are made of, with their classes, and the patterns of each language. Immutable
/// once built.
class Lexicon {
public:
    /// What a sequence of tokens is in one language.
    struct Use {
        Tongue tongue = every_tongue;
        Classes classes = 0;
    };
    /// A language, with what its readings name.
    struct Speech {
        std::string_view language;
        std::string_view pack;
        std::vector<Phrase> phrases;  ///< Its own and those of `und`.
    };

    /// Patterns that can't be read are left out: packs are checked when they are read.
    static Lexicon build(std::span<Pack const> packs);

    /// Fills `room.hits` with every word of any class in the text, and `room.classes` with the classes seen of each
    /// tongue.
    void find(Scratch::Room& room) const;

    [[nodiscard]] std::span<Use const> uses(std::uint32_t state) const
    {
        return {uses_.data() + states_[state].first, states_[state].count};
    }
    [[nodiscard]] std::span<Speech const> speeches() const { return speeches_; }  ///< By tongue.

    /// Whether a token is a word of some class by itself: then it is no misspelt other one.
    [[nodiscard]] bool knows(Token const& token) const
    {
        bool known = trie_.contains(token.text);
        for (char const how : {TermTrie::exact, TermTrie::bare})
            trie_.find_as(how, token.marked, [&known](Term) { known = true; });
        return known;
    }

private:
    friend class LexiconBuilder;

    struct Node {
        std::uint32_t first = 0;  ///< Of its uses.
        std::uint32_t count = 0;
        bool goes_on = false;
    };

    void find_terms(Token const& token, bool accented, std::vector<Term>& terms) const;
    void find_from(Scratch::Room& room, std::uint32_t state, std::size_t begin, std::size_t at) const;
    [[nodiscard]] std::span<Term const> terms(Scratch::Room const& room, std::size_t at) const;

    TermTrie trie_;
    std::vector<Node> states_;
    Edges edges_;
    std::vector<Use> uses_;
    std::vector<Speech> speeches_;
    std::deque<std::string> texts_;  ///< What the views point into.
};

}  // namespace consentry::keywords
