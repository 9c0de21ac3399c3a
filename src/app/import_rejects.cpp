#include "app/import_rejects.hpp"

#include "consentry/base/json.hpp"

#include <sys/stat.h>

#include <stdexcept>

namespace consentry::app {
namespace {

std::string in_quotes(std::string_view text)
{
    std::string result{"\""};
    for (char const c : text)
        result.append(c == '"' ? 2 : 1, c);
    return result + '"';
}

/// The row as a line of its file, with two more columns; a row that could not be cut up is one value.
std::string csv_line(FileRow const& row, std::string_view why, RowReader const& rows)
{
    bool const cut = !row.values.empty() && row.values.size() == rows.names().size();
    std::string line = cut ? row.raw : in_quotes(row.raw);
    if (!cut)
        line.append(rows.names().empty() ? 0 : rows.names().size() - 1, rows.separator());
    return line + rows.separator() + std::to_string(row.line) + rows.separator() + in_quotes(why);
}

std::string json_line(FileRow const& row, std::string_view why)
{
    JsonWriter json;
    json.open().put("line", row.line).put("reason", why);
    auto const object = row.raw.find('{');
    if (!row.trouble.empty() || object == std::string::npos)
        return json.close().str();
    std::string line = json.str();
    std::string_view const members = std::string_view{row.raw}.substr(object + 1);
    return line + (row.names.empty() ? "" : ",") + std::string{members};
}

}  // namespace

Result<void> ImportRejects::begin(std::uint64_t kept)
{
    if (file_.empty())
        return {};
    std::error_code error;
    if (kept > 0 && std::filesystem::file_size(file_, error) >= kept && !error) {
        std::filesystem::resize_file(file_, kept, error);
        size_ = kept;
    } else {
        std::filesystem::remove(file_, error);
        size_ = 0;
    }
    mode_t const before = ::umask(077);
    out_.open(file_, std::ios::binary | std::ios::app);
    ::umask(before);
    if (!out_)
        return fail(Fault::unavailable, "refused rows cannot be written to " + file_.string());
    return {};
}

void ImportRejects::add(FileRow const& row, std::string_view why, RowReader const& rows)
{
    if (file_.empty())
        return;
    bool const is_csv = !rows.names().empty();
    std::string text;
    if (is_csv && size_ == 0)
        text = rows.head() + rows.separator() + "line" + rows.separator() + "reason\n";
    text += (is_csv ? csv_line(row, why, rows) : json_line(row, why)) + '\n';
    size_ += text.size();
    if (!(out_ << text))
        throw std::runtime_error{"refused rows cannot be written to " + file_.string()};
}

std::uint64_t ImportRejects::flush()
{
    if (!file_.empty() && !out_.flush())
        throw std::runtime_error{"refused rows cannot be written to " + file_.string()};
    return size_;
}

}  // namespace consentry::app
