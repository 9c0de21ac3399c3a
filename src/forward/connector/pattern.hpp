#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Patterns of settings: POSIX extended regular expressions.
namespace consentry::forward {

/// Why that is no pattern, or none that is safe to try: it refers back or repeats more than a thousand times.
std::optional<std::string> trouble_with_pattern(std::string const& pattern);

/// Whether the whole of the text is as the pattern says. One with which there is trouble matches nothing.
bool matches_whole(std::string const& pattern, std::string const& text);

}  // namespace consentry::forward
