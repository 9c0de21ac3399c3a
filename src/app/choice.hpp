#pragma once

#include "app/program.hpp"
#include "consentry/app/config_file.hpp"

namespace consentry::app {

/// What exists on disk: a parameter, so that a test needs none.
using Exists = std::function<bool(std::filesystem::path const&)>;

/// The configuration that a command uses: the one given; else $CONSENTRY_CONFIG, ./consentry.toml, ./config/demo.toml,
/// /etc/consentry/consentry.toml, the first that is there. If none is, the last: its absence is then told.
std::filesystem::path config_choice(
    std::string const& given, std::optional<std::string> const& variable, Exists const& exists);

/// The folder of keyword packs where no configuration names one: the one given, else ./keywords, else the installed.
std::filesystem::path packs_choice(std::string const& given, Exists const& exists);

/// The folder of connectors: the one that the configuration names; else `connectors` beside the configuration, else the
/// installed one.
std::filesystem::path connectors_choice(
    std::filesystem::path const& named, std::filesystem::path const& config_file, Exists const& exists);

/// Loads the configuration of a command. One with problems is told on `err`, and nothing comes back: exit code 2.
std::optional<Config> load_choice(std::string const& given, Terminal const& terminal);

/// The brand of that name, or the only one; else it is told on `err` which there are, and null comes back.
BrandConfig const* brand_in(Config const& config, std::string const& name, Terminal const& terminal);

/// Whether the path is on this machine's disk.
bool on_disk(std::filesystem::path const& path);

}  // namespace consentry::app
