#pragma once

#include "consentry/app/config_file.hpp"
#include "consentry/base/document.hpp"
#include "consentry/base/spelling.hpp"

#include <map>
#include <optional>
#include <set>

namespace consentry::app {

/// One pass over one file: what it is read against, the problems met, and where each key stood.
/// A path names a key with its places in lists, as `brand[0].scope[1].name`; people are shown it without them.
class Reading {
public:
    Reading(std::filesystem::path const& file, Surroundings const& surroundings);

    void place(std::string const& path, int line) { lines_[path] = line; }

    /// Whether the file has the key.
    bool placed(std::string_view path) const { return lines_.contains(path); }

    /// Whether a problem with the key has been noted, so that its value means nothing.
    bool refused(std::string_view path) const { return refused_.contains(path); }

    void problem(std::string const& path, std::string reason, std::string remedy);
    void warning(std::string const& path, std::string reason, std::string remedy);

    /// Against the folder of the file; absolute and normal.
    std::filesystem::path resolved(std::string_view path) const;

    /// What `env:NAME` or `file:PATH` refers to, the final line break of a file cut off.
    /// Nothing if it cannot be had: the problem is then noted.
    std::optional<std::string> secret(std::string const& path, std::string_view reference);

    std::vector<Problem> take_problems() { return in_order(std::move(problems_)); }
    std::vector<Problem> take_warnings() { return in_order(std::move(warnings_)); }
    KeyLines take_lines() { return std::move(lines_); }

private:
    static std::vector<Problem> in_order(std::vector<Problem> problems);
    std::optional<std::string> environment_secret(std::string const& path, std::string const& name);
    std::optional<std::string> file_secret(std::string const& path, std::string_view name);

    std::filesystem::path folder_;
    Surroundings const& surroundings_;
    KeyLines lines_;
    std::set<std::string, std::less<>> refused_;
    std::vector<Problem> problems_;
    std::vector<Problem> warnings_;
};

/// `brand` and 1 give `brand[1]`.
std::string at(std::string_view path, std::size_t index);

}  // namespace consentry::app
