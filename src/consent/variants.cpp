// Countries that changed their numbers after WhatsApp had accounts under the old ones. An account keeps the number it
// was opened under, the address books of businesses do not, and Meta itself alters a digit now and then. Each rule says
// which digits one spelling has and the other has not, and where.
//
// A line whose two spellings no other line can have is one subject. Where digits that look like a variant may as well
// be somebody else's (Argentina's landlines, numbers given out again since) there are two subjects, and they share
// what must not be missed: a no.

#include "consentry/consent/variants.hpp"

#include "consent/calling_codes.hpp"

#include <algorithm>
#include <iterator>

namespace consentry::consent {
namespace {

/// One way in which the numbers of a calling code come longer and shorter. Lists are prefixes, separated by blanks.
struct Rule {
    std::string_view code;     ///< ITU calling code.
    std::string_view country;  ///< ISO 3166 alpha-2.
    std::string_view begins;   ///< How the shorter national number can begin.
    std::size_t kept;          ///< So many digits of it stand in front of those that the longer one has besides.
    std::string_view added;    ///< Those digits.
    std::string_view follows;  ///< How the rest can begin.
    std::size_t length;        ///< Digits of the shorter national number.
    Kinship kinship;
    bool dialled_longer;  ///< Which of the two is dialled today.

    bool fits(std::string_view shorter) const
    {
        return shorter.size() == length && begins_with_any(shorter, begins)
            && begins_with_any(shorter.substr(kept), follows);
    }

    std::string longer(std::string_view shorter) const
    {
        return std::string{shorter.substr(0, kept)}.append(added).append(shorter.substr(kept));
    }

    /// The shorter national number of which `national` is the longer one.
    std::optional<std::string> shorter(std::string_view national) const
    {
        if (national.size() != length + added.size() || national.substr(kept, added.size()) != added)
            return {};
        std::string result{national.substr(0, kept)};
        result.append(national.substr(kept + added.size()));
        return fits(result) ? std::optional{std::move(result)} : std::nullopt;
    }
};

constexpr std::string_view anything = "0 1 2 3 4 5 6 7 8 9";

/// Brazil's area codes, as Anatel gives them out.
constexpr std::string_view brazil = "11 12 13 14 15 16 17 18 19 21 22 24 27 28 31 32 33 34 35 37 38 "
                                    "41 42 43 44 45 46 47 48 49 51 53 54 55 61 62 63 64 65 66 67 68 69 "
                                    "71 73 74 75 77 79 81 82 83 84 85 86 87 88 89 91 92 93 94 95 96 97 98 99";

// Sorted by calling code as text.
constexpr Rule table[]{
    // Ivory Coast, 2021-01-31: two more digits, by the operator that had the old number (Moov, MTN, Orange; mobile
    // numbers first). ARTCI, national numbering plan.
    {"225", "CI", "01 02 03 40 41 42 43 50 51 52 53 70 71 72 73", 0, "01", anything, 8, Kinship::shared_denial, true},
    {"225", "CI", "04 05 06 44 45 46 54 55 56 64 65 66 74 75 76 84 85 86 94 95 96", 0, "05", anything, 8,
        Kinship::shared_denial, true},
    {"225", "CI", "07 08 09 47 48 49 57 58 59 67 68 69 77 78 79 87 88 89 97 98", 0, "07", anything, 8,
        Kinship::shared_denial, true},
    {"225", "CI", "208 218 228 238", 0, "21", anything, 8, Kinship::shared_denial, true},
    {"225", "CI", "200 210 220 230 240 300 310 320 330 340 350 360", 0, "25", anything, 8, Kinship::shared_denial,
        true},
    {"225", "CI", "202 203 212 213 215 217 224 225 234 235 243 244 245 306 316 319 327 337 347 359 368", 0, "27",
        anything, 8, Kinship::shared_denial, true},

    // Benin, 2024-11-30: 01 in front of every number.
    {"229", "BJ", "2 3 4 5 6 7 8 9", 0, "01", anything, 8, Kinship::shared_denial, true},

    // Mexico, 2019-08-03: no more 1 in front of mobile numbers.
    {"52", "MX", "2 3 4 5 6 7 8 9", 0, "1", anything, 10, Kinship::same_line, false},

    // Argentina: from abroad a mobile number has a 9 in front of its area, at home a 15 behind it. The same digits
    // without either can be a landline. Area codes have two digits (11), three or four; the 15 tells which.
    {"54", "AR", "11 2 3", 0, "9", anything, 10, Kinship::shared_denial, true},
    {"54", "AR", "11", 2, "15", anything, 10, Kinship::shared_denial, false},
    {"54", "AR", "2 3", 3, "15", anything, 10, Kinship::shared_denial, false},
    {"54", "AR", "2 3", 4, "15", anything, 10, Kinship::shared_denial, false},

    // Brazil, 2012 to 2016: a 9 in front of mobile numbers, which began with 6 to 9. Landlines begin with 2 to 5 and
    // never get one; a 9 in front of those is a mobile number that was given out since and has no other spelling.
    {"55", "BR", brazil, 2, "9", "6 7 8 9", 10, Kinship::same_line, true},
};

std::span<Rule const> rules_of(std::string_view digits)
{
    if (!digits.starts_with('5') && !digits.starts_with("22"))
        return {};
    auto const is_meant = [&](Rule const& rule) { return digits.starts_with(rule.code); };
    auto const first = std::ranges::find_if(table, is_meant);
    return {first, std::find_if_not(first, std::end(table), is_meant)};
}

/// The shortest of all the spellings, and what stands in front of it.
struct Line {
    std::string_view code;
    std::string shortest;
    std::span<Rule const> rules;

    std::string spelt(std::string_view national) const { return std::string{code}.append(national); }
};

std::optional<Line> line_of(std::string_view digits)
{
    auto const rules = rules_of(digits);
    for (Rule const& rule : rules) {
        std::string_view const national = digits.substr(rule.code.size());
        if (rule.fits(national))
            return Line{rule.code, std::string{national}, rules};
        if (auto shorter = rule.shorter(national))
            return Line{rule.code, std::move(*shorter), rules};
    }
    return {};
}

}  // namespace

std::vector<Variant> variants_of(std::string_view digits)
{
    std::vector<Variant> found;
    auto const line = line_of(digits);
    if (!line)
        return found;
    auto const add = [&](std::string other, Kinship kinship) {
        if (other != digits)
            found.push_back({std::move(other), kinship});
    };
    add(line->spelt(line->shortest), line->rules.front().kinship);  // A country's rules are all of one kind.
    for (Rule const& rule : line->rules) {
        if (rule.fits(line->shortest))
            add(line->spelt(rule.longer(line->shortest)), rule.kinship);
    }
    return found;
}

std::optional<Alias> other_spelling(Alias const& name)
{
    if (name.kind != AliasKind::phone)
        return {};
    for (Variant& variant : variants_of(name.value)) {
        if (variant.kinship == Kinship::same_line)
            return Alias{AliasKind::phone, std::move(variant.digits)};
    }
    return {};
}

std::vector<Alias> spellings_of(Alias const& alias)
{
    std::vector<Alias> spellings{alias};
    if (auto other = other_spelling(alias))
        spellings.push_back(std::move(*other));
    return spellings;
}

std::set<Alias> phone_spellings_of(std::span<Alias const> names)
{
    std::set<Alias> spellings;
    for (Alias const& name : names) {
        if (is_phone(name))
            std::ranges::copy(spellings_of(name), std::inserter(spellings, spellings.end()));
    }
    return spellings;
}

bool same_line(Alias const& a, Alias const& b) { return a == b || (a.kind == b.kind && other_spelling(a) == b); }

std::vector<Alias> sharing_denials(std::span<Alias const> names)
{
    std::vector<Alias> others;
    auto const add = [&](Variant& variant) {
        Alias other{AliasKind::phone, std::move(variant.digits)};
        bool const is_there
            = std::ranges::find(names, other) != names.end() || std::ranges::find(others, other) != others.end();
        if (variant.kinship == Kinship::shared_denial && !is_there)
            others.push_back(std::move(other));
    };
    for (Alias const& name : names) {
        if (name.kind != AliasKind::phone)
            continue;
        for (Variant& variant : variants_of(name.value))
            add(variant);
    }
    return others;
}

bool may_share_denials(Alias const& name)
{
    return std::ranges::any_of(table, [&](Rule const& rule) {
        return rule.kinship == Kinship::shared_denial
            && name.value.starts_with(name.kind == AliasKind::phone ? rule.code : rule.country);
    });
}

std::string dialled(Alias const& phone)
{
    if (auto const line = line_of(phone.value); line && line->rules.front().kinship == Kinship::same_line) {
        Rule const& rule = line->rules.front();
        return "+" + line->spelt(rule.dialled_longer ? rule.longer(line->shortest) : line->shortest);
    }
    return e164(phone);
}

}  // namespace consentry::consent
