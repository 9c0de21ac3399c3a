#pragma once

#include <span>
#include <string>
#include <string_view>

namespace consentry::store {

/// The body of a webhook without somebody, octet for octet as long as before, so that nothing behind it moves. An item
/// that has one of the names as a value of its own (`"from":"34600111222"`) is that person's and becomes blanks between
/// its braces; wherever else a name stands, in the words of somebody else say, it is crossed out. Works on a body that
/// is no JSON to its end as well: an item that it breaks off in goes to the end.
std::string without(std::string_view body, std::span<std::string const> names);

/// Crosses out every name that stands there for itself, not as a part of a longer one.
void cross_out(std::string& text, std::span<std::string const> names);

}  // namespace consentry::store
