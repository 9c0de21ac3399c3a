#pragma once

#include "consentry/consent/contact.hpp"

#include <set>
#include <span>

namespace consentry::consent {

/// How two spellings of a phone number belong together.
enum class Kinship {
    same_line,      ///< Certainly one line: one subject, for everything.
    shared_denial,  ///< Likely, and no more: two subjects, and what one of them denied is denied for both.
};

/// Another spelling of a number.
struct Variant {
    std::string digits;
    Kinship kinship = Kinship::same_line;

    auto operator<=>(Variant const&) const = default;
};

/// The other spellings under which the line of these digits (a phone alias's value) may be known. None for the numbers
/// of nearly all countries, which costs a look at their first digits. It goes both ways: the digits are among the
/// variants of each.
std::vector<Variant> variants_of(std::string_view digits);

/// The other name of the same line, if it has one: a `wa_id` is what an account was opened under, and what people dial
/// may be spelt otherwise.
std::optional<Alias> other_spelling(Alias const& name);

/// The name as it is told, and the other spelling of the line if there is one.
std::vector<Alias> spellings_of(Alias const& alias);

/// Every spelling of every phone number among the names.
std::set<Alias> phone_spellings_of(std::span<Alias const> names);

/// Whether both name one line, or one user.
bool same_line(Alias const& a, Alias const& b);

/// The names whose denials whoever has these shares, without those that are among them.
std::vector<Alias> sharing_denials(std::span<Alias const> names);

/// Whether any phone number of whoever has this name may share denials: a user id tells the country of the number.
bool may_share_denials(Alias const& name);

/// The number as it is dialled from abroad today, with its plus: E.164, as far as the digits of a `wa_id` tell it. The
/// alias must be a phone.
std::string dialled(Alias const& phone);

}  // namespace consentry::consent
