#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

/// What a placeholder may have done to its value: docs/connectors.md.
namespace consentry::forward {

std::vector<std::string_view> filter_names();

/// What stands in a filter's brackets.
enum class Argument {
    none,
    text,  ///< As it is.
    name,  ///< That of a placeholder, whose value counts: a key that nobody writes down.
};
Argument argument_of(std::string_view filter);

/// The value as the filter makes it. The error says what it is not: `unix` of something that is no time.
std::expected<std::string, std::string> filtered(
    std::string_view filter, std::string_view argument, std::string_view value);

}  // namespace consentry::forward
