#pragma once

#include "consentry/keywords/reading.hpp"
#include "keywords/automaton.hpp"
#include "keywords/lexicon.hpp"
#include "keywords/part.hpp"
#include "keywords/room.hpp"

#include <cstddef>
#include <vector>

namespace consentry::keywords {

/// Hears a yes that goes on: "yes, send me the offers", "sim, pode mandar". What follows has to be about messages or a
/// wish, in few words, and nothing in it may refuse, ask or be about something else.
class Assent {
public:
    Assent(Automaton const& automaton, Lexicon const& lexicon, Scratch::Room& room)
        : automaton_{automaton}
        , lexicon_{lexicon}
        , room_{room}
    {
    }

    /// Appends what it says. After `Sentences::look`. A text that does not begin with a yes costs a few steps.
    void read(std::vector<Reading>& readings);

private:
    [[nodiscard]] std::size_t end_of_yes() const;
    [[nodiscard]] bool names_way_out_behind(Part const& yes) const;
    [[nodiscard]] bool invites(Part const& yes, Reading const& reading) const;
    [[nodiscard]] bool may_be_condition(Part const& yes, std::string_view language) const;
    [[nodiscard]] bool is_best_known_to(std::string_view language, Part const& yes) const;
    [[nodiscard]] std::size_t unlisted_behind(Part const& yes, std::string_view language) const;

    Automaton const& automaton_;
    Lexicon const& lexicon_;
    Scratch::Room& room_;
};

}  // namespace consentry::keywords
