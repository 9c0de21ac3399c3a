#pragma once

#include "consentry/base/json.hpp"
#include "consentry/consent/event.hpp"

namespace consentry::consent {

// The members that an entry of the ledger and a forwarded event have in common.

inline void put_states(JsonWriter& json, Event const& event)
{
    json.open("states");
    for (ScopeState const& scope : event.states) {
        json.open(scope.scope);
        json.put("state", name_of(scope.state));
        json.put("allowed", scope.allowed);
        json.put("reason", name_of(scope.reason));
        if (scope.valid_until)
            json.put("valid_until", *scope.valid_until);
        json.close();
    }
    json.close();
}

inline void put_match(JsonWriter& json, Match const& match)
{
    json.open("match");
    json.put("keyword", match.keyword);
    json.put("language", match.language);
    json.put("tier", match.tier);
    json.put("rule", match.rule);
    json.put("pack", match.pack);
    json.close();
}

}  // namespace consentry::consent
