// Entries alone tell everything: here they are added up again, the way the writer added them up.
#include "store/verification.hpp"

#include <algorithm>

namespace consentry::store {

using consent::Event;

namespace {

/// Of the grant that decides, or of another one that counted where that did not.
bool is_an_end(std::span<consent::Fact const> facts, consent::Verdict const& verdict, consent::ScopeState const& told)
{
    if (told.valid_until == (verdict.basis ? verdict.basis->valid_until : std::nullopt))
        return true;
    return verdict.state == consent::State::opted_in && std::ranges::any_of(facts, [&](consent::Fact const& fact) {
        return fact.kind == consent::FactKind::grant && fact.scope == told.scope
            && fact.valid_until == told.valid_until;
    });
}

}  // namespace

std::optional<std::string> Rebuilt::add(Event const& event)
{
    if (event.fact) {
        facts.push_back(*event.fact);
        known_[event.subject].push_back(*event.fact);
    }
    if (event.type == consent::EventType::prompted && event.prompt && event.prompt->seq != event.seq)
        correct(*event.prompt);
    else if (event.type == consent::EventType::prompted && event.prompt)
        prompts.push_back({event.prompt->scope, event.prompt->wording, event.prompt->language, event.prompt->asked_at,
            event.prompt->expires_at, consent::private_key_of(event.prompt->message_key), event.seq});
    if (event.answer && event.answer->answered == 0)
        answers.push_back({event.answer->intent, event.answer->language, event.timestamp,
            consent::private_key_of(event.answer->context_key), event.seq, event_time(event.recorded_at)});
    else if (event.answer)
        std::erase_if(
            answers, [&](consent::WaitingAnswer const& waiting) { return waiting.seq == event.answer->answered; });
    if (event.type == consent::EventType::erased)
        forget();
    if (event.type == consent::EventType::merged)
        unite(event.subject, event.merged_subject);
    std::optional<std::string> wrong = wrong_state(event);
    if (wrong && !merges_of_others_.empty()) {
        take_merges_of_others(event);
        wrong = wrong_state(event);
    }
    return wrong;
}

/// Nothing is folded for somebody who was erased; the entries stay.
void Rebuilt::forget()
{
    facts.clear();
    prompts.clear();
    answers.clear();
    known_.clear();
}

void Rebuilt::correct(consent::PromptNote const& note)
{
    auto const known = std::ranges::find(prompts, note.seq, &consent::Prompt::seq);
    if (known == prompts.end())
        return;
    known->asked_at = note.asked_at;
    known->expires_at = note.expires_at;
}

void Rebuilt::merged(std::string const& kept, std::string const& gone, Instant at)
{
    merges_of_others_.push_back({kept, gone, at});
}

void Rebuilt::unite(std::string const& kept, std::string const& gone)
{
    auto const found = known_.find(gone);
    if (found == known_.end())
        return;
    std::vector<consent::Fact> const facts_of_gone = std::move(found->second);
    known_.erase(found);
    auto& facts_of_kept = known_[kept];
    facts_of_kept.insert(facts_of_kept.end(), facts_of_gone.begin(), facts_of_gone.end());
}

/// A brand that is no longer configured has no entry of the merge; its facts count from then on all the same.
void Rebuilt::take_merges_of_others(Event const& event)
{
    for (Merge const& merge : merges_of_others_) {
        if (merge.at <= event.recorded_at)
            unite(merge.kept, merge.gone);
    }
}

std::optional<std::string> Rebuilt::wrong_state(Event const& event) const
{
    auto const found = known_.find(event.subject);
    std::span<consent::Fact const> const known
        = found == known_.end() ? std::span<consent::Fact const>{} : std::span<consent::Fact const>{found->second};
    EventTime const now = event_time(event.recorded_at);
    auto const state = [&](std::string_view scope) { return consent::fold(known, scope, now); };
    auto const is_restricted = [&](consent::State told, consent::Verdict const& verdict) {
        // The rules of that time let a grant not count: its wording was no longer enough, or it was said only once.
        bool const not_counted = told == consent::State::expired || told == consent::State::unknown;
        return not_counted && verdict.state == consent::State::opted_in;
    };
    consent::Verdict const own = state(event.scope.empty() ? consent::every_scope : std::string_view{event.scope});
    if (own.state != event.state && !is_restricted(event.state, own))
        return "its state does not follow from the facts";
    for (consent::ScopeState const& told : event.states) {
        consent::Verdict const verdict = state(told.scope);
        bool const follows = verdict.state == told.state || is_restricted(told.state, verdict);
        if (!follows || !is_an_end(known, verdict, told))
            return "its state of scope " + told.scope + " does not follow from the facts";
    }
    return {};
}

}  // namespace consentry::store
