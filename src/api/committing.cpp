#include "api/committing.hpp"

#include "api/json.hpp"
#include "api/outcome_log.hpp"
#include "api/repeat.hpp"
#include "consentry/api/problem.hpp"

namespace consentry::api {
namespace {

/// Of the digits themselves, whatever stands before them.
std::string masked_contact(std::string_view contact)
{
    if (contact.starts_with('+'))
        contact.remove_prefix(1);
    return contact.empty() ? std::string{} : masked(contact);
}

/// What the log tells of a call that writes: who did what to whom, and what came of it.
class Note {
public:
    Note(Call const& call, Writing const& writing)
        : services_{call.kept}
        , key_{call.key.name}
        , brand_{writing.brand->policy->brand}
        , contact_{masked_contact(writing.contact)}
        , what_{writing.what}
    {
    }

    void write(consent::Outcome const& outcome) const
    {
        EventIds events;
        events.add(outcome.events);
        std::string_view const result = outcome.refused ? "refused"
            : outcome.duplicate                         ? "repeated"
            : outcome.events.empty()                    ? "unchanged"
                                                        : "kept";
        services_->log.info("api.recorded",
            {{"what", what_}, {"key", std::string_view{key_}}, {"brand", std::string_view{brand_}},
                {"contact", std::string_view{contact_}}, {"outcome", result},
                {"why", outcome.refused ? std::string_view{outcome.refused->detail} : std::string_view{}},
                {"events", events.text()}});
    }

private:
    std::shared_ptr<Services const> services_;
    std::string key_;
    std::string brand_;
    std::string contact_;
    std::string_view what_;
};

}  // namespace

Result<Target> target_of(Call const& call, std::optional<std::string> const& brand, std::string const& contact)
{
    auto const found = call.brand(brand ? brand : call.parameter("brand"));
    if (!found)
        return std::unexpected(found.error());
    auto alias = contact_in(contact, **found, "contact");
    if (!alias)
        return std::unexpected(alias.error());
    return Target{*found, std::move(*alias)};
}

void put_events(JsonWriter& json, consent::Outcome const& outcome)
{
    json.put("changed", !outcome.events.empty()).put("duplicate", outcome.duplicate);
    if (outcome.held)
        json.put("held", true);
    json.open_list("events");
    for (std::string const& event : outcome.events)
        json.text(event);
    json.close_list();
}

http::Response written(std::string const& contact, consent::Outcome const& outcome)
{
    JsonWriter json;
    json.open().put_if_any("contact", contact);
    put_events(json, outcome);
    json.close();
    return json_response(json);
}

void commit(Call const& call, Writing const& writing, consent::Matter matter, http::Reply reply, Tell tell)
{
    matter.policy = writing.brand->policy;
    matter.siblings = call.services.brands->siblings(*writing.brand);
    consent::Unit unit;
    unit.matters.push_back(std::move(matter));
    auto const answer = [contact = writing.contact, tell](std::span<consent::Outcome const> outcomes) {
        consent::Outcome const& outcome = outcomes.front();
        return outcome.refused ? problem(*outcome.refused) : tell(contact, outcome);
    };
    attach_receipt(call, unit, answer);
    call.services.ledger.commit(
        std::move(unit), [answer, note = Note{call, writing}, reply = std::move(reply)](auto outcomes) mutable {
            if (!outcomes)
                return reply(problem(outcomes.error()));
            note.write(outcomes->front());
            reply(answer(*outcomes));
        });
}

}  // namespace consentry::api
