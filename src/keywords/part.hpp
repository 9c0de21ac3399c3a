#pragma once

#include "keywords/automaton.hpp"
#include "keywords/lexicon.hpp"
#include "keywords/room.hpp"

#include <cstddef>
#include <string_view>

namespace consentry::keywords {

/// Some tokens of a text, side by side.
struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Reads a part as if it were the message: what it says is in `room.part_readings`.
void read_part(Part const& part, Automaton const& automaton, Scratch::Room& room);

/// What stands beside a part, as a language knows it; `und` as any. After `Sentences::look`.
Classes rest_of(Part const& part, std::string_view language, Lexicon const& lexicon, Scratch::Room const& room);

}  // namespace consentry::keywords
