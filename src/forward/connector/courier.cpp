// Connectors tell the present: how a person stands when an attempt begins, whatever its event said.
#include "forward/connector/courier.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace consentry::forward {
namespace {

Ending skipped(std::string why) { return {.kind = Ending::Kind::skipped, .error = std::move(why)}; }

constexpr std::string_view nothing_known
    = "nothing was written, since consentry knows of no consent and no opt-out under this number";

/// What a test with a contact says to people. A far system that is written to without a lookup has found nobody.
std::string summary_of(ConnectorOutcome const& outcome, bool known)
{
    std::string const found = outcome.found > 0 ? std::to_string(outcome.found) + " found, " : "";
    return found + (known ? std::to_string(outcome.written) + " written" : std::string{nothing_known});
}

/// What there is to tell on the occasion of an event, as things stand now.
std::vector<Telling> tellings(StateSource& states, Destination const& destination, consent::Event const& event,
    SubjectNumber subject, Instant now)
{
    ConnectorTarget const& target = *destination.connector;
    consent::Policy const& policy = *destination.policy;
    bool const every = target.connector->every_spelling;
    std::vector<Telling> all;
    auto const person = states.person(policy, subject, event_time(now));
    if (person)
        all = tellings_of(target, policy, event, *person, every);
    bool const still_theirs = person && std::ranges::find(person->wa_ids, event.former_wa_id) != person->wa_ids.end();
    if (event.former_wa_id.empty() || still_theirs)
        return all;
    auto const owner = states.subject_called(policy, event.former_wa_id);
    auto const present = owner ? states.person(policy, *owner, event_time(now)) : std::nullopt;
    std::ranges::move(tellings_of_former(target, policy, event, present, every), std::back_inserter(all));
    return all;
}

}  // namespace

ConnectorCourier::ConnectorCourier(Destination destination, CourierParts const& parts)
    : destination_{std::move(destination)}
    , parts_{parts}
    , account_{parts_.accounts.open(destination_)}
    , progress_{std::make_shared<ConnectorProgress>()}
{
}

ConnectorAttempt ConnectorCourier::attempt(consent::Event event, std::vector<Telling> tellings) const
{
    return {.destination = destination_,
        .target = destination_.connector,
        .account = account_,
        .progress = progress_,
        .transport = parts_.transport,
        .clock = parts_.clock,
        .event = std::move(event),
        .tellings = std::move(tellings),
        .steps = &destination_.connector->connector->steps};
}

/// Begun by a task of its own: `done` must not be called before carry() has returned.
void ConnectorCourier::start(ConnectorAttempt attempt, ConnectorRun::Done done) const
{
    auto const run = std::make_shared<ConnectorRun>(std::move(attempt), std::move(done));
    parts_.tasks->post([run] { run->begin(); });
}

void ConnectorCourier::carry(Parcel parcel, Instant now, Done done)
{
    auto all = tellings(parts_.states, destination_, parcel.event, parcel.subject, now);
    if (all.empty())
        return parts_.tasks->post(
            [done = std::move(done)]() mutable { done(skipped("no phone number, or nothing known of it")); });
    ConnectorAttempt made = attempt(parcel.event, std::move(all));
    made.attempts = parcel.attempts;
    made.present
        = [&states = parts_.states, destination = destination_, event = std::move(parcel.event),
              subject = parcel.subject](Instant then) { return tellings(states, destination, event, subject, then); };
    start(std::move(made),
        [done = std::move(done)](ConnectorOutcome outcome) mutable { done(std::move(outcome.ending)); });
}

/// Of somebody nobody knows here there is nothing to tell; looking them up changes nothing.
std::vector<Telling> ConnectorCourier::tellings_of_contact(std::string const& contact, Instant now, bool& known) const
{
    ConnectorTarget const& target = *destination_.connector;
    consent::Policy const& policy = *destination_.policy;
    consent::Event event;
    event.type = consent::EventType::snapshot;
    event.timestamp = event_time(now);
    auto const subject = parts_.states.subject_called(policy, contact);
    auto person = subject ? parts_.states.person(policy, *subject, event_time(now)) : std::nullopt;
    std::vector<Telling> all;
    if (person) {
        person->wa_ids = {contact};
        all = tellings_of(target, policy, event, *person, target.connector->every_spelling);
    }
    known = !all.empty();
    if (!known) {
        event.former_wa_id = contact;
        all = tellings_of_former(target, policy, event, {}, target.connector->every_spelling);
    }
    return all;
}

void ConnectorCourier::prove(std::string contact, Instant now, Done done)
{
    bool known = true;
    consent::Event event;
    event.id = "test_" + std::to_string(now.time_since_epoch().count());
    event.brand = destination_.brand;
    event.type = consent::EventType::snapshot;
    event.timestamp = event_time(now);
    auto all = contact.empty() ? std::vector<Telling>{} : tellings_of_contact(contact, now, known);
    ConnectorTemplate const& connector = *destination_.connector->connector;
    bool const looks_up = connector.steps.front().extraction.has_value();
    bool const by_tests = contact.empty() || (!known && !looks_up);
    if (by_tests && connector.tests.empty())
        return prove_access(std::move(done));
    if (by_tests) {
        event.former_wa_id = "0";
        all = tellings_of_former(*destination_.connector, *destination_.policy, event, {}, connector.every_spelling);
    }
    ConnectorAttempt made = attempt(std::move(event), std::move(all));
    made.progress = nullptr;
    made.lookups_only = !known && !by_tests;
    if (by_tests)
        made.steps = &connector.tests;
    bool const of_contact = !contact.empty();
    start(std::move(made), [known, of_contact, done = std::move(done)](ConnectorOutcome outcome) mutable {
        if (outcome.ending.detail.empty() && of_contact)
            outcome.ending.detail = summary_of(outcome, known);
        done(std::move(outcome.ending));
    });
}

/// A template that can ask nothing without a contact: whether there is a token at least.
void ConnectorCourier::prove_access(Done done) const
{
    parts_.tasks->post([account = account_, done = std::move(done)]() mutable {
        account->pass([done = std::move(done)](std::expected<ConnectorAccount::Pass, Ending> pass) mutable {
            if (!pass)
                return done(std::move(pass.error()));
            bool const has_token = pass->generation != 0;
            done({.kind = Ending::Kind::delivered,
                .detail = has_token ? "the credentials are accepted"
                                    : "nothing was asked: test it with a contact whose consent is known"});
        });
    });
}

}  // namespace consentry::forward
