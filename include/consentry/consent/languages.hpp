#pragma once

#include "consentry/consent/contact.hpp"

#include <span>

namespace consentry::consent {

/// The languages most written where a contact's number or user id comes from, best first; none if that says nothing.
/// Breaks ties between packs, never more.
std::span<std::string_view const> languages_of(Alias const& alias);

/// Whether the sender is one to whom 47 CFR 64.1200 applies: a number of the North American plan, or a US user id.
bool under_fcc_rules(Alias const& alias);

}  // namespace consentry::consent
