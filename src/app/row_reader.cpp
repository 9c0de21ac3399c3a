#include "app/row_reader.hpp"

#include "app/csv_record.hpp"
#include "consentry/base/json_value.hpp"
#include "consentry/meta/utf8.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view blanks = " \t\r\n";

std::string trimmed(std::string_view text)
{
    auto const begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string{}
                                           : std::string{text.substr(begin, text.find_last_not_of(blanks) - begin + 1)};
}

Result<void> skip_byte_order_mark(RowText& text)
{
    text.read_on();
    if (text.rest().starts_with("\xFF\xFE") || text.rest().starts_with("\xFE\xFF"))
        return fail(Fault::malformed, "the file is UTF-16; save it as UTF-8");
    if (text.rest().starts_with(byte_order_mark))
        text.take(byte_order_mark.size());
    return {};
}

/// What both kinds of file have in common: rows that end with a line break, somewhere.
class LineReader : public RowReader {
public:
    explicit LineReader(RowText text)
        : text_{std::move(text)}
    {
    }

    bool next(FileRow& row) final
    {
        do {
            row = {};
            row.line = text_.line();
            if (!cut(row))
                return false;
        } while (row.trouble.empty() && trimmed(row.raw).empty());
        if (row.trouble.empty() && !meta::is_utf8(row.raw))
            row.trouble = "it is not UTF-8; save the file in that encoding";
        if (row.trouble.empty() && row.raw.contains('\0'))
            row.trouble = "a character NUL stands in it";
        if (!row.trouble.empty())
            row.values.clear();
        return true;
    }

    std::vector<std::string> const& names() const final { return names_; }
    std::string const& head() const final { return head_; }
    char separator() const final { return separator_; }
    std::uint64_t offset() const final { return text_.offset(); }
    std::size_t line() const final { return text_.line(); }
    void go_to(std::uint64_t offset, std::size_t line) final { text_.go_to(offset, line); }

protected:
    /// Takes one row off the text; false at its end.
    virtual bool cut(FileRow& row) = 0;

    /// The first line, however it is to be read, with what is wrong. One without an end within reach is taken whole.
    void take_line(FileRow& row, std::string trouble)
    {
        row.trouble = std::move(trouble);
        while (text_.rest().find('\n') == std::string_view::npos) {
            if (text_.rest().size() > row_octets_max)  // Only its front is kept.
                row.raw.append(text_.rest().substr(0, row.raw.empty() ? row_octets_max : 0)),
                    text_.take(text_.rest().size());
            if (!text_.read_on())
                break;
        }
        auto const end = std::min(text_.rest().find('\n'), text_.rest().size());
        if (row.raw.empty())
            row.raw = text_.rest().substr(0, std::min(end, row_octets_max));
        text_.take(std::min(end + 1, text_.rest().size()));
    }

    RowText text_;
    std::vector<std::string> names_;
    std::string head_;
    char separator_ = ',';
};

class CsvReader final : public LineReader {
public:
    using LineReader::LineReader;

    Result<void> read_head(char separator)
    {
        while (text_.rest().find('\n') == std::string_view::npos && text_.rest().size() < row_octets_max
            && text_.read_on()) { }
        std::string_view const first = text_.rest().substr(0, text_.rest().find('\n'));
        if (first.substr(0, first.size() - first.ends_with('\r')).contains('\r'))
            return fail(Fault::malformed, "the file's lines end with a carriage return alone; save it with line feeds");
        separator_ = separator == 0 ? likely_separator(first) : separator;
        FileRow row;
        if (!next(row))
            return fail(Fault::malformed, "the file is empty; its first line has to name the columns");
        if (!row.trouble.empty())
            return fail(Fault::malformed, "line 1: " + row.trouble);
        head_ = row.raw;
        for (std::string const& name : row.values)
            names_.push_back(trimmed(name));
        return {};
    }

private:
    static char likely_separator(std::string_view head)
    {
        return *std::ranges::max_element(
            std::string_view{",;\t"}, {}, [&](char separator) { return std::ranges::count(head, separator); });
    }

    bool cut(FileRow& row) override
    {
        bool last = false;
        CsvRecord record = cut_csv(text_.rest(), separator_, last);
        while (!record.whole && !last && text_.rest().size() <= row_octets_max) {
            last = !text_.read_on();
            record = cut_csv(text_.rest(), separator_, last);
        }
        if (text_.rest().empty())
            return false;
        if (!record.whole || record.size > row_octets_max) {
            // Whatever the quote has swallowed are rows of their own: only the line is lost in which it stands.
            take_line(row, "a quote is opened and not closed, or the line is longer than 64 KiB");
            return true;
        }
        row.raw = text_.rest().substr(0, record.size);
        row.trouble = std::move(record.trouble);
        row.values = std::move(record.values);
        row.names = names_;
        text_.take(record.size_with_break);
        if (row.trouble.empty() && !names_.empty() && row.values.size() != names_.size() && !trimmed(row.raw).empty())
            row.trouble = "it has " + std::to_string(row.values.size()) + " values, and the head names "
                + std::to_string(names_.size());
        return true;
    }
};

class JsonReader final : public LineReader {
public:
    using LineReader::LineReader;

private:
    bool cut(FileRow& row) override
    {
        while (text_.rest().find('\n') == std::string_view::npos && text_.rest().size() <= row_octets_max
            && text_.read_on()) { }
        if (text_.rest().empty())
            return false;
        auto const end = std::min(text_.rest().find('\n'), text_.rest().size());
        take_line(row, end > row_octets_max ? "the line is longer than 64 KiB" : "");
        if (row.raw.ends_with('\r'))
            row.raw.pop_back();
        if (row.trouble.empty() && !trimmed(row.raw).empty())
            read(row);
        return true;
    }

    static void read(FileRow& row)
    {
        auto const json = parse_json(row.raw);
        if (!json || json->kind != JsonValue::Kind::object) {
            row.trouble = "it is no JSON object" + (json ? std::string{} : ": " + json.error());
            return;
        }
        for (JsonValue const& member : json->items) {
            if (member.kind == JsonValue::Kind::null)
                continue;
            bool const nested = member.kind == JsonValue::Kind::object || member.kind == JsonValue::Kind::list;
            (nested ? row.nested : row.names).push_back(member.name);
            if (!nested)
                row.values.push_back(member.kind == JsonValue::Kind::flag ? flag(member) : member.text);
        }
    }

    static std::string flag(JsonValue const& member) { return member.flag ? "true" : "false"; }
};

}  // namespace

Result<std::unique_ptr<RowReader>> read_rows(std::istream& in, RowFormat format, char separator)
{
    RowText text{in};
    if (auto const fine = skip_byte_order_mark(text); !fine)
        return std::unexpected(fine.error());
    if (format == RowFormat::jsonl)
        return std::make_unique<JsonReader>(std::move(text));
    auto reader = std::make_unique<CsvReader>(std::move(text));
    if (auto const fine = reader->read_head(separator); !fine)
        return std::unexpected(fine.error());
    return reader;
}

}  // namespace consentry::app
