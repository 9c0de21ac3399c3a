#include "forward/connector/answer.hpp"

#include <algorithm>
#include <charconv>

namespace consentry::forward {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(std::string_view text) { return text.find_first_not_of(blanks) == std::string_view::npos; }

std::string_view trimmed(std::string_view text)
{
    if (is_blank(text))
        return {};
    auto const first = text.find_first_not_of(blanks);
    return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// A part of a pointer without its escapes: `~1` is a slash, `~0` a tilde. Nothing if a tilde stands for neither.
std::optional<std::string> unescaped(std::string_view part)
{
    std::string plain;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if (part[i] != '~') {
            plain += part[i];
            continue;
        }
        ++i;
        if (i == part.size() || (part[i] != '0' && part[i] != '1'))
            return {};
        plain += part[i] == '0' ? '~' : '/';
    }
    return plain;
}

/// RFC 6901 knows neither leading zeros nor signs.
std::optional<std::size_t> index_in(std::string_view part)
{
    std::size_t index = 0;
    auto const [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    bool const leading_zero = part.size() > 1 && part.front() == '0';
    if (error != std::errc{} || end != part.data() + part.size() || leading_zero)
        return {};
    return index;
}

/// Appends to `found` what stands under `part` in `json`.
void step_into(JsonValue const& json, std::string_view part, std::vector<JsonValue const*>& found)
{
    if (json.kind == JsonValue::Kind::object) {
        if (JsonValue const* const member = json.find(part))
            found.push_back(member);
        return;
    }
    if (json.kind != JsonValue::Kind::list)
        return;
    if (part == "*") {
        for (JsonValue const& item : json.items)
            found.push_back(&item);
    } else if (auto const index = index_in(part); index && *index < json.items.size()) {
        found.push_back(&json.items[*index]);
    }
}

bool is_null(JsonValue const* value) { return value->kind == JsonValue::Kind::null; }

bool equals_any(JsonValue const* value, std::vector<std::string> const& wanted)
{
    auto const scalar = scalar_of(*value);
    return scalar && std::ranges::find(wanted, *scalar) != wanted.end();
}

bool has_length(JsonValue const* value, std::int64_t length)
{
    return value->kind == JsonValue::Kind::list && std::cmp_equal(value->items.size(), length);
}

/// Whole numbers are compared whole; of others the digits that a double has are enough. One that is beyond a double is
/// under nothing.
bool is_below(JsonValue const* value, std::int64_t bound)
{
    if (value->kind != JsonValue::Kind::number)
        return false;
    char const* const begin = value->text.data();
    char const* const end = begin + value->text.size();
    std::int64_t whole = 0;
    if (auto const [rest, error] = std::from_chars(begin, end, whole); error == std::errc{} && rest == end)
        return whole < bound;
    double number = 0;
    auto const [rest, error] = std::from_chars(begin, end, number);
    return error == std::errc{} && rest == end && number < static_cast<double>(bound);
}

/// Of some values, all of which are so.
template <class Test>
bool all_are(std::vector<JsonValue const*> const& values, Test test)
{
    return !values.empty() && std::ranges::all_of(values, test);
}

bool is_word(std::string_view text)
{
    constexpr std::size_t bytes_max = 64;
    constexpr std::ptrdiff_t digits_max = 6;  // More may be a phone number.
    auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
    auto const fits = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= bytes_max && std::ranges::all_of(text, fits)
        && std::ranges::count_if(text, is_digit) <= digits_max;
}

}  // namespace

ReadAnswer::ReadAnswer(http::Answer const& received)
    : answer{received}
{
    if (auto read = parse_json(received.body))
        json = std::move(*read);
}

bool ReadAnswer::blank() const { return is_blank(answer.body); }

std::vector<JsonValue const*> at_pointer(JsonValue const& json, std::string_view pointer)
{
    std::vector<JsonValue const*> found{&json};
    while (!pointer.empty()) {
        if (!pointer.starts_with('/'))
            return {};
        pointer.remove_prefix(1);
        std::string_view const escaped = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(escaped.size());
        auto const part = unescaped(escaped);
        if (!part)
            return {};
        std::vector<JsonValue const*> below;
        for (JsonValue const* const value : found)
            step_into(*value, *part, below);
        found = std::move(below);
    }
    return found;
}

std::optional<std::string> scalar_of(JsonValue const& value)
{
    switch (value.kind) {
    case JsonValue::Kind::text:
    case JsonValue::Kind::number: return value.text;
    case JsonValue::Kind::flag: return value.flag ? "true" : "false";
    case JsonValue::Kind::null:
    case JsonValue::Kind::list:
    case JsonValue::Kind::object: break;
    }
    return {};
}

bool holds(Predicate const& predicate, ReadAnswer const& answer)
{
    if (!answer.json && !answer.blank())
        return false;
    auto const values = answer.json ? at_pointer(*answer.json, predicate.pointer) : std::vector<JsonValue const*>{};
    switch (predicate.test) {
    case Predicate::Test::equals:
        return all_are(values, [&](JsonValue const* value) { return equals_any(value, predicate.values); });
    case Predicate::Test::present: return !std::ranges::all_of(values, is_null);
    case Predicate::Test::absent: return std::ranges::all_of(values, is_null);
    case Predicate::Test::length:
        return all_are(values, [&](JsonValue const* value) { return has_length(value, predicate.bound); });
    case Predicate::Test::below:
        return all_are(values, [&](JsonValue const* value) { return is_below(value, predicate.bound); });
    }
    return false;
}

bool is_in(AnswerClass const& expected, ReadAnswer const& answer)
{
    auto const held = [&](Predicate const& predicate) { return holds(predicate, answer); };
    bool const status_fits = expected.statuses.empty()
        || std::ranges::find(expected.statuses, answer.answer.status) != expected.statuses.end();
    return status_fits && std::ranges::all_of(expected.all, held)
        && (expected.any.empty() || std::ranges::any_of(expected.any, held))
        && (expected.text.empty() || trimmed(answer.answer.body) == trimmed(expected.text));
}

std::string error_word(ReadAnswer const& answer, std::string_view pointer)
{
    if (!answer.json || pointer.empty())
        return {};
    for (JsonValue const* const value : at_pointer(*answer.json, pointer)) {
        if (auto word = scalar_of(*value); word && is_word(*word))
            return std::move(*word);
    }
    return {};
}

}  // namespace consentry::forward
