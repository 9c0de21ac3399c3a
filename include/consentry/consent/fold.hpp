#pragma once

#include "consentry/consent/fact.hpp"
#include "consentry/consent/policy.hpp"

#include <span>

namespace consentry::consent {

/// Consent of one subject to one scope of a brand.
enum class State { unknown, opted_in, opted_out, declined, held, expired };

/// Why a message may or may not be sent.
enum class Reason { opted_in, opted_out, declined, held, expired, unknown, unknown_allowed, meta_preference, erased };

std::string_view name_of(State state);
std::optional<State> state_of(std::string_view name);
/// Whether somebody said no, or may have.
bool is_denial(State state);
std::string_view name_of(Reason reason);
std::optional<Reason> reason_of(std::string_view name);

/// A state and the fact it rests on; none if nobody ever said anything.
struct Verdict {
    State state = State::unknown;
    Fact const* basis = nullptr;
};

/// The state of `scope` (or `*`: of what was said of every scope). A pure function of the set of facts and the clock:
/// neither their order nor repetition matters. Leave out what is annulled; take the facts of the scope and of `*`;
/// drop denials and holds before the latest lift, and what a brake held of Meta's layer before the layer was heard of
/// again; of the rest the latest time wins, and at equal times the more
/// careful. A grant that only the business tells never outvotes a denial or hold that stands.
Verdict fold(std::span<Fact const> facts, std::string_view scope, EventTime now);

/// The stop in force in Meta's own layer, or none. Without a `number` a stop on any number of the brand
/// counts, and a stop that tells no number counts on every one until the person resumes there.
Fact const* meta_stop(std::span<Fact const> facts, std::string_view number);

/// What somebody denies at the moment, for whom it may concern as well (variants.hpp): of each scope the denial that
/// stands, narrowed to that scope, and the stops in force in Meta's own layer.
std::vector<Fact> standing_denials(Policy const& policy, std::span<Fact const> facts, EventTime now);

/// May a message of this scope be sent now?
struct Permission {
    bool allowed = false;
    State state = State::unknown;
    Reason reason = Reason::unknown;
    Fact const* basis = nullptr;           ///< What the reason rests on.
    std::optional<EventTime> valid_until;  ///< When the grant behind the state ends, whatever Meta's layer says.
};

struct Question {
    std::string_view number;  ///< The business number that would send; empty: any.
    bool reply = false;       ///< An answer inside the 24-hour window, which the person opened: what was never asked
                              ///< or has expired, and Meta's marketing setting, do not forbid it. A denial does.
    bool confirmed_only = false;  ///< Only an opt-in that was said twice counts: see Scope::asks_twice.
};

/// Whether the person said it twice: the grant answers a question that was put after another grant of the scope, with
/// no denial between the two; or the business tells so. Does not depend on the order in which the facts arrived.
bool is_confirmed(std::span<Fact const> facts, Fact const& grant);

/// Whether the rules of the scope let this grant count: its wording is one of those required, and it was confirmed
/// where that is asked.
bool counts(Scope const& scope, std::span<Fact const> facts, Fact const& grant, bool confirmed_only);

/// Grants that do not count are left out. Where nothing else opens the scope the answer says why: on another wording is
/// as good as expired, said once is as good as never.
Permission permission(Scope const& scope, std::span<Fact const> facts, Question const& question, EventTime now);

/// Whether the person themselves has said anything of the scope that was not taken back. What the business tells of
/// them is not that, unless it reopened the scope with what that takes.
bool has_spoken(std::span<Fact const> own, std::string_view scope);

/// Whether it is for those who had the number before to decide, if they said no. It stays with the number as long as
/// whoever has it now has not spoken: a list of the business may still have it as the one who moved. To answer who
/// writes from there is another matter.
bool yields_to_former_holders(
    Permission const& found, std::span<Fact const> own, std::string_view scope, Question const& question);

/// Whether it is for an erasure to decide, if there was one: nothing was said since that stands. Somebody who
/// `is_known` again and writes may be answered.
bool yields_to_erasure(Permission const& found, Question const& question, bool is_known);

/// Who was erased is not written to until they have agreed anew, not even where strangers are.
Permission permission_of_the_erased();

}  // namespace consentry::consent
