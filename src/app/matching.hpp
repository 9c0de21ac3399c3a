#pragma once

#include "app/program.hpp"
#include "consentry/intake/explain.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace consentry::app {

/// The words one behind the other: of a text, as the shell hands over what was not quoted, or of a list.
std::string joined(std::vector<std::string> const& words, std::string_view between);

/// What a text says and why, for people.
std::string to_text(std::string_view text, intake::Verdict const& verdict);

/// The same for programs: one JSON object without the newline.
std::string to_json(std::string_view text, intake::Verdict const& verdict);

/// Answers each line `{"id","language"?,"text"}` of the input with one line
/// `{"id","signal","decision","tier","language","keyword","rule"}`, at once: the caller may wait for it. `id` comes
/// back as it was given. A line that is none of the kind is told on `err` with its number, the rest is answered, and
/// the exit code is no.
Exit match_lines(intake::Brand const& brand, Terminal const& terminal);

}  // namespace consentry::app
