#include "forward/connector/answer.hpp"
#include "forward/connector/body.hpp"
#include "fuzz/fuzz.hpp"

#include "consentry/http/query.hpp"
#include "consentry/meta/utf8.hpp"

using namespace consentry;
using namespace consentry::forward;

namespace {

/// The one placeholder of a text of ours, which no value gets out of.
std::string put(std::string_view text, std::string_view value, Escape escape)
{
    auto const same = [&](std::string_view) { return std::expected<std::string, std::string>{value}; };
    return ConnectorText::parse(text).value().fill(same, escape).value();
}

void keep_in_place(std::string_view value)
{
    auto const decoded = http::percent_decode(put("v{{v}}", value, Escape::url));
    fuzz::require(decoded && decoded->substr(1) == value, "a URL's value is decoded to itself");
    auto const form = http::parse_query("a=" + put("{{v}}", value, Escape::form));
    fuzz::require(form && form->size() == 1 && form->front().value == value, "a form's value stays one value");
    fuzz::require(put("{{v}}", value, Escape::xml).find_first_of("<>\"'") == std::string::npos, "XML's value is text");

    auto const same = [&](std::string_view) { return std::expected<std::string, std::string>{value}; };
    auto const no_map = [](std::string_view) { return std::expected<JsonShape const*, std::string>{nullptr}; };
    auto const json = fill_json({.text = ConnectorText::parse("{{v}}").value()}, same, no_map).value();
    auto const read = parse_json(json);
    fuzz::require(read.has_value() == meta::is_utf8(value), "what is UTF-8 becomes JSON");
    fuzz::require(!read || scalar_of(*read) == value, "a text of JSON is read as itself");
    if (auto const number
        = fill_json({.kind = JsonShape::Kind::number, .text = ConnectorText::parse("{{v}}").value()}, same, no_map))
        fuzz::require(*number == value && number->find_first_not_of("0123456789.+-eE") == std::string::npos,
            "a number is written as it is");
}

void fill_in(std::string_view written, std::string_view value)
{
    auto const text = ConnectorText::parse(written);
    if (!text)
        return fuzz::require(!text.error().empty(), "a refusal has a reason");
    auto const same = [&](std::string_view) { return std::expected<std::string, std::string>{value}; };
    for (auto const escape : {Escape::none, Escape::url, Escape::form, Escape::xml}) {
        auto const made = text->fill(same, escape);
        fuzz::require(made || !made.error().empty(), "what cannot be filled has a reason");
    }
    if (text->names().empty())
        fuzz::require(text->fill(same).value() == written, "without placeholders a text is itself");
}

}  // namespace

/// A text of a template, which is a pointer, too; behind a NUL a value, which may be JSON.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    std::string_view const input = fuzz::text_of(data, size);
    auto const end = std::min(input.find('\0'), input.size());
    std::string_view const written = input.substr(0, end);
    std::string_view const value = input.substr(std::min(end + 1, input.size()));
    keep_in_place(value);
    fill_in(written, value);
    if (auto const json = parse_json(value)) {
        auto const found = at_pointer(*json, written);
        fuzz::require(found.size() <= 1 || written.contains("/*"), "without a star a pointer leads to one value");
        for (JsonValue const* const one : found)
            scalar_of(*one);
    }
    return 0;
}
