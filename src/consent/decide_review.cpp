// What follows when a person looks at what was decided, and when time has passed.
#include "consentry/consent/decide.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

Fact const* fact_of(Standing const& standing, Seq entry)
{
    auto const found = std::ranges::find(standing.facts, entry, &Fact::seq);
    return found == standing.facts.end() ? nullptr : &*found;
}

bool is_annulled(Standing const& standing, Seq entry)
{
    return std::ranges::any_of(
        standing.facts, [&](Fact const& fact) { return fact.kind == FactKind::annulment && fact.annuls == entry; });
}

Draft annulling(Fact const& annulled, EventType type, Instant now)
{
    Draft draft;
    draft.type = type;
    draft.scope = annulled.scope;
    draft.timestamp = event_time(now);
    Fact& fact = draft.fact.emplace();
    fact.kind = FactKind::annulment;
    fact.at = event_time(now);
    fact.authority = Authority::business;
    fact.annuls = annulled.seq;
    return draft;
}

/// It counts from when it was said, by the person whose words they are, and reaches as far as a STOP in these words.
/// The other scopes that were held for them are settled by it as well.
Draft confirming(Fact const& hold, std::string const& reach)
{
    Draft draft;
    draft.type = EventType::opted_out;
    draft.scope = reach.empty() ? hold.scope : reach;
    draft.timestamp = hold.at;
    draft.words_of = hold.seq;
    Fact& fact = draft.fact.emplace();
    fact.kind = FactKind::opt_out;
    fact.scope = draft.scope;
    fact.at = hold.at;
    return draft;
}

}  // namespace

Result<std::vector<Draft>> decide(Policy const&, Standing const& standing, Review const& review, Instant now)
{
    Fact const* const hold = fact_of(standing, review.hold);
    if (!hold || hold->kind != FactKind::hold)
        return fail(Fault::not_found, "this event holds nothing; GET /v1/holds lists what waits for a person");
    Verdict const verdict = fold(standing.facts, hold->scope, event_time(now));
    if (verdict.basis == nullptr || verdict.basis->seq != hold->seq)
        return fail(Fault::conflict,
            "this hold is settled already: the person has spoken since, or somebody has looked at it; the scope is "
                + std::string{name_of(verdict.state)} + " now");
    return std::vector{review.confirms ? confirming(*hold, review.reach) : annulling(*hold, EventType::released, now)};
}

Result<std::vector<Draft>> decide(Policy const&, Standing const& standing, Undo const& undo, Instant now)
{
    Fact const* const fact = fact_of(standing, undo.entry);
    if (!fact)
        return fail(Fault::conflict, "this event changed no consent, so there is nothing to take back");
    if (fact->kind == FactKind::annulment)
        return fail(Fault::conflict,
            "this event takes another one back, and cannot be taken back itself; let the person say it again, or "
            "record what they said");
    if (is_annulled(standing, undo.entry))
        return std::vector<Draft>{};
    return std::vector{annulling(*fact, EventType::undone, now)};
}

std::vector<Draft> decide(Policy const& policy, Standing const& standing, Lapse const& lapse, Instant now)
{
    Fact const* const grant = fact_of(standing, lapse.grant);
    Scope const* const scope = grant && grant->kind == FactKind::grant ? policy.scope(grant->scope) : nullptr;
    if (!scope)
        return {};
    Permission const found = permission(*scope, standing.facts, question_about(*scope, standing), event_time(now));
    if (found.state != State::expired || found.basis->seq != grant->seq)
        return {};
    Draft draft;
    draft.type = EventType::expired;
    draft.scope = grant->scope;
    draft.timestamp = std::min(grant->valid_until.value_or(event_time(now)), event_time(now));
    draft.wording = grant->wording;
    return {draft};
}

}  // namespace consentry::consent
