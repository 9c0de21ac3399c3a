#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

/// What to tell somebody who edits a pack about a mistake.
namespace consentry::keywords {

using Names = std::span<std::string_view const>;

/// For a name that is not among those known: the one that was meant, or all of them.
std::string remedy_for_unknown(std::string_view name, Names known);

/// "es", "pt-BR", "zh-Hant": letters and digits in groups, the first of two or three small letters.
bool is_language_tag(std::string_view tag);

/// "es" for "ES", "pt-BR" for "pt_BR": the tag that was meant, or an example.
std::string tag_meant_by(std::string written);

/// For a line that is no TOML. Word processors put curly quotes where straight ones belong.
std::string remedy_for_line(std::string_view bytes, std::size_t line);

}  // namespace consentry::keywords
