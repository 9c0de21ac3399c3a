#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace consentry {

/// How many octets have to be added, taken away or changed to make one of the other (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name that was probably meant, or nothing if none is near enough: a third of its length may be wrong.
/// Capitals count as small letters, and a hyphen as an underscore.
std::optional<std::string_view> nearest(std::string_view name, std::span<std::string_view const> known);

/// `a, b or c`, each in quotes.
std::string choices(std::span<std::string_view const> known);

/// What to do about a name that is not known: the nearest one, else all of them.
std::string choose(std::string_view name, std::span<std::string_view const> known);

}  // namespace consentry
