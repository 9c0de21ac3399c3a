#include "consentry/consent/subject_json.hpp"

#include "consentry/base/json.hpp"
#include "consentry/consent/decide.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

void put_alias(JsonWriter& json, Alias const& alias)
{
    json.open();
    json.put("kind", name_of(alias.kind));
    json.put("value", alias.kind == AliasKind::phone ? e164(alias) : alias.value);
    json.close();
}

void put_state(JsonWriter& json, Scope const& scope, Standing const& standing, EventTime now)
{
    std::vector<Fact> const facts = standing.considered();
    Permission const permission = consent::permission(scope, standing, facts, question_about(scope, standing), now);
    json.open(scope.name);
    json.put("state", name_of(permission.state));
    json.put("allowed", permission.allowed);
    json.put("reason", name_of(permission.reason));
    if (permission.basis)
        json.put("since", permission.basis->at);
    else if (permission.reason == Reason::erased)
        json.put("since", *standing.erased);
    if (permission.valid_until)
        json.put("valid_until", *permission.valid_until);
    bool const is_shared = std::ranges::any_of(
        standing.shared, [&](Fact const& fact) { return permission.basis && fact == *permission.basis; });
    if (is_shared)
        json.put("matched", name_of(Matched::shared));
    json.close();
}

void put_prompt(JsonWriter& json, Prompt const& prompt)
{
    json.open();
    json.put("scope", prompt.scope);
    json.put_if_any("wording", prompt.wording);
    json.put_if_any("language", prompt.language);
    json.put("asked_at", prompt.asked_at);
    json.put("expires_at", prompt.expires_at);
    json.close();
}

}  // namespace

std::string_view name_of(Matched matched)
{
    switch (matched) {
    case Matched::exact: return "exact";
    case Matched::variant: return "variant";
    case Matched::shared: break;
    }
    return "shared";
}

std::string to_json(Policy const& policy, SubjectView const& view, EventTime now)
{
    Standing const& standing = view.standing;
    JsonWriter json;
    json.open();
    json.put("id", standing.public_id);
    json.put("brand", policy.brand);
    json.put("matched", name_of(view.matched));
    json.open_list("aliases");
    for (Alias const& alias : standing.aliases)
        put_alias(json, alias);
    json.close_list();
    json.open("states");
    for (Scope const& scope : policy.scopes)
        put_state(json, scope, standing, now);
    json.close();
    json.open_list("open_prompts");
    for (Prompt const& prompt : standing.prompts) {
        if (now < prompt.expires_at)
            put_prompt(json, prompt);
    }
    json.close_list();
    json.put("waiting_answers",
        std::ranges::count_if(standing.answers, [&](WaitingAnswer const& answer) { return still_waits(answer, now); }));
    if (view.last_event)
        json.put("last_event_at", *view.last_event);
    json.close();
    return json.str();
}

std::string to_json(Unlinked const& subject)
{
    JsonWriter json;
    json.open();
    json.put("id", subject.public_id);
    json.open_list("aliases");
    for (Alias const& alias : subject.aliases)
        put_alias(json, alias);
    json.close_list();
    json.put("since", subject.since);
    json.close();
    return json.str();
}

std::string to_json(DataReadPage const& page, std::int64_t after)
{
    JsonWriter json;
    json.open().open_list("reads");
    for (DataRead const& read : page.reads) {
        json.open().put("at", read.at).put("key", read.key).put("call", read.call);
        json.put_if_any("subject", read.subject);
        if (read.first > 0)
            json.open("events").put("first", read.first).put("last", read.last).close();
        json.close();
    }
    json.close_list();
    json.put("next", std::to_string(page.reads.empty() ? after : page.reads.back().number)).put("more", page.more);
    return json.close().str();
}

std::string to_json(Renewal const& renewal, std::string_view scope)
{
    JsonWriter json;
    json.open();
    json.put("subject", renewal.public_id);
    json.open_list("aliases");
    for (Alias const& alias : renewal.aliases)
        put_alias(json, alias);
    json.close_list();
    json.put("scope", scope);
    json.put("why", name_of(renewal.why));
    json.put_if_any("wording", renewal.wording);
    json.put("since", renewal.since);
    if (renewal.valid_until)
        json.put("valid_until", *renewal.valid_until);
    json.put("event", renewal.event);
    json.close();
    return json.str();
}

}  // namespace consentry::consent
