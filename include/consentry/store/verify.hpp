#pragma once

#include "consentry/consent/checkpoint.hpp"
#include "consentry/store/store.hpp"

namespace consentry::store {

/// What a walk through a whole store found.
struct Verification {
    std::uint64_t brands = 0;
    std::uint64_t entries = 0;
    std::uint64_t subjects = 0;

    /// Sentences that name brand and entry, subject or table, and nobody's data: `entry 17 of brand demo: …`. Empty if
    /// all is well. At most `problems_told_max`; the count goes on.
    std::vector<std::string> problems;
    std::uint64_t problems_found = 0;
};

/// What somebody knows of the ledger who does not take it from the store.
struct Expectations {
    std::vector<consent::Checkpoint> checkpoints{};  ///< That have to be met: a tail that was cut off is found so.
    std::optional<PublicKey> key{};  ///< Every checkpoint has to be signed by it, or by a key that follows from it.
};

inline constexpr std::size_t problems_told_max = 1'000;

/// Recomputes everything that can be: each brand's chain and commitments; the checkpoints over it; what the tables say
/// of facts, prompts, answers, aliases and known items, from the entries; every state, from the facts. Reads only, in
/// short transactions, so that it may run beside a server; never stops at the first problem. Fails only if there is no
/// store that can be opened.
Result<Verification> verify(Options const& options, Expectations const& expectations = {});

}  // namespace consentry::store
