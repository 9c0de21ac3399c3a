#pragma once

#include "consentry/consent/policy.hpp"
#include "consentry/consent/records.hpp"

namespace consentry::consent {

/// Which of several readings counts: those of the brand's languages, else of an open prompt's language, else of the
/// languages spoken where the sender's number is from; what is still divided is decided by safety: an opt-out before
/// anything else, a YES last. `und` belongs to every language. Languages decide what is meant, never how much it
/// weighs: of the readings that mean it the strongest counts. `at` is when it was said. None if there are no readings.
Reading const* choose(Policy const& policy, Standing const& standing, Signal const& signal, EventTime at);

/// Whether a language, or the one that it is a kind of ("pt" of "pt-BR"), is among these.
bool is_among(std::string_view language, std::span<std::string const> languages);

/// Whether the reading, an opt-out, waits for a person instead of acting: it is only probable, or its word is weak and
/// no law that covers the sender names it (47 CFR 64.1200(a)(10) for the North American numbering plan).
bool waits_for_a_person(Reading const& reading, std::span<Alias const> sender);

}  // namespace consentry::consent
