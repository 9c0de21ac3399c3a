#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace consentry::api {

/// The name of a member that an object in the text tells twice, at any depth; nothing if there is none before the text
/// ends or stops being JSON. One more pass over a text that is bounded as every body is.
std::optional<std::string> repeated_member(std::string_view json);

}  // namespace consentry::api
