#pragma once

#include "consentry/keywords/reading.hpp"
#include "keywords/automaton.hpp"
#include "keywords/lexicon.hpp"
#include "keywords/part.hpp"
#include "keywords/room.hpp"

#include <array>
#include <cstddef>
#include <vector>

namespace consentry::keywords {

/// Hears a keyword that is a sentence or a line of its own among others: "STOP. I get too many of these", "I moved
/// away. Unsubscribe". What the rest of the message says decides: words about messages make it certain, words about
/// something else take it back, and a rest that says nothing leaves it to a person.
class Parts {
public:
    Parts(Automaton const& automaton, Lexicon const& lexicon, Scratch::Room& room)
        : automaton_{automaton}
        , lexicon_{lexicon}
        , room_{room}
    {
    }

    /// Appends what a part says. After `Sentences::look`, which finds the words of the rest.
    void read(std::vector<Reading>& readings);

private:
    static constexpr std::size_t parts_max = 8;  ///< A longer text is no message of somebody who wants out.

    std::size_t cut_at(Gap least, std::array<Part, parts_max>& parts) const;
    [[nodiscard]] bool may_say_something(Part const& part) const;
    void judge(Part const& part, std::vector<Reading>& readings) const;

    Automaton const& automaton_;
    Lexicon const& lexicon_;
    Scratch::Room& room_;
};

}  // namespace consentry::keywords
