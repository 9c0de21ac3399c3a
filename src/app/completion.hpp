#pragma once

#include "app/command_shape.hpp"

#include <optional>
#include <string_view>

namespace consentry::app {

enum class Shell { bash, zsh, fish };

/// `bash`, `zsh`, `fish`; nothing for any other.
std::optional<Shell> shell_named(std::string_view name);

/// The script that has `shell` complete the commands and options of `program`, and names of files where values go.
std::string completion(CommandShape const& program, Shell shell);

}  // namespace consentry::app
