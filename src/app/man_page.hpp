#pragma once

#include "app/command_shape.hpp"

namespace consentry::app {

/// consentry(1) for man, in roff: every command with its options, as the help tells them.
std::string man_page(CommandShape const& program, std::string const& version);

}  // namespace consentry::app
