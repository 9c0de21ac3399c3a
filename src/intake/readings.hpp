#pragma once

#include "consentry/intake/brands.hpp"

namespace consentry::intake {

/// Whether the words were typed by the person, or stood on a button that the business had labelled.
enum class Written { typed, label };

/// What the matcher's readings say under the rules of a brand: arguments become scopes, words of other countries and
/// weak words on labels fall away. Views of the matcher become values.
std::vector<consent::Reading> readings_for(Brand const& brand, std::span<keywords::Reading const> found,
    std::string_view folded, Written written, std::span<consent::Alias const> sender);

/// Whether a payload is written in consentry's own way, `consentry:…`, whatever it says.
bool is_ours(std::string_view payload);

/// What a payload or id says: `consentry:yes:<scope>[:<wording>]`, `consentry:no:…`, `consentry:stop[:<scope>]`, or one
/// of the brand's own. None if it is neither, or names a scope or wording that is not configured.
std::optional<consent::Reading> reading_of_payload(Brand const& brand, std::string_view payload);

/// What the fields of a flow say: each configured one that was ticked is a YES to its scope.
std::vector<consent::Reading> readings_of_flow(Brand const& brand, std::string_view response_json);

/// The intent under the consent rules that a keyword's intent stands for.
consent::Intent intent_of(keywords::Intent intent);

}  // namespace consentry::intake
