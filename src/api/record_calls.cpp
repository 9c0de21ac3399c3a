// The calls that write: consent gathered elsewhere, and the questions that the business asks.
#include "api/body.hpp"
#include "api/calls.hpp"
#include "api/committing.hpp"
#include "consentry/api/problem.hpp"
#include "consentry/consent/told.hpp"

namespace consentry::api {
namespace {

std::optional<EventTime> seconds_of(std::optional<Instant> at)
{
    if (!at)
        return {};
    return event_time(*at);
}

void commit(Call const& call, Target const& target, std::string_view what, consent::Matter matter, http::Reply reply)
{
    commit(call, {target.brand, shown(target.contact), what}, std::move(matter), std::move(reply));
}

struct Recording {
    Target target;
    consent::Record record;
};

Result<Recording> read_record(Call const& call)
{
    auto body = Body::parse(call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const brand = body->optional_text("brand");
    std::string const contact = body->text("contact");
    std::string const state = body->text("state");
    std::string const source = body->text_or_empty("source");
    consent::Record record;
    record.scope = body->text("scope");
    record.occurred_at = seconds_of(body->optional_time("occurred_at"));
    record.wording = body->text_or_empty("wording");
    record.evidence = body->text_or_empty("evidence");
    record.actor = body->text_or_empty("actor");
    record.caused_by = body->text_or_empty("caused_by");
    record.confirmed = body->flag("confirmed");
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    auto target = target_of(call, brand, contact);
    if (!target)
        return std::unexpected(target.error());
    auto const opted_in = consent::told_state(state);
    if (!opted_in)
        return std::unexpected(opted_in.error());
    consent::tell_source(source, record);
    record.contact = target->contact;
    record.opted_in = *opted_in;
    record.may_reopen = call.key.may_reopen;
    if (record.actor.empty())
        record.actor = call.key.name;
    return Recording{std::move(*target), std::move(record)};
}

struct Asking {
    Target target;
    consent::Ask ask;
};

Result<Asking> read_prompt(Call const& call)
{
    auto body = Body::parse(call.body);
    if (!body)
        return std::unexpected(body.error());
    auto const brand = body->optional_text("brand");
    std::string const contact = body->text("contact");
    consent::Ask ask;
    ask.scope = body->text("scope");
    ask.wording = body->text_or_empty("wording");
    ask.language = body->text_or_empty("language");
    ask.message_id = body->text_or_empty("message_id");
    ask.number = body->text_or_empty("number");
    ask.asked_at = seconds_of(body->optional_time("asked_at")).value_or(event_time(call.services.clock.now()));
    ask.expires_in = body->optional_duration("expires_in").value_or(consent::prompt_open_for);
    if (auto const fine = body->finish(); !fine)
        return std::unexpected(fine.error());
    auto target = target_of(call, brand, contact);
    if (!target)
        return std::unexpected(target.error());
    if (auto const fine = check_message_id(ask.message_id, "message_id"); !fine)
        return std::unexpected(fine.error());
    if (auto const fine = check_number(ask.number, *target->brand); !fine)
        return std::unexpected(fine.error());
    ask.who = {target->contact};
    return Asking{std::move(*target), std::move(ask)};
}

}  // namespace

void record_consent(Call const& call, http::Reply reply)
{
    auto recording = read_record(call);
    if (!recording)
        return reply(problem(recording.error()));
    commit(call, recording->target, "consent", {{}, {}, std::move(recording->record)}, std::move(reply));
}

void register_prompt(Call const& call, http::Reply reply)
{
    auto asking = read_prompt(call);
    if (!asking)
        return reply(problem(asking.error()));
    commit(call, asking->target, "prompt", {{}, {}, std::move(asking->ask)}, std::move(reply));
}

}  // namespace consentry::api
