#pragma once

#include "app/program.hpp"

#include <sstream>
#include <string>
#include <vector>

namespace consentry::app::test {

/// A terminal of texts.
struct FakeTerminal {
    std::istringstream in{};
    std::ostringstream out{};
    std::ostringstream err{};
    Terminal terminal{in, out, err};

    explicit FakeTerminal(std::string const& input = "")
        : in{input}
    {
    }
};

inline std::vector<std::string> lines_of(std::string const& text)
{
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

}  // namespace consentry::app::test
