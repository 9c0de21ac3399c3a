#include "app/import_mark.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/json_value.hpp"

#include <charconv>
#include <fstream>
#include <sstream>

namespace consentry::app {
namespace {

template <class Number>
bool read_number(JsonValue const& json, std::string_view name, Number& number)
{
    JsonValue const* const member = json.find(name);
    if (!member || member->kind != JsonValue::Kind::number)
        return false;
    auto const end = member->text.data() + member->text.size();
    return std::from_chars(member->text.data(), end, number).ptr == end;
}

}  // namespace

std::optional<ImportMark> read_mark(std::filesystem::path const& file)
{
    std::ifstream in{file};
    std::ostringstream text;
    text << in.rdbuf();
    auto const json = parse_json(text.str());
    if (!in || !json)
        return {};
    ImportMark mark;
    mark.task = json->text_at({"task"});
    bool const whole = read_number(*json, "offset", mark.offset) && read_number(*json, "line", mark.line)
        && read_number(*json, "rejects", mark.rejects) && read_number(*json, "rows", mark.counts.rows)
        && read_number(*json, "kept", mark.counts.kept) && read_number(*json, "unchanged", mark.counts.unchanged)
        && read_number(*json, "refused", mark.counts.refused);
    return whole ? std::optional{mark} : std::nullopt;
}

bool write_mark(std::filesystem::path const& file, ImportMark const& mark)
{
    JsonWriter json;
    json.open().put("task", mark.task).put("offset", mark.offset).put("line", mark.line).put("rejects", mark.rejects);
    json.put("rows", mark.counts.rows).put("kept", mark.counts.kept).put("unchanged", mark.counts.unchanged);
    json.put("refused", mark.counts.refused).close();
    std::filesystem::path next = file;
    next += ".new";
    {
        std::ofstream out{next, std::ios::trunc};
        out << json.view() << '\n';
        if (!out.flush())
            return false;
    }
    std::error_code error;
    std::filesystem::rename(next, file, error);
    return !error;
}

std::string import_task(std::filesystem::path const& rows, std::string_view how)
{
    std::error_code error;
    auto const size = std::filesystem::file_size(rows, error);
    auto const written = std::filesystem::last_write_time(rows, error).time_since_epoch().count();
    return to_hex(sha256(std::to_string(size) + '\n' + std::to_string(written) + '\n' + std::string{how}));
}

}  // namespace consentry::app
