// What people of the business decide about what was decided: the queue of holds, and undo.
#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/committing.hpp"
#include "api/json.hpp"
#include "api/noting.hpp"
#include "consentry/api/problem.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

/// How whoever looks at the queue can find the person again.
std::string contact_of(consent::WaitingHold const& hold)
{
    if (hold.aliases.empty())
        return hold.event.subject;
    auto const phone = std::ranges::find(hold.aliases, consent::AliasKind::phone, &consent::Alias::kind);
    return shown(phone == hold.aliases.end() ? hold.aliases.front() : *phone);
}

void put_hold(JsonWriter& json, consent::WaitingHold const& hold)
{
    json.open();
    json.put("id", hold.event.id);
    json.put("contact", contact_of(hold));
    json.put("scope", hold.event.scope);
    json.put("text", hold.event.text);
    json.put("since", hold.event.timestamp);
    json.key("event").raw(to_json(hold.event, consent::TextPolicy::full));
    json.close();
}

/// Who decides, and why: without both nobody can answer for it later.
struct Decision {
    intake::Brand const* brand = nullptr;
    consent::Seq entry = 0;
    std::string actor;
    std::string reason;
};

Result<Decision> read_decision(Call const& call)
{
    auto body = Body::parse(call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const named = body->optional_text("brand");
    Decision decision;
    decision.actor = body->words("actor");
    decision.reason = body->words("reason");
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    auto const event = event_in_path(call, named);
    if (!event)
        return std::unexpected(event.error());
    decision.brand = call.services.brands->find(event->brand);
    decision.entry = event->seq;
    return decision;
}

void review(Call const& call, bool confirms, http::Reply reply)
{
    auto decision = read_decision(call);
    if (!decision)
        return reply(problem(decision.error()));
    consent::Review review{decision->entry, confirms, std::move(decision->actor), std::move(decision->reason)};
    commit(call, {decision->brand, {}, confirms ? "hold.confirm" : "hold.release"}, {{}, {}, std::move(review)},
        std::move(reply));
}

}  // namespace

Answered list_holds(Call const& call)
{
    auto const asked = call.page();
    if (!asked)
        return std::unexpected(asked.error());
    auto const page = call.services.worklists.holds(
        asked->brand_name(), asked->after, asked->limit, event_time(call.services.clock.now()));
    JsonWriter json;
    json.open().open_list("holds");
    for (consent::WaitingHold const& hold : page.holds) {
        note_read(call, "GET /v1/holds", asked->brand_name(), hold.event.subject);
        put_hold(json, hold);
    }
    json.close_list();
    json.put("next", std::to_string(page.next)).put("more", page.more).close();
    return json_response(json);
}

void confirm_hold(Call const& call, http::Reply reply) { review(call, true, std::move(reply)); }

void release_hold(Call const& call, http::Reply reply) { review(call, false, std::move(reply)); }

void undo_event(Call const& call, http::Reply reply)
{
    auto decision = read_decision(call);
    if (!decision)
        return reply(problem(decision.error()));
    consent::Undo undo{decision->entry, std::move(decision->actor), std::move(decision->reason)};
    commit(call, {decision->brand, {}, "undo"}, {{}, {}, std::move(undo)}, std::move(reply));
}

}  // namespace consentry::api
