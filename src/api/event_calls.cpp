#include "api/calls.hpp"
#include "api/json.hpp"
#include "api/noting.hpp"

namespace consentry::api {
http::Response event_page(consent::EventPage const& page, consent::TextPolicy text)
{
    JsonWriter json;
    json.open().open_list("events");
    for (consent::Event const& event : page.events)
        json.raw(to_json(event, text));
    json.close_list();
    if (page.events.empty())
        json.put_null("next");
    else
        json.put("next", std::to_string(page.events.back().seq));
    json.put("more", page.more).close();
    return json_response(json);
}

Result<consent::Event> event_in_path(Call const& call, std::optional<std::string> const& named)
{
    auto const brand = call.brand(named ? named : call.parameter("brand"));
    if (!brand)
        return std::unexpected(brand.error());
    auto event = call.services.reader.event((*brand)->policy->brand, call.path.front());
    if (!event)
        return fail(Fault::not_found, "brand " + (*brand)->policy->brand + " has no such event");
    return std::move(*event);
}

Answered list_events(Call const& call)
{
    auto const asked = call.page();
    if (!asked)
        return std::unexpected(asked.error());
    auto const page = call.services.reader.events(asked->brand_name(), asked->after, asked->limit);
    note_read(call, "GET /v1/events", asked->brand_name(), page);
    return event_page(page, consent::TextPolicy::exact);
}

Answered show_event(Call const& call)
{
    auto const event = event_in_path(call);
    if (!event)
        return std::unexpected(event.error());
    if (!event->subject.empty())
        note_read(call, "GET /v1/events/{id}", event->brand, event->subject);
    JsonWriter json;
    json.raw(to_json(*event, consent::TextPolicy::full));
    return json_response(json);
}

}  // namespace consentry::api
