#pragma once

#include <string>
#include <string_view>

namespace consentry::app {

/// Somebody else's text as a terminal may show it: control characters (C0, DEL, C1) become U+FFFD, so that no name of a
/// template and no message moves the cursor, forges a line or sets a title. Blanks for line breaks and tabs.
std::string shown(std::string_view text);

}  // namespace consentry::app
