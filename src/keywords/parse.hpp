#pragma once

#include "keywords/automaton.hpp"
#include "keywords/room.hpp"
#include "keywords/senses.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace consentry::keywords {

/// A stretch of the text, as the parse reads it.
struct Segment {
    /// A `stranger` is an unknown word that a pause sets apart, where a name may stand: "Maria, stop".
    enum class Kind : std::uint8_t { keyword, courtesy, name, stranger, argument, article, decoration };

    std::size_t begin = 0;
    std::size_t end = 0;
    Automaton::State state = Automaton::root;
    Kind kind = Kind::courtesy;
};

/// Reads one folded text as a whole, as somebody would who writes one language: its words and those heard in every
/// language count. Every token has to be keyword, courtesy, repetition, or a name where names stand. What stands for
/// itself in a sentence is no keyword there. One pass from left to right; it ends where nothing can be read on.
class Parse {
public:
    Parse(Automaton const& automaton, Scratch::Room& room)
        : automaton_{automaton}
        , room_{room}
    {
    }

    /// What the text says in a language. Allocates nothing. What follows is about the language read last.
    Senses read(Tongue tongue);

    /// How it says one of these: the fewest segments that do. None if fewer read the text as mere courtesy.
    [[nodiscard]] std::vector<Segment> path(Senses sense);

    /// The opt-out keyword that could be read furthest, after nothing but courtesy; for a free argument behind it.
    [[nodiscard]] std::optional<Segment> const& last_opt_out() const { return last_opt_out_; }

    /// From here to the end there is only courtesy.
    [[nodiscard]] bool is_courtesy_from(std::size_t begin);

    /// The roles of a state that the tokens of a segment reached: accents count where they tell two keywords apart.
    [[nodiscard]] Roles roles_at(Automaton::State state, std::size_t begin, std::size_t end) const;

    /// The text spells this form with its very accents.
    [[nodiscard]] bool spells(Form const& form, std::size_t begin, std::size_t end) const;

    /// Where the tokens of a segment lead, or dead.
    [[nodiscard]] Automaton::State state(std::size_t begin, std::size_t end);

    [[nodiscard]] Word word(std::size_t at);
    [[nodiscard]] std::string text(std::size_t begin, std::size_t end) const;

private:
    struct Step;

    /// Calls `on_step` with every segment that may begin at a position.
    template <class OnStep>
    void each_step(std::size_t begin, OnStep on_step);
    template <class OnStep>
    void each_name(Segment const& segment, Roles roles, OnStep on_step);
    template <class OnStep>
    void each_stranger(std::size_t begin, OnStep on_step);

    [[nodiscard]] Step keyword_step(Segment segment, Roles roles);
    [[nodiscard]] Roles roles_that_count(Segment const& segment, Roles roles);
    [[nodiscard]] Automaton::State advance(Automaton::State from, std::size_t at, bool is_first);
    [[nodiscard]] Segment::Kind kind_beside(Automaton::State state, Senses wanted) const;
    [[nodiscard]] bool stands_apart(std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool is_closed(Segment const& decline);
    [[nodiscard]] bool is_article(std::size_t at);
    [[nodiscard]] bool may_be_read();
    [[nodiscard]] bool may_be_name(std::size_t begin, std::size_t end);
    [[nodiscard]] std::size_t size() const { return room_.tokens.size(); }
    [[nodiscard]] Gap gap(std::size_t at) const { return room_.tokens[at].before; }

    Automaton const& automaton_;
    Scratch::Room& room_;
    Tongue tongue_ = any_tongue;
    bool has_words_ = false;
    std::optional<Segment> last_opt_out_;
};

}  // namespace consentry::keywords
