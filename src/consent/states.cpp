#include "consent/states.hpp"

#include <algorithm>

namespace consentry::consent {

Picture picture(Policy const& policy, std::span<Fact const> facts, EventTime now)
{
    Picture result;
    for (Scope const& scope : policy.scopes) {
        Permission const permission = consent::permission(scope, facts, {}, now);
        result.scopes.push_back(
            {scope.name, permission.state, permission.allowed, permission.reason, permission.valid_until});
    }
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

}  // namespace consentry::consent
