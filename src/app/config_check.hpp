#pragma once

#include "app/setup.hpp"

#include <iosfwd>

namespace consentry::app {

/// Everything `check-config` looked at.
struct CheckedConfig {
    std::filesystem::path file;
    std::vector<Finding> problems;
    std::vector<Finding> warnings;
    std::string summary;  ///< What the configuration is, in a line; empty where there are problems.

    bool ok() const { return problems.empty(); }
};

/// Reads the configuration and, if it is good, the keyword packs it names together with each brand's own words.
CheckedConfig check_config_file(std::filesystem::path const& file);

void print_text(CheckedConfig const& checked, std::ostream& out, std::ostream& err);
std::string to_json(CheckedConfig const& checked);

}  // namespace consentry::app
