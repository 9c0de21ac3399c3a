#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace consentry::app {

/// What became of rows so far.
struct ImportCounts {
    std::uint64_t rows = 0;
    std::uint64_t kept = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t refused = 0;

    bool operator==(ImportCounts const&) const = default;
};

/// How far an import has come: all rows before it are kept. It stands in a file beside the rows until the last one is
/// in, so that whatever breaks an import off, the same command goes on. It holds no row.
struct ImportMark {
    std::string task;           ///< Stands for the file and for all that was said of how to read it.
    std::uint64_t offset = 0;   ///< Of the next row in the file,
    std::size_t line = 1;       ///< and its line.
    std::uint64_t rejects = 0;  ///< How long the file of refused rows was.
    ImportCounts counts;

    bool operator==(ImportMark const&) const = default;
};

/// The mark that stands in the file; none if there is none that can be read.
std::optional<ImportMark> read_mark(std::filesystem::path const& file);

/// Replaces the file as a whole; false if it cannot be written.
bool write_mark(std::filesystem::path const& file, ImportMark const& mark);

/// Stands for the file as it is now, by its size and time, and for `how`, all that decides what its rows say.
std::string import_task(std::filesystem::path const& rows, std::string_view how);

}  // namespace consentry::app
