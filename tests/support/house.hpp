#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace house {

/// A source file: its path below the project's folder, with slashes, and what stands in it.
struct Source {
    std::string path;
    std::string text;
};

/// Every .hpp and .cpp below `project`/include and `project`/src, in the order of their paths.
std::vector<Source> sources_of(std::filesystem::path const& project);

/// What breaks a rule of the house in `source`, as "path:line: sentence"; empty if nothing does.
/// The rules are the arrows of the design and the habits that go with them; they stand in house.cpp and nowhere else.
std::vector<std::string> complaints(Source const& source);

}  // namespace house
