#include "consent/states.hpp"

#include <algorithm>

namespace consentry::consent {

Question question_about(Scope const& scope, Standing const& standing)
{
    return {.number = {}, .reply = false, .confirmed_only = scope.asks_twice(standing.aliases)};
}

Permission permission(
    Scope const& scope, Standing const& standing, std::span<Fact const> facts, Question const& question, EventTime now)
{
    Permission const found = permission(scope, facts, question, now);
    if (!standing.left_behind.empty() && yields_to_former_holders(found, standing.facts, scope.name, question)) {
        Permission const before = permission(scope, standing.left_behind, question, now);
        if (is_denial(before.state))
            return before;
    }
    bool const is_known = standing.subject != nobody;
    return standing.erased && yields_to_erasure(found, question, is_known) ? permission_of_the_erased() : found;
}

std::vector<ScopeState> scope_states(Policy const& policy, Standing const& standing, EventTime now)
{
    std::vector<Fact> const considered = standing.considered();
    std::vector<ScopeState> states;
    for (Scope const& scope : policy.scopes) {
        Question const question = question_about(scope, standing);
        Permission const own = permission(scope, standing.facts, question, now);
        Permission const all = permission(scope, standing, considered, question, now);
        states.push_back({scope.name, own.state, all.allowed, all.reason, own.valid_until});
    }
    return states;
}

Picture picture(Policy const& policy, Standing const& standing, EventTime now)
{
    std::span<Fact const> const facts = standing.facts;
    Picture result;
    result.scopes = scope_states(policy, standing, now);
    result.everything = fold(facts, every_scope, now).state;
    for (Fact const& fact : facts) {
        if (fact.kind == FactKind::meta_stop && meta_stop(facts, fact.number))
            result.meta_stopped.push_back(fact.number);
    }
    std::ranges::sort(result.meta_stopped);
    auto const repeated = std::ranges::unique(result.meta_stopped);
    result.meta_stopped.erase(repeated.begin(), repeated.end());
    return result;
}

State state_of(Policy const& policy, Standing const& standing, std::string_view scope, EventTime now)
{
    if (Scope const* const found = policy.scope(scope))
        return permission(*found, standing.facts, question_about(*found, standing), now).state;
    return fold(standing.facts, scope, now).state;
}

}  // namespace consentry::consent
