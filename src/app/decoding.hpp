#pragma once

#include "app/program.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace consentry::app {

/// The webhooks that a text holds: one body, or one on each line, as a log keeps them.
std::vector<std::string_view> bodies_in(std::string_view text);

/// Prints every item of the bodies in `text`, one JSON object a line. `file` names the text. A body that is
/// not JSON to its end is refused, which `err` tells; the items before the break are printed all the same. What is no
/// webhook but holds some is read as saved_webhooks() has it.
Exit decode_text(std::string_view text, std::string_view file, Terminal const& terminal);

}  // namespace consentry::app
