#include "api/calls.hpp"
#include "api/json.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/forward/delivery_json.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

Result<std::optional<forward::DeliveryState>> wanted_state(Call const& call)
{
    auto const text = call.parameter("state");
    if (!text)
        return std::nullopt;
    auto const state = forward::delivery_state_of(*text);
    if (!state)
        return fail(Fault::malformed, "state: has to be queued, waiting, delivered, dead, skipped or unknown");
    return state;
}

/// The destination that is asked for; empty if none is. One that the brand does not have is a slip of the pen, not an
/// empty page.
Result<std::string> wanted_destination(Call const& call, std::string_view brand)
{
    auto const wanted = call.parameter("destination");
    if (!wanted || wanted->empty())
        return std::string{};
    std::string names;
    for (forward::DestinationStatus const& status : call.services.destinations()) {
        if (status.brand != brand)
            continue;
        if (status.name == *wanted)
            return *wanted;
        names += (names.empty() ? "" : ", ") + status.name;
    }
    return fail(Fault::malformed, "destination: the brand has none of that name; it has: " + names);
}

Result<forward::DeliveryQuery> query_of(Call const& call)
{
    forward::DeliveryQuery query;
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    auto const state = wanted_state(call);
    if (!state)
        return std::unexpected(state.error());
    auto const limit = call.limit(page_usual, page_most);
    if (!limit)
        return std::unexpected(limit.error());
    query.brand = (*brand)->policy->brand;
    query.state = *state;
    auto destination = wanted_destination(call, query.brand);
    if (!destination)
        return std::unexpected(destination.error());
    query.destination = std::move(*destination);
    query.limit = *limit;
    if (auto const after = call.parameter("after"); after && !after->empty()) {
        query.after = forward::parse_delivery_id(*after);
        if (!query.after)
            return fail(Fault::malformed, "after: has to be the `next` of the page before");
    }
    return query;
}

/// The delivery in the path, if it is of a brand that the key may see.
Result<forward::DeliveryView> delivery_in_path(Call const& call)
{
    auto const id = forward::parse_delivery_id(call.path.front());
    auto view = id ? call.services.deliveries.delivery_view(*id) : std::nullopt;
    if (!view || std::ranges::find(call.key.brands, view->brand) == call.key.brands.end())
        return fail(Fault::not_found, "there is no such delivery");
    return std::move(*view);
}

void halt(Call const& call, bool halted, http::Reply reply)
{
    auto const brand = call.brand();
    if (!brand)
        return reply(problem(brand.error()));
    std::string const& name = call.path.front();
    auto const shared = std::make_shared<http::Reply>(std::move(reply));
    call.services.halt((*brand)->policy->brand, name, halted, [shared, name, halted](Result<void> const& outcome) {
        JsonWriter json;
        json.open().put("name", name).put("paused", halted).close();
        (*shared)(outcome ? json_response(json) : problem(outcome.error()));
    });
}

}  // namespace

Answered list_deliveries(Call const& call)
{
    auto const query = query_of(call);
    if (!query)
        return std::unexpected(query.error());
    auto const page = call.services.deliveries.deliveries(*query);
    JsonWriter json;
    json.open().open_list("deliveries");
    for (forward::DeliveryView const& view : page.deliveries)
        json.raw(to_json(view));
    json.close_list();
    if (page.more)
        json.put("next", to_string(page.deliveries.back().delivery.id));
    else
        json.put_null("next");
    json.close();
    return json_response(json);
}

Answered show_event_deliveries(Call const& call)
{
    auto const event = event_in_path(call);
    if (!event)
        return std::unexpected(event.error());
    JsonWriter json;
    json.open().open_list("deliveries");
    for (forward::DeliveryView const& view : call.services.deliveries.deliveries_of(event->brand, event->seq))
        json.raw(to_json(view));
    json.close_list().close();
    return json_response(json);
}

Answered list_destinations(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    std::string const& name = (*brand)->policy->brand;
    consent::Seq const head = call.services.deliveries.head(name);
    JsonWriter json;
    json.open().open_list("destinations");
    for (forward::DestinationStatus const& status : call.services.destinations()) {
        if (status.brand != name)
            continue;
        json.open()
            .put("name", status.name)
            .put("paused", status.paused)
            .put("failing", status.failing)
            .put("unsettled", status.unsettled)
            .put("behind", head - status.cursor)
            .put_or_null("oldest", status.oldest)
            .close();
    }
    json.close_list().close();
    return json_response(json);
}

void pause_destination(Call const& call, http::Reply reply) { halt(call, true, std::move(reply)); }
void resume_destination(Call const& call, http::Reply reply) { halt(call, false, std::move(reply)); }

void retry_delivery(Call const& call, http::Reply reply)
{
    auto const view = delivery_in_path(call);
    if (!view)
        return reply(problem(view.error()));
    auto shared = std::make_shared<http::Reply>(std::move(reply));
    call.services.retry(view->delivery.id, [shared](Result<void> const& outcome) {
        JsonWriter json;
        json.open().put("retrying", true).close();
        (*shared)(outcome ? json_response(json, 202) : problem(outcome.error()));
    });
}

}  // namespace consentry::api
