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
    json.put_if_any("reach", match.reach);
    json.close();
}

inline void put_alarm(JsonWriter& json, AlarmNote const& alarm)
{
    json.open("alarm");
    json.put("code", alarm.code);
    json.put_if_any("about", alarm.about);
    json.put("detail", alarm.detail);
    json.put("raised", alarm.raised);
    json.put("since", alarm.since);
    json.close();
}

inline void put_violation(JsonWriter& json, ViolationNote const& violation)
{
    json.open("violation");
    if (violation.category)
        json.put("category", name_of(*violation.category));
    json.put("since", violation.since);
    json.put_if_any("event", violation.event);
    json.close();
}

}  // namespace consentry::consent
