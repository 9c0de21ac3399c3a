#pragma once

#include "app/row_text.hpp"
#include "consentry/base/result.hpp"

#include <memory>
#include <vector>

/// Files of rows, as people export them: CSV (RFC 4180, with a comma, semicolon or tab between) and JSON objects, one a
/// line. UTF-8, with or without a byte order mark, any line breaks. However long a file is, one row of it is in memory.
namespace consentry::app {

/// One row.
struct FileRow {
    std::size_t line = 0;              ///< Where it begins, from 1.
    std::string raw{};                 ///< As it stands there, without the line break behind it.
    std::vector<std::string> names{};  ///< Of its values, as the file has them.
    std::vector<std::string> values{};
    std::vector<std::string> nested{};  ///< Names of what is no text: objects and lists.
    std::string trouble{};              ///< What is wrong with it; then it has no values.
    bool says_nothing = false;          ///< It is no news, whatever is known.
};

class RowReader {
public:
    virtual ~RowReader() = default;

    /// False at the end. A row that is none says so, and the next call goes on behind it.
    virtual bool next(FileRow& row) = 0;

    /// The names in the head of the file; none where each row has its own.
    virtual std::vector<std::string> const& names() const = 0;

    /// The head as it stands there, and what stands between two values of a row; empty where each row has its own
    /// names.
    virtual std::string const& head() const = 0;
    virtual char separator() const = 0;

    /// Where the next row begins.
    virtual std::uint64_t offset() const = 0;
    virtual std::size_t line() const = 0;
    virtual void go_to(std::uint64_t offset, std::size_t line) = 0;
};

/// A longer row is none: a quote was not closed, or it is no such file.
inline constexpr std::size_t row_octets_max = 64 * 1024;

/// What a file of rows holds.
enum class RowFormat { csv, jsonl };

/// `separator` is one of `,`, `;` and tab, or 0: whichever the head has most of. Reads the head; Fault::malformed if
/// there is none, or the file is not UTF-8 but UTF-16. `in` outlives the reader.
Result<std::unique_ptr<RowReader>> read_rows(std::istream& in, RowFormat format, char separator);

}  // namespace consentry::app
