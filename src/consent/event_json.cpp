// The event as receivers get it: contract, "An event"; docs/events.md is the catalogue.
#include "consentry/consent/event.hpp"

#include "consent/event_members.hpp"
#include "consentry/consent/variants.hpp"

namespace consentry::consent {
namespace {

void put_subject(JsonWriter& json, Event const& event)
{
    if (event.subject.empty()) {
        json.put_null("subject");
        return;
    }
    json.open("subject");
    json.put("id", event.subject);
    if (!event.wa_id.empty()) {
        json.put("phone", dialled({AliasKind::phone, event.wa_id}));
        json.put("wa_id", event.wa_id);
    }
    json.put_if_any("user_id", event.user_id);
    json.put_if_any("parent_user_id", event.parent_user_id);
    json.put_if_any("merged", event.merged_subject);
    json.close();
}

void put_message(JsonWriter& json, Event const& event, TextPolicy policy)
{
    if (event.message_id.empty()) {
        json.put_null("message");
        return;
    }
    json.open("message");
    json.put("id", event.message_id);
    if (text_goes_out(event, policy))
        json.put_if_any("text", event.text);
    json.put("timestamp", event.timestamp);
    if (event.context_id.empty())
        json.put_null("context_id");
    else
        json.put("context_id", event.context_id);
    json.close();
}

void put_prompt(JsonWriter& json, Event const& event)
{
    if (!event.prompt) {
        json.put_null("prompt");
        return;
    }
    json.open("prompt");
    json.put("scope", event.prompt->scope);
    json.put_if_any("wording", event.prompt->wording);
    json.put_if_any("language", event.prompt->language);
    json.put("asked_at", event.prompt->asked_at);
    json.put("expires_at", event.prompt->expires_at);
    json.close();
}

void put_data(JsonWriter& json, Event const& event, TextPolicy policy, bool replayed)
{
    json.open("data");
    json.put("id", event.id);
    json.put("brand", event.brand);
    json.put("version", event.version);
    json.put("effective", event.effective);
    if (replayed)
        json.put("replayed", true);
    put_subject(json, event);
    if (event.scope.empty())
        json.put_null("scope");
    else
        json.put("scope", event.scope);
    json.put("state", name_of(event.state));
    put_states(json, event);
    if (!event.former_wa_id.empty())
        json.open("former")
            .put("phone", dialled({AliasKind::phone, event.former_wa_id}))
            .put("wa_id", event.former_wa_id)
            .close();
    json.put_if_any("number", event.number);
    json.put("source", name_of(event.source));
    if (event.match)
        put_match(json, *event.match);
    else
        json.put_null("match");
    put_message(json, event, policy);
    put_prompt(json, event);
    if (event.alarm)
        put_alarm(json, *event.alarm);
    if (event.violation)
        put_violation(json, *event.violation);
    json.put_if_any("wording", event.wording);
    json.put_if_any("origin", event.origin);
    json.put_if_any("actor", event.actor);
    json.put_if_any("reason", event.reason);
    json.put_if_any("caused_by", event.caused_by);
    json.put("recorded_at", event.recorded_at);
    json.close();
}

}  // namespace

bool text_goes_out(Event const& event, TextPolicy policy)
{
    switch (policy) {
    case TextPolicy::full: return true;
    case TextPolicy::none: return false;
    case TextPolicy::exact: return event.match && event.match->tier == "exact";
    }
    return false;
}

std::string to_json(Event const& event, TextPolicy policy, bool replayed)
{
    thread_local JsonWriter json;  // Kept, for its memory: there may be many, one after the other.
    json.clear();
    json.open();
    json.put("type", name_of(event.type));
    json.put("timestamp", event.timestamp);
    put_data(json, event, policy, replayed);
    json.close();
    return json.str();
}

}  // namespace consentry::consent
