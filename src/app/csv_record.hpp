#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::app {

/// What stands at the front of a text of CSV (RFC 4180).
struct CsvRecord {
    bool whole = false;                 ///< False: it does not end here; read on, or there is no more of it.
    std::size_t size = 0;               ///< Without the line break behind it,
    std::size_t size_with_break = 0;    ///< and with it.
    std::vector<std::string> values{};  ///< Quotes taken off, doubled ones made single.
    std::string trouble{};
};

/// Cuts the first record off. `last` says that nothing follows the text. A quote inside a value that does not begin
/// with one stands for itself, as spreadsheets write it.
CsvRecord cut_csv(std::string_view text, char separator, bool last);

}  // namespace consentry::app
