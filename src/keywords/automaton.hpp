#pragma once

#include "consentry/keywords/matcher.hpp"
#include "consentry/keywords/pack.hpp"
#include "consentry/keywords/reading.hpp"
#include "keywords/edges.hpp"
#include "keywords/vocabulary.hpp"

#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::keywords {

/// What a sequence of tokens can be, by any pack. One bit each; those of the intents come first, in their order.
using Roles = std::uint32_t;
namespace roles {
constexpr Roles of(Intent intent) { return 1u << static_cast<unsigned>(intent); }
inline constexpr Roles intents = (1u << intent_count) - 1;
inline constexpr Roles courtesy = 1u << 6;   ///< Taken off at both ends: greetings, please, thanks, address.
inline constexpr Roles named = 1u << 7;      ///< Courtesy that a name may follow: greetings and address.
inline constexpr Roles thanks = 1u << 8;     ///< Courtesy that a signature may follow.
inline constexpr Roles article = 1u << 9;    ///< Taken off an argument's front.
inline constexpr Roles argument = 1u << 10;  ///< "all", or a word for a category of scopes.
inline constexpr Roles bare = 1u << 11;      ///< An argument that is none behind an article: "baja la oferta".
inline constexpr Roles faint = 1u << 12;     ///< An emoji that says something only where there are no words.
inline constexpr Roles own = 1u << 13;       ///< A brand's own word.
}  // namespace roles

/// The number of a language among those of the packs.
using Tongue = std::uint16_t;
inline constexpr Tongue every_tongue = 0;                                 ///< `und`: what is heard in every language.
inline constexpr Tongue any_tongue = std::numeric_limits<Tongue>::max();  ///< All of them at once.

/// A keyword of a pack, or a brand's own word, as readings show it.
struct Form {
    Intent intent;
    Strength strength;
    Tongue tongue;
    std::string_view keyword, language, rule, pack, category;
    bool all;
    std::string_view marked;  ///< Its tokens with their accents, joined by blanks.
    std::span<std::string const> countries;
};

/// All keywords as a tree of tokens: one step per token of a text, whatever the number of keywords. Immutable once
/// built.
class Automaton {
public:
    using State = Edges::State;
    static constexpr State root = Edges::root;
    static constexpr State dead = Edges::dead;  ///< No keyword goes on so.

    [[nodiscard]] Word word(Token const& token) const { return vocabulary_.find(token); }

    [[nodiscard]] State step(State from, Word by) const { return edges_.step(from, by); }

    /// Whether a keyword that goes on to this state is written with a pause there: others end at a comma.
    [[nodiscard]] bool spans_pause(State state) const { return states_[state].spans_pause; }

    /// The languages of the packs: tongues are numbers below this.
    [[nodiscard]] Tongue tongues() const { return static_cast<Tongue>(languages_.size()); }

    /// What the tokens that lead to a state can be, in one language and in all that is heard in every language.
    [[nodiscard]] Roles roles(State state, Tongue tongue = any_tongue) const;
    /// Marks the languages in which the tokens that lead to a state are something. `marks` has one place for each
    /// tongue.
    void mark_tongues(State state, std::vector<bool>& marks) const
    {
        Node const& node = states_[state];
        for (Use const& use : std::span{uses_.data() + node.uses_first, node.uses_count})
            marks[use.tongue] = true;
    }

    /// The forms there are not all spelt with the same accents: which of them a text spells has to be looked at.
    [[nodiscard]] bool accents_differ(State state) const { return states_[state].accents_differ; }
    [[nodiscard]] std::span<Form const> forms(State state) const
    {
        return {forms_.data() + states_[state].forms_first, states_[state].forms_count};
    }
    /// Of a state with the role `argument`: its category, or empty for "all".
    [[nodiscard]] std::string_view category(State state) const { return states_[state].category; }

    [[nodiscard]] std::size_t size() const { return states_.size(); }

private:
    friend class Builder;

    struct Node {
        std::uint32_t forms_first = 0;
        std::uint32_t forms_count = 0;
        std::uint32_t uses_first = 0;
        std::uint32_t uses_count = 0;
        Roles roles = 0;  ///< In any language.
        bool accents_differ = false;
        bool spans_pause = false;
        std::string_view category;
    };
    /// What the tokens that lead to a state are in one language.
    struct Use {
        Tongue tongue = every_tongue;
        Roles roles = 0;
    };

    Vocabulary vocabulary_;
    std::vector<Node> states_;
    Edges edges_;
    std::vector<Form> forms_;
    std::vector<Use> uses_;
    std::vector<std::string> languages_{"und"};  ///< By tongue.
    std::deque<std::string> texts_;              ///< What the views of forms and states point into.
    std::deque<std::vector<std::string>> countries_;
};

/// Whether a text of one language takes the form into account.
inline bool is_heard(Form const& form, Tongue tongue)
{
    return tongue == any_tongue || form.tongue == every_tongue || form.tongue == tongue;
}

/// Builds the automaton of packs and own words; problems with own words are sentences.
std::expected<Automaton, std::vector<std::string>> build_automaton(
    std::span<Pack const> packs, std::span<OwnWord const> own_words);

}  // namespace consentry::keywords
