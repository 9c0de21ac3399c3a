// A person asks to be forgotten.
#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/json.hpp"
#include "api/repeat.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/base/encoding.hpp"

namespace consentry::api {
namespace {

struct Erasing {
    intake::Brand const* brand = nullptr;
    consent::Erase erase;
};

/// What is not in the body may stand in the query: not every client sends a body with DELETE.
Result<Erasing> read_erasing(Call const& call)
{
    auto body = Body::parse(call.body.empty() ? "{}" : call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const member = [&](char const* name) {
        auto const text = body->optional_words(name);
        return text ? text : call.parameter(name);
    };
    for (char const* const name : {"actor", "reason"}) {
        if (auto const text = call.parameter(name); text && is_blank(*text))
            return fail(Fault::malformed, std::string{name} + ": is blank; leave it out, or say something");
    }
    auto const brand_name = member("brand");
    Erasing erasing;
    erasing.erase.actor = member("actor").value_or(call.key.name);
    erasing.erase.reason = member("reason").value_or("");
    erasing.erase.brands = call.key.brands;
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    auto const brand = call.brand(brand_name);
    if (!brand)
        return std::unexpected(brand.error());
    auto contact = contact_in(call.path.front(), **brand, "contact");
    if (!contact)
        return std::unexpected(contact.error());
    erasing.brand = *brand;
    erasing.erase.contact = std::move(*contact);
    return erasing;
}

http::Response answer_of(consent::Outcome const& outcome, std::string const& contact, Instant now)
{
    if (outcome.refused)
        return problem(*outcome.refused);
    JsonWriter json;
    json.open().put("contact", contact).put("changed", !outcome.events.empty()).open_list("events");
    for (std::string const& event : outcome.events)
        json.text(event);
    json.close_list();
    if (!outcome.events.empty())
        json.put("purged_by", event_time(now) + consent::erasure_waits);
    json.close();
    return json_response(json, outcome.events.empty() ? 200 : 202);
}

void note(Services const& services, std::string const& key, std::string const& contact, consent::Outcome const& outcome)
{
    std::string_view const result = outcome.refused ? "refused" : outcome.events.empty() ? "unchanged" : "erased";
    services.log.info("api.erased",
        {{"key", std::string_view{key}}, {"contact", std::string_view{contact}}, {"outcome", result},
            {"why", outcome.refused ? std::string_view{outcome.refused->detail} : std::string_view{}},
            {"events", static_cast<std::int64_t>(outcome.events.size())}});
}

}  // namespace

void erase_subject(Call const& call, http::Reply reply)
{
    auto erasing = read_erasing(call);
    if (!erasing)
        return reply(problem(erasing.error()));
    std::string contact = shown(erasing->erase.contact);
    std::string hidden = masked(erasing->erase.contact.value);
    consent::Unit unit;
    unit.matters.push_back(
        {erasing->brand->policy, call.services.brands->siblings(*erasing->brand), std::move(erasing->erase)});
    auto const answer
        = [contact = std::move(contact), now = call.services.clock.now()](
              std::span<consent::Outcome const> outcomes) { return answer_of(outcomes.front(), contact, now); };
    attach_receipt(call, unit, answer);
    call.services.ledger.commit(std::move(unit),
        [services = call.kept, key = call.key.name, answer, hidden = std::move(hidden), reply = std::move(reply)](
            auto outcomes) mutable {
            if (!outcomes)
                return reply(problem(outcomes.error()));
            note(*services, key, hidden, outcomes->front());
            reply(answer(*outcomes));
        });
}

}  // namespace consentry::api
