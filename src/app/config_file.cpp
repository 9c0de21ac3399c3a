#include "consentry/app/config_file.hpp"

#include "app/config_checks.hpp"
#include "app/config_schema.hpp"

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace consentry::app {
namespace {

/// A path that leads to something endless must not fill the memory.
constexpr std::size_t file_bytes_max = std::size_t{64} * 1024 * 1024;

std::optional<std::string> environment_variable(std::string const& name)
{
    // Nobody in this process changes its environment, so reading it is safe from any thread.
    char const* const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe)
    return value ? std::optional<std::string>{value} : std::nullopt;
}

}  // namespace

Surroundings real_surroundings() { return {environment_variable, contents_of}; }

Result<std::string> contents_of(std::filesystem::path const& file)
{
    std::error_code error;
    if (std::filesystem::is_directory(file, error))
        return fail(Fault::malformed, file.string() + " is a folder");
    std::ifstream stream{file, std::ios::binary};
    if (!stream)
        return fail(Fault::not_found, "the file " + file.string() + " cannot be opened");
    std::string text;
    std::array<char, 65'536> block{};
    while (stream.read(block.data(), block.size()) || stream.gcount() > 0) {
        text.append(block.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > file_bytes_max)
            return fail(Fault::too_large, "the file " + file.string() + " is larger than 64 MiB");
    }
    return text;
}

ConfigReport read_config(std::string_view text, std::filesystem::path const& file, Surroundings const& surroundings)
{
    ConfigReport report;
    auto const document = parse_toml(text);
    if (!document) {
        report.problems.push_back({document.error().line, "", document.error().reason,
            "Correct the line; the rest of the file is read once it is TOML"});
        return report;
    }
    Reading reading{file, surroundings};
    read_table(config_keys(), *document, "", reading, report.config);
    check_config(report.config, reading);
    report.problems = reading.take_problems();
    report.warnings = reading.take_warnings();
    report.lines = reading.take_lines();
    return report;
}

ConfigReport load_config(std::filesystem::path const& file)
{
    auto const text = contents_of(file);
    if (text)
        return read_config(*text, file, real_surroundings());
    return {.config = {},
        .problems = {{0, "", text.error().detail, "Name a configuration with --config FILE"}},
        .warnings = {}};
}

std::string to_line(Problem const& problem, std::filesystem::path const& file)
{
    std::string line = file.string();
    if (problem.line > 0)
        line += ':' + std::to_string(problem.line);
    line += ": " + (problem.key.empty() ? "" : problem.key + ": ") + problem.reason + ". " + problem.remedy;
    return line.ends_with('?') || line.ends_with('.') ? line : line + '.';
}

std::string config_reference()
{
    std::vector<KeyRow> rows;
    describe_table(config_keys(), "", "", rows);
    std::ostringstream page;
    std::string_view section;
    for (KeyRow const& row : rows) {
        if (row.section != section) {
            page << (section.empty() ? "" : "\n") << "### `" << row.section
                 << "`\n\n| key | value | default | what for |\n| --- | --- | --- | --- |\n";
            section = row.section;
        }
        bool const plain = row.fallback == needed || row.fallback == optional;
        page << "| `" << row.name << "` | " << row.type << " | " << (plain ? row.fallback : '`' + row.fallback + '`')
             << " | " << row.about << " |\n";
    }
    return page.str();
}

}  // namespace consentry::app
