#pragma once

#include "consentry/app/config.hpp"
#include "consentry/base/result.hpp"

#include <functional>
#include <map>
#include <string_view>

namespace consentry::app {

/// Something in the file that its owner should change.
struct Problem {
    int line = 0;        ///< Counted from 1; 0 where the file as a whole is meant.
    std::string key;     ///< Dotted, as `brand.scope.name`; empty where no key is concerned.
    std::string reason;  ///< What is wrong. Never holds a secret.
    std::string remedy;  ///< What to do about it.
};

/// Where each key stood, by its path with places in lists, as `brand[0].scope[1].name`.
using KeyLines = std::map<std::string, int, std::less<>>;

/// A problem with the key at that path. One without a line of its own is told in that of the table around it. People
/// are shown the path without places.
Problem problem_at(std::string const& path, KeyLines const& lines, std::string reason, std::string remedy);

/// What was found in a file. All problems are told together; `config` may be used only if there is none.
struct ConfigReport {
    Config config;
    std::vector<Problem> problems;
    std::vector<Problem> warnings;
    KeyLines lines{};

    bool ok() const { return problems.empty(); }
};

/// What secrets are fetched from: a parameter, so that a test needs neither disk nor environment.
struct Surroundings {
    std::function<std::optional<std::string>(std::string const& name)> environment;
    std::function<Result<std::string>(std::filesystem::path const& file)> contents;
};

/// The environment of this process and its disk.
Surroundings real_surroundings();

/// The bytes of a file of at most 64 MiB; the error is a sentence.
Result<std::string> contents_of(std::filesystem::path const& file);

/// Reads `text` as the contents of `file`, against whose folder relative paths are taken.
ConfigReport read_config(std::string_view text, std::filesystem::path const& file, Surroundings const& surroundings);

/// Reads a file. One that cannot be opened is a problem like any other.
ConfigReport load_config(std::filesystem::path const& file);

/// `config.toml:12: brand.scope.name: reason. Remedy.`
std::string to_line(Problem const& problem, std::filesystem::path const& file);

/// The page of all keys, as a Markdown table for each section, from the table that reads them.
std::string config_reference();

}  // namespace consentry::app
