#include "forward/connector/filters.hpp"

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/json.hpp"
#include "consentry/base/time.hpp"
#include "consentry/consent/contact.hpp"
#include "consentry/http/query.hpp"
#include "forward/connector/answer.hpp"

#include <algorithm>
#include <array>

namespace consentry::forward {
namespace {

using Filtered = std::expected<std::string, std::string>;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string digits(std::string_view value)
{
    std::string kept;
    std::ranges::copy_if(value, std::back_inserter(kept), is_digit);
    return kept;
}

/// Letters of ASCII only: what a language makes of the others is no business of an id.
std::string lower(std::string_view value)
{
    std::string made{value};
    std::ranges::transform(
        made, made.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return made;
}

std::string upper(std::string_view value)
{
    std::string made{value};
    std::ranges::transform(
        made, made.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return made;
}

std::string trimmed(std::string_view value)
{
    constexpr std::string_view blanks = " \t\r\n";
    auto const first = std::min(value.find_first_not_of(blanks), value.size());
    auto const end = value.find_last_not_of(blanks) + 1;
    return std::string{first < end ? value.substr(first, end - first) : std::string_view{}};
}

/// Each character as `spelling` has it.
template <class Spelling>
std::string spelled(std::string_view value, Spelling spelling)
{
    std::string made;
    made.reserve(value.size());
    for (char const c : value) {
        std::string_view const other = spelling(c);
        made += other.empty() ? std::string_view{&c, 1} : other;
    }
    return made;
}

std::string_view in_slack(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    default: return {};
    }
}

std::string_view in_xml(char c)
{
    switch (c) {
    case '"': return "&quot;";
    case '\'': return "&apos;";
    case '\t':
    case '\n':
    case '\r': return {};
    default: break;
    }
    // XML 1.0 knows no other control characters, not even by their numbers.
    return static_cast<unsigned char>(c) < 0x20 ? "\uFFFD" : in_slack(c);
}

std::string_view in_soql(char c)
{
    switch (c) {
    case '\\': return "\\\\";
    case '\'': return "\\'";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: return {};
    }
}

std::string in_json(std::string_view value)
{
    JsonWriter writer;
    std::string_view const quoted = writer.text(value).view();
    return std::string{quoted.substr(1, quoted.size() - 2)};
}

/// The country and the last digits show whom an operator looks at; with at least three covered, not whom to call.
std::string masked(std::string_view value)
{
    constexpr std::size_t shown_max = 4;
    constexpr std::size_t covered_min = 3;
    std::string const number = digits(value);
    std::string_view const national = consent::national_digits(number);
    std::size_t const shown = std::min(shown_max, national.size() - std::min(covered_min, national.size()));
    std::string made = value.starts_with('+') ? "+" : "";
    return made.append(consent::calling_code(number)).append("•••").append(national.substr(national.size() - shown));
}

Filtered md5_hex(std::string_view value)
{
    auto const digest = md5(value);
    if (!digest)
        return std::unexpected("is to become an MD5, which the OpenSSL of this machine does not offer");
    return to_hex(*digest);
}

Filtered hmac_hex(std::string_view key, std::string_view value)
{
    // Anybody can reckon with an empty key.
    if (key.empty())
        return std::unexpected("is to become an HMAC whose key is empty");
    return to_hex(Hmac{key}({value}));
}

Filtered out_of_json(std::string_view pointer, std::string_view value)
{
    auto const json = parse_json(value);
    if (!json)
        return std::unexpected("is no JSON");
    auto const found = at_pointer(*json, pointer);
    auto scalar = found.size() == 1 ? scalar_of(*found.front()) : std::nullopt;
    if (!scalar)
        return std::unexpected("has no single text, number or flag at " + std::string{pointer});
    return std::move(*scalar);
}

template <class Write>
Filtered of_time(std::string_view value, Write write)
{
    auto const at = parse_rfc3339(value);
    if (!at)
        return std::unexpected("is no time such as 2026-11-22T09:30:00Z");
    return write(*at);
}

std::string with_offset(Instant at)
{
    std::string text = rfc3339(event_time(at));
    text.pop_back();  // The Z.
    return text + "+00:00";
}

struct Filter {
    std::string_view name;
    Argument argument;
    Filtered (*make)(std::string_view argument, std::string_view value);
};

using View = std::string_view;

constexpr std::array filters{
    Filter{"urlenc", Argument::none, [](View, View value) -> Filtered { return http::percent_encode(value); }},
    Filter{"xmlesc", Argument::none, [](View, View value) -> Filtered { return spelled(value, in_xml); }},
    Filter{"jsonesc", Argument::none, [](View, View value) -> Filtered { return in_json(value); }},
    Filter{"soqlesc", Argument::none, [](View, View value) -> Filtered { return spelled(value, in_soql); }},
    Filter{"slackesc", Argument::none, [](View, View value) -> Filtered { return spelled(value, in_slack); }},
    Filter{"raw", Argument::none, [](View, View value) -> Filtered { return std::string{value}; }},
    Filter{"digits", Argument::none, [](View, View value) -> Filtered { return digits(value); }},
    Filter{"lower", Argument::none, [](View, View value) -> Filtered { return lower(value); }},
    Filter{"upper", Argument::none, [](View, View value) -> Filtered { return upper(value); }},
    Filter{"trim", Argument::none, [](View, View value) -> Filtered { return trimmed(value); }},
    Filter{"masked", Argument::none, [](View, View value) -> Filtered { return masked(value); }},
    Filter{"default", Argument::text,
        [](View other, View value) -> Filtered { return std::string{value.empty() ? other : value}; }},
    Filter{"json", Argument::text, out_of_json},
    Filter{"md5hex", Argument::none, [](View, View value) { return md5_hex(value); }},
    Filter{"sha256hex", Argument::none, [](View, View value) -> Filtered { return to_hex(sha256(value)); }},
    Filter{"base64", Argument::none, [](View, View value) -> Filtered { return to_base64(as_octets(value)); }},
    Filter{"hmac_sha256hex", Argument::name, hmac_hex},
    Filter{"unix", Argument::none,
        [](View, View value) {
            return of_time(value, [](Instant at) { return std::to_string(event_time(at).time_since_epoch().count()); });
        }},
    Filter{"unix_ms", Argument::none,
        [](View, View value) {
            return of_time(value, [](Instant at) { return std::to_string(at.time_since_epoch().count()); });
        }},
    Filter{"date", Argument::none,
        [](View, View value) { return of_time(value, [](Instant at) { return rfc3339(at).substr(0, 10); }); }},
    Filter{"offset", Argument::none, [](View, View value) { return of_time(value, with_offset); }},
};

Filter const* find(std::string_view name)
{
    auto const* const found = std::ranges::find(filters, name, &Filter::name);
    return found == filters.end() ? nullptr : found;
}

}  // namespace

std::vector<std::string_view> filter_names()
{
    std::vector<std::string_view> names;
    for (Filter const& filter : filters)
        names.push_back(filter.name);
    return names;
}

Argument argument_of(std::string_view filter)
{
    Filter const* const found = find(filter);
    return found != nullptr ? found->argument : Argument::none;
}

std::expected<std::string, std::string> filtered(
    std::string_view filter, std::string_view argument, std::string_view value)
{
    Filter const* const found = find(filter);
    if (found == nullptr)
        return std::unexpected("goes through a filter that is none: " + std::string{filter});
    return found->make(argument, value);
}

}  // namespace consentry::forward
