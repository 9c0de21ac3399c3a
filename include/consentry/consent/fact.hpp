#pragma once

#include "consentry/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace consentry::consent {

/// The place of an entry in its brand's ledger: 1, 2, 3, … without a gap.
using Seq = std::int64_t;

/// What a fact says of its scope.
enum class FactKind {
    opt_out,      ///< A denial: STOP.
    decline,      ///< A denial: NO to a question.
    hold,         ///< Perhaps a denial: nothing is sent until somebody has looked.
    grant,        ///< Consent.
    lift,         ///< START: earlier denials and holds no longer count.
    meta_stop,    ///< The person stopped marketing in WhatsApp itself, for one number.
    meta_resume,  ///< And took it up again there.
    annulment,    ///< Another fact is to be left out.
};

/// Whose word a fact is, which decides what it can outvote.
enum class Authority {
    person,    ///< The person's own word.
    business,  ///< Told by API, import or command line: never outvotes a person's denial.
    reopened,  ///< Told by the business with wording, evidence, a later time and the right to reopen.
};

/// What consent state is folded from. Facts are only ever added.
struct Fact {
    FactKind kind = FactKind::opt_out;
    std::string scope;                     ///< A scope's name or `*`; empty for Meta's layer and annulments.
    EventTime at;                          ///< By the clock of who said it, never later than its first arrival.
    std::optional<EventTime> valid_until;  ///< Grants only; fixed when the grant is made.
    Authority authority = Authority::person;
    std::string number;  ///< Of Meta's layer, and what is held of it, only: the business number it holds for.
    Seq annuls = 0;      ///< Annulments only: the entry whose fact is left out.
    Seq seq = 0;         ///< The entry that states this fact.

    // Grants only: what consent rests on, which decides whether it still counts.
    std::string wording{};  ///< The version that was agreed to; empty if it is not known.
    std::optional<EventTime>
        asked_at{};          ///< When the question was put that it answers; none if it answers none we know.
    bool confirmed = false;  ///< The business tells that the person said it twice.

    std::string event{};  ///< The id of the event that states this fact. Empty until it is entered.

    bool operator==(Fact const&) const = default;
};

/// Whether it says no, or may.
bool says_no(FactKind kind);

std::string_view name_of(FactKind kind);
std::optional<FactKind> fact_kind_of(std::string_view name);
std::string_view name_of(Authority authority);
std::optional<Authority> authority_of(std::string_view name);

}  // namespace consentry::consent
