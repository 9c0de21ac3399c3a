// What a lookup takes out of an answer. An opt-out that finds nobody is never tried again, so only an answer that says
// so counts as one about nobody; one that says something else is an error.
#include "forward/connector/answer.hpp"
#include "forward/connector/filters.hpp"

#include <algorithm>
#include <charconv>

namespace consentry::forward {
namespace {

using Values = std::vector<JsonValue const*>;

std::expected<Values, std::string> records_in(Extraction const& extraction, JsonValue const& json)
{
    auto const found = at_pointer(json, extraction.records);
    if (found.empty())
        return std::unexpected("The answer has nothing at " + extraction.records + ", where records are looked for.");
    if (extraction.records.empty())
        return found;
    Values records;
    for (JsonValue const* const value : found) {
        if (value->kind == JsonValue::Kind::list) {
            for (JsonValue const& item : value->items)
                records.push_back(&item);
        } else if (value->kind != JsonValue::Kind::null) {
            records.push_back(value);
        }
    }
    return records;
}

/// Whether what stands at the pointer says that there are more than those that were looked at.
bool tells_more(JsonValue const& json, std::string_view pointer, std::size_t looked_at)
{
    if (pointer.empty())
        return false;
    return std::ranges::any_of(at_pointer(json, pointer), [&](JsonValue const* value) {
        if (value->kind == JsonValue::Kind::flag)
            return value->flag;
        auto const text = scalar_of(*value).value_or("");
        std::size_t total = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), total);
        bool const is_count = error == std::errc{} && end == text.data() + text.size();
        return is_count ? total > looked_at : !text.empty();
    });
}

/// The first scalar there; nothing if there is none, or an empty text.
std::string first_at(JsonValue const& record, std::string_view pointer)
{
    for (JsonValue const* const value : at_pointer(record, pointer)) {
        if (auto scalar = scalar_of(*value))
            return std::move(*scalar);
    }
    return {};
}

bool matches(JsonValue const& record, std::string_view pointer, std::string_view digits)
{
    return std::ranges::any_of(at_pointer(record, pointer), [&](JsonValue const* value) {
        auto const found = filtered("digits", {}, scalar_of(*value).value_or(""));
        return found && found->ends_with(digits);
    });
}

std::optional<Record> record_of(Extraction const& extraction, JsonValue const& json)
{
    Record record;
    for (auto const& [name, pointer] : extraction.values)
        record.emplace(name, first_at(json, pointer));
    bool const is_one = extraction.values.empty() || !record.at(extraction.values.front().first).empty();
    return is_one ? std::optional{std::move(record)} : std::nullopt;
}

/// The digits that a record has to end with; empty where none are asked for.
std::expected<std::string, std::string> digits_wanted(Extraction const& extraction, Lookup const& lookup)
{
    if (!extraction.match)
        return std::string{};
    auto wanted = extraction.match->digits.fill(lookup);
    if (wanted)
        wanted = filtered("digits", {}, *wanted);
    if (wanted && wanted->empty())
        return std::unexpected("What records are matched with has no digits: every record would match.");
    return wanted;
}

}  // namespace

std::expected<Extracted, std::string> extract(
    Extraction const& extraction, ReadAnswer const& answer, Lookup const& lookup)
{
    if (answer.blank())
        return Extracted{};
    if (!answer.json)
        return std::unexpected("The answer is no JSON.");
    auto found = records_in(extraction, *answer.json);
    if (!found)
        return std::unexpected(std::move(found.error()));
    auto const wanted = digits_wanted(extraction, lookup);
    if (!wanted)
        return std::unexpected(wanted.error());
    std::size_t const looked_at = std::min(found->size(), extraction.max);
    Extracted made{
        .records = {}, .more = looked_at < found->size() || tells_more(*answer.json, extraction.total, looked_at)};
    found->resize(looked_at);
    for (JsonValue const* const json : *found) {
        if (!wanted->empty() && !matches(*json, extraction.match->pointer, *wanted))
            continue;
        if (auto record = record_of(extraction, *json))
            made.records.push_back(std::move(*record));
    }
    if (made.records.empty() && made.more)
        return std::unexpected("Nobody is among the records that were looked at, but there are more of them.");
    return made;
}

}  // namespace consentry::forward
