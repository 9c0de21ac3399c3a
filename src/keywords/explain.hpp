#pragma once

#include "consentry/keywords/matcher.hpp"
#include "keywords/automaton.hpp"

#include <string_view>

namespace consentry::keywords {

Explanation explain(Automaton const& automaton, std::string_view text);

}  // namespace consentry::keywords
