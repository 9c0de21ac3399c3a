#pragma once

#include "consentry/base/result.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::consent {

enum class AliasKind {
    phone,           ///< Digits only, international, without a plus: as WhatsApp writes a `wa_id`.
    user_id,         ///< Meta's business-scoped user id, whole and in its own case: `ES.13491208655302741918`.
    parent_user_id,  ///< The same across linked portfolios: `ES.ENT.…`.
};

std::string_view name_of(AliasKind kind);  ///< `phone`, `user_id`, `parent_user_id`.
std::optional<AliasKind> alias_kind_of(std::string_view name);

/// One name of a subject. What came from Meta is kept as received; only what people type goes through
/// `parse_contact`.
struct Alias {
    AliasKind kind;
    std::string value;

    auto operator<=>(Alias const&) const = default;
};

inline bool is_phone(Alias const& alias) { return alias.kind == AliasKind::phone; }

/// Reads a contact as people and programs write it: a user id, or a phone number with the usual separators (blanks,
/// dashes, dots, slashes, parentheses; invisible marks that copying leaves behind are skipped). `country` is the ISO
/// 3166 alpha-2 code of the brand, if it has one; only with it can a number be in national form.
///
/// How a phone number is read; the first line that fits decides:
/// 1. `+34600111222` and `0034600111222` are international. The calling code must exist, the whole must have 7 to 15
///    digits (E.164), and beyond that nothing is asked: every number that WhatsApp knows can be named so. A trunk zero
///    after the calling code, as in `+44 (0)20…`, is left out where no number of that country begins with 0.
/// 2. A single ASCII blank in front of the digits is a plus that a URL turned into a blank: international, if a number
///    of the calling code's country can look so. Text that does not come from a URL should be trimmed by the caller.
/// 3. Everything else is read in each way that makes a plausible number: as international without the plus; as national
///    with the trunk prefix of `country` (0 in most, 8 in Russia, 06 in Hungary); as a bare national number of
///    `country`. One result: that is the contact. Two that differ: refused, since a guess would turn one person's
///    number into another's. None: refused, saying what to write instead.
///
/// Where the country has a trunk prefix a bare number is not its usual national form, so two more limits hold there,
/// and the brand's own contacts can always be named as WhatsApp does: digits that begin with the country's calling code
/// are international if they can be, and numbers of a kind that has more than three lengths (Germany's landlines) are
/// read as national only with the trunk prefix.
///
/// Fails as malformed, with a sentence that names no person: candidates are masked.
Result<Alias> parse_contact(std::string_view text, std::optional<std::string_view> country);

/// Whether the text has the shape of a user id, parent or not: `^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`.
bool looks_like_user_id(std::string_view text);

/// The number with its plus: `+34600111222`. Best effort only, since a `wa_id` may differ from the number dialled.
/// The alias must be a phone.
std::string e164(Alias const& phone);

/// The ITU calling code that the digits (a phone alias's value) begin with: "1", "34", "351". Empty if there is none.
/// The code stays valid as long as the program runs.
std::string_view calling_code(std::string_view digits);

/// The digits behind the calling code: "600111222" of "34600111222". All of them if they begin with none.
std::string_view national_digits(std::string_view digits);

/// The countries (ISO 3166 alpha-2, and XK, AC, TA) that the number can belong to, the largest first: +1 gives US and
/// CA but +1 809 only DO. Empty for codes of no country (satellites, worldwide networks) and for no code.
std::vector<std::string_view> countries_of(std::string_view digits);

/// The country of the number where only one is possible.
std::optional<std::string_view> country_of(std::string_view digits);

/// Whether the brand's `country` setting names a country whose numbers we know.
bool is_country(std::string_view iso);

}  // namespace consentry::consent
