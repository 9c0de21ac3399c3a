#include "consentry/consent/contact.hpp"

#include "consent/calling_codes.hpp"

#include <algorithm>
#include <array>
#include <cassert>

// What people type becomes an alias here. The header tells the rule; the code below collects every reading of the
// digits and accepts only what is certain, because a consent recorded for the wrong person is worse than a refusal.

namespace consentry::consent {
namespace {

constexpr std::array<std::pair<AliasKind, std::string_view>, 3> alias_kinds{{
    {AliasKind::phone, "phone"},
    {AliasKind::user_id, "user_id"},
    {AliasKind::parent_user_id, "parent_user_id"},
}};

constexpr std::size_t text_bytes_max = 256;  // A user id has at most 135; the rest is room for separators.
constexpr std::size_t e164_digits_min = 7;   // With its calling code; Niue and St Helena have no longer ones.
constexpr std::size_t e164_digits_max = 15;  // ITU-T E.164 §6.2.1.

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alphanumeric(char c) { return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z'); }

std::unexpected<Error> malformed(std::string detail) { return fail(Fault::malformed, std::move(detail)); }

struct Character {
    char32_t point;
    std::size_t bytes;
};

/// The first character of UTF-8 text that is not empty. Nothing from the third plane on separates digits, and neither
/// does broken text: those come out as themselves, byte by byte, and are refused.
Character first_character(std::string_view text)
{
    auto const octet = [&](std::size_t at) { return static_cast<char32_t>(static_cast<unsigned char>(text[at])); };
    auto const continues = [&](std::size_t at) { return at < text.size() && (octet(at) & 0xc0) == 0x80; };
    if ((octet(0) & 0xe0) == 0xc0 && continues(1))
        return {(octet(0) & 0x1f) << 6 | (octet(1) & 0x3f), 2};
    if ((octet(0) & 0xf0) == 0xe0 && continues(1) && continues(2))
        return {(octet(0) & 0x0f) << 12 | (octet(1) & 0x3f) << 6 | (octet(2) & 0x3f), 3};
    return {octet(0), 1};
}

/// Blanks, dashes and brackets of phone numbers, and the invisible marks that copying from an address book adds.
bool is_separator(Character const& character)
{
    if (character.bytes == 1)
        return std::u32string_view{U" \t-./()"}.contains(character.point);
    auto const in = [&](char32_t low, char32_t high) { return character.point >= low && character.point <= high; };
    return in(0xa0, 0xa0) || in(0xad, 0xad) || in(0x2000, 0x2015) || in(0x202a, 0x202f) || in(0x205f, 0x2069)
        || in(0x2212, 0x2212) || in(0x3000, 0x3000) || in(0xfeff, 0xfeff) || in(0xff0d, 0xff0d);
}

std::string_view trimmed(std::string_view text)
{
    auto const first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    auto const end = text.find_last_not_of(" \t\r\n") + 1;
    return first < end ? text.substr(first, end - first) : std::string_view{};
}

/// A phone number without its separators.
struct Typed {
    std::string digits;
    bool international = false;  ///< It began with a plus or with 00, which are not among the digits.
};

Result<Typed> without_separators(std::string_view text)
{
    Typed typed;
    while (!text.empty()) {
        Character const character = first_character(text);
        if (is_digit(text.front()))
            typed.digits += text.front();
        else if (text.front() == '+' && typed.digits.empty() && !typed.international)
            typed.international = true;
        else if (!is_separator(character))
            return malformed("A contact is a phone number such as +34600111222 or a user id such as "
                             "ES.13491208655302741918; this has characters that belong to neither.");
        text.remove_prefix(character.bytes);
    }
    if (!typed.international && typed.digits.starts_with("00")) {
        typed.international = true;
        typed.digits.erase(0, 2);
    }
    return typed;
}

bool has_e164_length(std::string_view digits)
{
    return digits.size() >= e164_digits_min && digits.size() <= e164_digits_max;
}

bool fits_any(std::span<NumberPlan const> plans, std::string_view national)
{
    return std::ranges::any_of(plans, [&](NumberPlan const& plan) { return plan.fits(national); });
}

/// Whether the digits look like a number abroad, plus left out.
bool looks_international(std::string_view digits)
{
    std::string_view const code = calling_code(digits);
    return has_e164_length(digits) && fits_any(plans_of_code(code), digits.substr(code.size()));
}

/// A number that said to be international: its calling code must exist; only the home's trunk zero may be left out.
Result<Alias> international(std::string digits)
{
    std::string_view const code = calling_code(digits);
    if (code.empty())
        return malformed("No country has the calling code that this number begins with; "
                         "write a plus, the calling code and the number, such as +34600111222.");
    auto const plans = plans_of_code(code);
    auto const begins_with_zero = [](NumberPlan const& plan) { return plan.starts.starts_with('0'); };
    auto const national = std::string_view{digits}.substr(code.size());
    if (national.starts_with('0') && std::ranges::none_of(plans, begins_with_zero)) {
        std::string_view const trunk = plans.front().trunk;
        bool const is_trunk = trunk.starts_with('0') && national.starts_with(trunk);
        if (!is_trunk || national.substr(trunk.size()).starts_with('0'))
            return malformed("After +" + std::string{code} + " no number begins with 0; leave the 0 out.");
        digits.erase(code.size(), trunk.size());
    }
    if (!has_e164_length(digits))
        return malformed("A phone number has 7 to 15 digits with its calling code; this one has "
            + std::to_string(digits.size()) + ".");
    return Alias{AliasKind::phone, std::move(digits)};
}

/// What the digits mean in each way that makes a plausible number, each result once.
std::vector<std::string> readings(std::string_view digits, std::span<NumberPlan const> home)
{
    std::vector<std::string> found;
    auto const add = [&](std::string_view code, std::string_view rest) {
        auto number = std::string{code}.append(rest);
        if (std::ranges::find(found, number) == found.end())
            found.push_back(std::move(number));
    };
    if (looks_international(digits))
        add({}, digits);
    for (NumberPlan const& plan : home) {
        if (plan.only_abroad)
            continue;
        bool const has_trunk = !plan.trunk.empty();
        if (has_trunk && digits.starts_with(plan.trunk) && plan.fits(digits.substr(plan.trunk.size())))
            add(plan.code, digits.substr(plan.trunk.size()));
        bool const own_international = digits.starts_with(plan.code) && looks_international(digits);
        if (plan.fits(digits) && !(has_trunk && (plan.is_open() || own_international)))
            add(plan.code, digits);
    }
    return found;
}

/// Enough of a number to recognise what was meant, too little to know whose it is: "+20…23 (EG)".
std::string masked(std::string_view number)
{
    std::string text = "+";
    text.append(calling_code(number)).append("…").append(number.substr(number.size() - 2));
    std::string_view separator = " (";
    for (std::string_view const country : countries_of(number)) {
        text.append(separator).append(country);
        separator = ", ";
    }
    return separator == ", " ? text + ")" : text;
}

Error ambiguous(std::vector<std::string> const& numbers)
{
    std::string detail = "Without a plus this number can be read as ";
    for (std::size_t i = 0; i < numbers.size(); ++i)
        detail.append(i == 0 ? "" : " or as ").append(masked(numbers[i]));
    return {Fault::malformed, detail + "; write it with a plus and its calling code (in a URL the plus is %2B)."};
}

Error unreadable(std::optional<std::string_view> country, std::span<NumberPlan const> home)
{
    if (home.empty())
        return {Fault::malformed,
            "This is no international phone number; write a plus, the calling code and the number, such as "
            "+34600111222. Numbers in national form need the country of the brand in the configuration."};
    std::string detail = "This is neither an international phone number nor one of " + std::string{*country}
        + "; write a plus, the calling code and the number, such as +" + std::string{home.front().code} + "…";
    if (!home.front().trunk.empty())
        detail += ", or a national number with its leading " + std::string{home.front().trunk};
    return {Fault::malformed, detail + "."};
}

}  // namespace

std::string_view name_of(AliasKind kind)
{
    return std::ranges::find(alias_kinds, kind, &std::pair<AliasKind, std::string_view>::first)->second;
}

std::optional<AliasKind> alias_kind_of(std::string_view name)
{
    auto const found = std::ranges::find(alias_kinds, name, &std::pair<AliasKind, std::string_view>::second);
    if (found == alias_kinds.end())
        return {};
    return found->first;
}

Result<Alias> parse_contact(std::string_view text, std::optional<std::string_view> country)
{
    if (text.size() > text_bytes_max)
        return malformed("A contact has at most " + std::to_string(text_bytes_max) + " bytes; this one is longer.");
    std::string_view const core = trimmed(text);
    if (looks_like_user_id(core)) {
        bool const is_parent = core.substr(3).starts_with("ENT.");
        return Alias{is_parent ? AliasKind::parent_user_id : AliasKind::user_id, std::string{core}};
    }
    Result<Typed> typed = without_separators(core);
    if (!typed)
        return std::unexpected(std::move(typed.error()));
    if (typed->digits.empty())
        return malformed("The contact is missing; write a phone number such as +34600111222 or a user id.");
    if (typed->international)
        return international(std::move(typed->digits));
    bool const lost_plus = text.starts_with(' ') && is_digit(text.substr(1).front());
    if (lost_plus && looks_international(typed->digits))
        return Alias{AliasKind::phone, std::move(typed->digits)};

    auto const home = country ? plans_of_country(*country) : std::span<NumberPlan const>{};
    std::vector<std::string> const numbers = readings(typed->digits, home);
    if (numbers.empty())
        return std::unexpected(unreadable(country, home));
    if (numbers.size() > 1)
        return std::unexpected(ambiguous(numbers));
    return Alias{AliasKind::phone, numbers.front()};
}

bool looks_like_user_id(std::string_view text)
{
    if (text.size() < 4 || !is_capital(text[0]) || !is_capital(text[1]) || text[2] != '.')
        return false;
    std::string_view id = text.substr(3);
    if (id.starts_with("ENT."))
        id.remove_prefix(4);
    return !id.empty() && id.size() <= 128 && std::ranges::all_of(id, is_alphanumeric);
}

std::string e164(Alias const& phone)
{
    assert(phone.kind == AliasKind::phone);
    return "+" + phone.value;
}

std::string_view calling_code(std::string_view digits)
{
    for (std::size_t length = 1; length <= std::min<std::size_t>(3, digits.size()); ++length) {
        auto const plans = plans_of_code(digits.substr(0, length));
        if (!plans.empty())
            return plans.front().code;
    }
    return {};
}

std::string_view national_digits(std::string_view digits) { return digits.substr(calling_code(digits).size()); }

std::vector<std::string_view> countries_of(std::string_view digits)
{
    std::string_view const code = calling_code(digits);
    std::string_view const national = digits.substr(code.size());
    auto const plans = plans_of_code(code);
    auto const is_its_area = [&](NumberPlan const& plan) { return begins_with_any(national, plan.areas); };
    bool const area_tells = std::ranges::any_of(plans, is_its_area);
    std::vector<std::string_view> countries;
    for (NumberPlan const& plan : plans) {
        bool const possible = area_tells ? is_its_area(plan) : plan.areas.empty();
        if (possible && !plan.country.empty() && std::ranges::find(countries, plan.country) == countries.end())
            countries.push_back(plan.country);
    }
    return countries;
}

std::optional<std::string_view> country_of(std::string_view digits)
{
    auto const countries = countries_of(digits);
    return countries.size() == 1 ? std::optional{countries.front()} : std::nullopt;
}

bool is_country(std::string_view iso) { return !plans_of_country(iso).empty(); }

}  // namespace consentry::consent
