#pragma once

#include "consentry/keywords/matcher.hpp"
#include "keywords/hearing.hpp"

#include <string_view>

namespace consentry::keywords {

WayOut way_out_in(Knowledge const& knowledge, std::string_view text);

}  // namespace consentry::keywords
