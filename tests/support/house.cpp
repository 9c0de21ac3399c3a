// The rules about our own code. The first table is the architecture: which folder may use which. What it does not name
// is forbidden, so a new folder starts with a line here.

#include "support/house.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>

namespace house {
namespace {

using Names = std::set<std::string_view>;

/// Besides itself. Not transitive: who uses `intake` does not thereby know `keywords`. Values of `base` pass
/// everywhere.
std::map<std::string_view, Names> const arrows{
    {"base", {}},
    {"consent", {"base"}},
    {"keywords", {"base"}},
    {"meta", {"base"}},
    {"http", {"base"}},
    {"intake", {"base", "consent", "keywords", "meta"}},
    {"forward", {"base", "consent", "http"}},
    {"store", {"base", "consent", "intake", "forward"}},
    {"api", {"base", "intake", "consent", "forward", "http"}},
    {"app", {"base", "consent", "keywords", "meta", "http", "intake", "forward", "store", "api"}},
};

/// A library we did not write: how its headers are named, and the folders that may name them (none: any folder).
/// Whatever the folder, they stay out of include/, so that no other part needs them to compile.
struct Library {
    std::string_view name;
    std::vector<std::string_view> headers;
    Names folders;
};

std::vector<Library> const libraries{
    {"SQLite", {"sqlite3"}, {"store"}},
    {"OpenSSL", {"openssl/"}, {"base", "http"}},
    {"Asio", {"boost/asio"}, {"http"}},
    {"Beast", {"boost/beast"}, {"http"}},
    {"Boost", {"boost/"}, {}},
    {"RapidJSON", {"rapidjson/"}, {}},
    {"ICU", {"unicode/"}, {}},
    {"toml++", {"toml++/", "toml.hpp"}, {}},
    {"CLI11", {"CLI/"}, {"app"}},
    {"spdlog", {"spdlog/"}, {"base"}},
};

/// These know no thread and no lock: they take values and return values, and are replayed over history.
Names const pure_folders{"consent", "keywords", "meta", "intake"};
Names const headers_of_threads{"thread", "mutex", "shared_mutex", "condition_variable", "future", "semaphore"};

constexpr std::size_t lines_max = 350;

/// A drawer for everything is a drawer in which nobody looks: a helper lives with the noun it serves.
Names const drawers{"util", "utils", "utility", "utilities", "helper", "helpers", "misc", "common"};

constexpr std::array unfinished{std::string_view{"TODO"}, std::string_view{"FIXME"}};

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> parts;
    for (std::size_t from = 0;;) {
        std::size_t const to = text.find(separator, from);
        parts.push_back(text.substr(from, to == std::string_view::npos ? to : to - from));
        if (to == std::string_view::npos)
            return parts;
        from = to + 1;
    }
}

std::string_view without_blanks(std::string_view text)
{
    std::size_t const first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

struct Include {
    std::string_view header;
    bool quoted;
};

std::optional<Include> include_of(std::string_view line)
{
    line = without_blanks(line);
    if (!line.starts_with('#'))
        return std::nullopt;
    line = without_blanks(line.substr(1));
    if (!line.starts_with("include"))
        return std::nullopt;
    line = without_blanks(line.substr(std::string_view{"include"}.size()));
    if (line.empty() || (line.front() != '"' && line.front() != '<'))
        return std::nullopt;
    bool const quoted = line.front() == '"';
    std::size_t const end = line.find(quoted ? '"' : '>', 1);
    if (end == std::string_view::npos)
        return std::nullopt;
    return Include{line.substr(1, end - 1), quoted};
}

/// Where a file of ours lives, read from its path or from the way it is included.
struct Room {
    std::string_view folder;
    bool open;  // In include/consentry: other folders may see it.
};

std::optional<Room> room_of_file(std::string_view path)
{
    if (path == "src/main.cpp")
        return Room{"app", false};
    auto const parts = split(path, '/');
    bool const open = parts.size() >= 4 && parts[0] == "include" && parts[1] == "consentry";
    bool const hidden = parts.size() >= 3 && parts[0] == "src";
    if (!open && !hidden)
        return std::nullopt;
    std::string_view const folder = parts[open ? 2 : 1];
    return arrows.contains(folder) ? std::optional{Room{folder, open}} : std::nullopt;
}

/// Nothing for a header that is not ours.
std::optional<Room> room_of_header(std::string_view header)
{
    auto const parts = split(header, '/');
    if (parts.size() >= 3 && parts[0] == "consentry")
        return Room{parts[1], true};
    if (parts.size() >= 2 && arrows.contains(parts[0]))
        return Room{parts[0], false};
    return std::nullopt;
}

std::string quoted(std::string_view text) { return "\"" + std::string{text} + "\""; }

/// What is wrong with a file in `room` naming a header of ours in `target`.
std::optional<std::string> wrong_arrow(Room room, Room target)
{
    if (!arrows.contains(target.folder))
        return "there is no folder " + quoted(target.folder);
    if (target.folder != room.folder && !arrows.at(room.folder).contains(target.folder))
        return quoted(room.folder) + " may not use " + quoted(target.folder);
    if (target.folder != room.folder && !target.open)
        return quoted(target.folder) + " keeps this header in src/ to itself";
    if (room.open && !target.open)
        return "a header in include/ may not need one in src/";
    return std::nullopt;
}

std::optional<std::string> wrong_library(Room room, std::string_view header)
{
    for (Library const& library : libraries) {
        bool const named
            = std::ranges::any_of(library.headers, [&](std::string_view start) { return header.starts_with(start); });
        if (!named)
            continue;
        std::string const name{library.name};
        if (room.open)
            return name + " stays out of include/";
        if (!library.folders.empty() && !library.folders.contains(room.folder))
            return name + " may not be named in " + quoted(room.folder);
    }
    return std::nullopt;
}

std::optional<std::string> wrong_include(Room room, Include include)
{
    if (auto const target = room_of_header(include.header))
        return wrong_arrow(room, *target);
    if (include.quoted)
        return "write " + quoted(include.header) + " with its folder, so that the arrow can be seen";
    if (pure_folders.contains(room.folder) && headers_of_threads.contains(include.header))
        return quoted(room.folder) + " knows no threads";
    return wrong_library(room, include.header);
}

bool is_word_at(std::string_view line, std::size_t at, std::size_t length)
{
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    bool const starts = at == 0 || !is_letter(line[at - 1]);
    bool const ends = at + length == line.size() || !is_letter(line[at + length]);
    return starts && ends;
}

std::optional<std::string> wrong_word(std::string_view line)
{
    for (std::string_view const word : unfinished)
        for (std::size_t at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1))
            if (is_word_at(line, at, word.size()))
                return std::string{word} + ": finish it or file it";
    return std::nullopt;
}

std::optional<std::string> wrong_name(std::string_view path)
{
    for (std::string_view const part : split(path, '/'))
        if (std::string_view const stem = part.substr(0, part.find('.')); drawers.contains(stem))
            return quoted(stem) + " is no noun of the domain";
    return std::nullopt;
}

}  // namespace

std::vector<Source> sources_of(std::filesystem::path const& project)
{
    std::vector<Source> sources;
    for (char const* const top : {"include", "src"}) {
        for (auto const& entry : std::filesystem::recursive_directory_iterator{project / top}) {
            auto const extension = entry.path().extension();
            if (!entry.is_regular_file() || (extension != ".hpp" && extension != ".cpp"))
                continue;
            std::ostringstream text;
            text << std::ifstream{entry.path()}.rdbuf();
            sources.push_back({std::filesystem::relative(entry.path(), project).generic_string(), text.str()});
        }
    }
    std::ranges::sort(sources, {}, &Source::path);
    return sources;
}

std::vector<std::string> complaints(Source const& source)
{
    std::vector<std::string> found;
    auto const complain = [&](std::size_t line, std::optional<std::string> const& sentence) {
        if (sentence)
            found.push_back(source.path + ":" + std::to_string(line) + ": " + *sentence);
    };

    complain(1, wrong_name(source.path));
    auto const room = room_of_file(source.path);
    if (!room)
        complain(1, "in no folder that the table of arrows knows");

    std::string_view const text{source.text};
    auto const lines = split(text.ends_with('\n') ? text.substr(0, text.size() - 1) : text, '\n');
    if (lines.size() > lines_max)
        complain(lines.size(), "longer than " + std::to_string(lines_max) + " lines: is it really one thing?");
    for (std::size_t i = 0; i < lines.size(); ++i) {
        complain(i + 1, wrong_word(lines[i]));
        if (auto const include = include_of(lines[i]); include && room)
            complain(i + 1, wrong_include(*room, *include));
    }
    return found;
}

}  // namespace house
