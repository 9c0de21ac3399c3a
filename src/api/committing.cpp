#include "api/committing.hpp"

#include "api/json.hpp"
#include "api/outcome_log.hpp"
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

http::Response written(std::string const& contact, consent::Outcome const& outcome)
{
    JsonWriter json;
    json.open().put_if_any("contact", contact);
    json.put("changed", !outcome.events.empty()).put("duplicate", outcome.duplicate);
    if (outcome.held)
        json.put("held", true);
    json.open_list("events");
    for (std::string const& event : outcome.events)
        json.text(event);
    json.close_list().close();
    return json_response(json);
}

}  // namespace

void commit(Call const& call, Writing const& writing, consent::Matter matter, http::Reply reply)
{
    matter.policy = writing.brand->policy;
    matter.siblings = call.services.brands->siblings(*writing.brand);
    consent::Unit unit;
    unit.matters.push_back(std::move(matter));
    call.services.ledger.commit(std::move(unit),
        [contact = writing.contact, note = Note{call, writing}, reply = std::move(reply)](auto outcomes) mutable {
            if (!outcomes)
                return reply(problem(outcomes.error()));
            consent::Outcome const& outcome = outcomes->front();
            note.write(outcome);
            if (outcome.refused)
                return reply(problem(*outcome.refused));
            reply(written(contact, outcome));
        });
}

}  // namespace consentry::api
