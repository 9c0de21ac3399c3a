#include "api/outcome_log.hpp"

namespace consentry::api {
namespace {

void add_name(std::string& names, std::string_view name)
{
    if (names == name || names.ends_with("," + std::string{name}))
        return;  // A brand's matters lie together.
    names.append(names.empty() ? "" : ",").append(name);
}

/// The first that is named stands for all.
void name(std::string const& number, std::vector<consent::Alias> const& who, WebhookNote& note)
{
    if (!note.contact.empty() || who.empty())
        return;
    note.number = number;
    note.contact = masked(who.front().value);
}

void take(consent::Matter const& matter, WebhookNote& note)
{
    if (auto const* const signal = std::get_if<consent::Signal>(&matter.what)) {
        ++note.signals;
        name(signal->number, signal->who, note);
    } else if (auto const* const ask = std::get_if<consent::Ask>(&matter.what)) {
        note.prompts += ask->scope.empty() ? 0 : 1;  // That a message has failed is seldom about a question.
        name(ask->number, ask->who, note);
    } else if (auto const* const naming = std::get_if<consent::Naming>(&matter.what)) {
        name(naming->number, naming->who, note);
    } else if (auto const* const send = std::get_if<consent::Send>(&matter.what)) {
        name(send->number, send->who, note);
    }
    add_name(note.brands, matter.policy->brand);
}

}  // namespace

WebhookNote note_of(consent::Unit const& unit, Instant received_at)
{
    WebhookNote note;
    note.received_at = received_at;
    for (consent::Matter const& matter : unit.matters)
        take(matter, note);
    return note;
}

void WebhookLog::kept(WebhookNote const& note, std::vector<consent::Outcome> const& outcomes)
{
    EventIds events;
    std::int64_t repeated = 0;
    for (consent::Outcome const& outcome : outcomes) {
        events.add(outcome.events);
        repeated += outcome.duplicate ? 1 : 0;
    }
    if (note.signals + note.prompts == 0 && events.count() == 0)
        return;  // Names that were known, or messages that might be sent.
    log_.info("webhook.kept",
        {{"brand", std::string_view{note.brands}}, {"number", std::string_view{note.number}},
            {"contact", std::string_view{note.contact}}, {"signals", note.signals}, {"prompts", note.prompts},
            {"entries", events.count()}, {"events", events.text()}, {"repeated", repeated},
            {"ms", (clock_.now() - note.received_at).count()}});
}

void WebhookLog::not_kept(WebhookNote const& note, Error const& error)
{
    std::optional<std::int64_t> more;
    {
        std::lock_guard const lock{mutex_};
        more = losses_.pass(event_time(clock_.now()));
    }
    if (more)
        log_.warn("webhook.not_kept",
            {{"brand", std::string_view{note.brands}}, {"number", std::string_view{note.number}},
                {"contact", std::string_view{note.contact}}, {"signals", note.signals}, {"prompts", note.prompts},
                {"why", std::string_view{error.detail}}, {"ms", (clock_.now() - note.received_at).count()},
                {"more_since_last", *more}});
}

void EventIds::add(std::span<std::string const> events)
{
    constexpr std::int64_t most = 10;
    for (std::string const& event : events) {
        if (++count_ <= most)
            text_.append(text_.empty() ? "" : ",").append(event);
        else if (count_ == most + 1)
            text_ += ",…";
    }
}

}  // namespace consentry::api
