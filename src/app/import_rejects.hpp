#pragma once

#include "app/row_reader.hpp"

#include <filesystem>
#include <fstream>

namespace consentry::app {

/// Refused rows as a file of the same kind, each with its line and the reason, so that it can be mended and imported
/// again. Made (0600) with the first of them: they hold people's names.
class ImportRejects {
public:
    /// No file is kept if `file` is empty.
    explicit ImportRejects(std::filesystem::path file)
        : file_{std::move(file)}
    {
    }

    /// Begins anew, or behind what a broken-off import is known to have written. Fault::unavailable if it cannot.
    Result<void> begin(std::uint64_t kept);

    /// Throws std::runtime_error if the row cannot be written.
    void add(FileRow const& row, std::string_view why, RowReader const& rows);

    /// How long the file is, now that all of it is with the system.
    std::uint64_t flush();

private:
    std::filesystem::path file_;
    std::ofstream out_;
    std::uint64_t size_ = 0;
};

}  // namespace consentry::app
