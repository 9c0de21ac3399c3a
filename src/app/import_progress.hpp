#pragma once

#include "app/import_mark.hpp"

#include <chrono>
#include <iosfwd>
#include <optional>

namespace consentry::app {

/// How far an import has come, told to whoever waits: a bar that is drawn anew on a terminal, a line now and then
/// elsewhere.
class ImportProgress {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// `octets` is how long the file is; none where that is not known.
    ImportProgress(std::ostream& out, bool live, std::optional<std::uint64_t> octets, std::uint64_t from, Time begun);

    /// `rows` were taken since the beginning of this run, `at` is the offset in the file.
    void tell(ImportCounts const& counts, std::uint64_t rows, std::uint64_t at, Time now);

    /// Takes the bar away, so that a line of text can stand there.
    void wipe();

private:
    std::ostream& out_;
    bool live_;
    std::optional<std::uint64_t> octets_;
    std::uint64_t from_;
    Time begun_;
    Time next_;
    bool drawn_ = false;
};

/// `[#####-----]  50 %  12,000 rows  3,000/s  0:04 left`, and what was refused.
std::string progress_line(ImportCounts const& counts, std::uint64_t rows, std::chrono::duration<double> elapsed,
    std::optional<double> share, std::optional<double> share_of_run);

/// `1,234,567`.
std::string with_commas(std::uint64_t number);

}  // namespace consentry::app
