#include "api/calls.hpp"
#include "api/json.hpp"
#include "api/noting.hpp"
#include "consentry/consent/subject_json.hpp"

namespace consentry::api {
namespace {

struct Named {
    intake::Brand const* brand = nullptr;
    consent::Alias contact{};
};

Result<Named> named_in_path(Call const& call)
{
    auto const brand = call.brand();
    if (!brand)
        return std::unexpected(brand.error());
    auto contact = contact_in(call.path.front(), **brand, "contact");
    if (!contact)
        return std::unexpected(contact.error());
    return Named{*brand, std::move(*contact)};
}

std::unexpected<Error> nobody(consent::Alias const& contact, intake::Brand const& brand)
{
    return fail(Fault::not_found, "brand " + brand.policy->brand + " knows nothing of " + masked(contact.value));
}

}  // namespace

Answered show_subject(Call const& call)
{
    auto const named = named_in_path(call);
    if (!named)
        return std::unexpected(named.error());
    auto const view = call.services.reader.subject(*named->brand->policy, named->contact);
    if (!view)
        return nobody(named->contact, *named->brand);
    note_read(call, "GET /v1/subjects/{contact}", named->brand->policy->brand, view->standing.public_id);
    JsonWriter json;
    json.raw(to_json(*named->brand->policy, *view, event_time(call.services.clock.now())));
    return json_response(json);
}

Answered show_history(Call const& call)
{
    auto const named = named_in_path(call);
    if (!named)
        return std::unexpected(named.error());
    auto const asked = call.page();
    if (!asked)
        return std::unexpected(asked.error());
    auto const page = call.services.reader.history(*named->brand->policy, named->contact, asked->after, asked->limit);
    if (page.events.empty() && asked->after == 0)
        return nobody(named->contact, *named->brand);
    if (!page.events.empty())
        note_read(call, "GET /v1/subjects/{contact}/history", named->brand->policy->brand, page.events.back().subject);
    // Evidence is shown whole: who may read history is who has to answer for it.
    return event_page(page, consent::TextPolicy::full);
}

/// Whoever knows people by phone number cannot obey these: they are listed until somebody finds out who they are.
Answered list_subjects(Call const& call)
{
    auto const asked = call.page();
    if (!asked)
        return std::unexpected(asked.error());
    auto const unlinked = call.flag("unlinked");
    if (!unlinked)
        return std::unexpected(unlinked.error());
    if (!*unlinked)
        return fail(Fault::malformed, "unlinked: has to be 1; there is no list of everybody");
    auto const page = call.services.reader.unlinked(asked->brand_name(), asked->after, asked->limit);
    JsonWriter json;
    json.open().open_list("subjects");
    for (consent::Unlinked const& subject : page.subjects) {
        note_read(call, "GET /v1/subjects", asked->brand_name(), subject.public_id);
        json.raw(consent::to_json(subject));
    }
    json.close_list();
    json.put("next", page.subjects.empty() ? asked->after : page.subjects.back().number).put("more", page.more).close();
    return json_response(json);
}

}  // namespace consentry::api
