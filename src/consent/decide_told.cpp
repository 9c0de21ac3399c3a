// What the business tells: questions it put to people, and consent it gathered elsewhere.
#include "consent/binding.hpp"
#include "consentry/base/encoding.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace consentry::consent {
namespace {

std::string scope_names(Policy const& policy)
{
    std::string names;
    for (Scope const& scope : policy.scopes)
        names += (names.empty() ? "" : ", ") + scope.name;
    return names.empty() ? "none is configured" : "it is one of: " + names;
}

std::optional<Error> wrong_scope(Policy const& policy, std::string const& scope, std::string const& wording)
{
    if (!policy.scope(scope))
        return Error{Fault::malformed, "scope: brand " + policy.brand + " has no such scope; " + scope_names(policy)};
    if (!wording.empty() && !policy.wording(scope, wording))
        return Error{Fault::malformed,
            "wording: version " + wording + " of scope " + scope + " is not configured; add a [[brand.wording]]"};
    return {};
}

/// An opt-out of everything was asked in no wording: what stands in the chain must be of the configuration.
std::optional<Error> wrong_record(Policy const& policy, Record const& record)
{
    bool const everything = record.scope == every_scope && !record.opted_in;
    if (!everything)
        return wrong_scope(policy, record.scope, record.wording);
    if (!record.wording.empty())
        return Error{Fault::malformed, "wording: an opt-out of * has none; leave it out, or name a scope"};
    return {};
}

bool is_subtag(std::string_view part, std::initializer_list<std::size_t> lengths)
{
    auto const is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return std::ranges::find(lengths, part.size()) != lengths.end() && std::ranges::all_of(part, is_letter);
}

/// A language of two or three letters and, if told, its script of four and its region of two (or Latin America's 419):
/// as much of BCP 47 as Meta's codes use. What stands in the chain must not have room for a name or a number.
bool is_language_tag(std::string_view text)
{
    auto const cut = std::min(text.find_first_of("-_"), text.size());
    if (!is_subtag(text.substr(0, cut), {2, 3}))
        return text.empty();
    std::size_t parts = 1;
    for (text.remove_prefix(cut); !text.empty(); ++parts) {
        std::string_view const part = text.substr(1, text.find_first_of("-_", 1) - 1);
        if (!is_subtag(part, {2, 4}) && part != "419")
            return false;
        text.remove_prefix(1 + part.size());
    }
    return parts <= 3;
}

bool ahead_of(EventTime told, Instant now) { return told > event_time(now) + clock_tolerance; }

/// The entry that a waiting answer brings about now that its question is known.
Draft late_answer(Policy const& policy, WaitingAnswer const& waiting, PromptNote const& prompt)
{
    bool const yes = waiting.intent == Intent::affirm;
    Draft draft;
    draft.type = yes ? EventType::opted_in : EventType::declined;
    draft.scope = prompt.scope;
    draft.timestamp = waiting.at;
    draft.wording = prompt.wording;
    draft.prompt = prompt;
    draft.answer = AnswerNote{waiting.intent, waiting.language, {}, waiting.seq};
    Fact& fact = draft.fact.emplace();
    fact.kind = yes ? FactKind::grant : FactKind::decline;
    fact.scope = prompt.scope;
    fact.at = waiting.at;
    if (yes)
        fact.valid_until = policy.end_of_grant(prompt.scope, waiting.at);
    return draft;
}

/// The waiting answers that the prompts explain, bound to them.
void bind_waiting(Policy const& policy, std::span<Prompt const> prompts, std::span<WaitingAnswer const> answers,
    Instant now, std::vector<Draft>& drafts)
{
    for (WaitingAnswer const& waiting : answers) {
        if (!still_waits(waiting, now))
            continue;
        AnswerToBind const answer{waiting.at, waiting.number, waiting.folded, waiting.context_key.has_value(),
            waiting.context_key, Reach::anything, true};
        if (auto const prompt = question_of(policy, prompts, answer))
            drafts.push_back(late_answer(policy, waiting, *prompt));
    }
}

/// The prompt that the same message has put already.
std::vector<Prompt>::iterator asked_already(std::vector<Prompt>& prompts, Prompt const& prompt)
{
    return std::ranges::find_if(prompts, [&](Prompt const& one) {
        return prompt.message_key && one.message_key == prompt.message_key && one.scope == prompt.scope;
    });
}

/// Meta's reports on a message come in any order: it was asked when the earliest of them says, and once it has failed
/// there is nothing to answer.
Prompt corrected(Prompt prompt, Prompt const& told)
{
    auto const is_closed = [](Prompt const& one) { return one.expires_at <= one.asked_at; };
    bool const closes = is_closed(prompt) || is_closed(told);
    auto const open_for = std::max(prompt.expires_at - prompt.asked_at, told.expires_at - told.asked_at);
    prompt.asked_at = std::min(prompt.asked_at, told.asked_at);
    prompt.expires_at = closes ? prompt.asked_at : prompt.asked_at + open_for;
    return prompt;
}

bool same_times(Prompt const& a, Prompt const& b) { return a.asked_at == b.asked_at && a.expires_at == b.expires_at; }

/// A message has failed that does not tell what it asked: whatever it is known to have asked nobody has been asked.
std::vector<Draft> withdrawn(
    Policy const& policy, Standing const& standing, Ask const& ask, PrivateKey const& message, Instant now)
{
    EventTime const at = std::min(ask.asked_at, event_time(now));
    std::vector<Prompt> prompts = standing.prompts;
    std::vector<Draft> drafts;
    for (Prompt& prompt : prompts) {
        if (prompt.message_key != message)
            continue;
        Prompt failed = prompt;
        failed.asked_at = failed.expires_at = at;
        Prompt const before = std::exchange(prompt, corrected(prompt, failed));
        if (!same_times(before, prompt))
            drafts.push_back(prompted(prompt));
    }
    if (!drafts.empty())
        bind_waiting(policy, prompts, standing.answers, now, drafts);
    return drafts;
}

/// The person's own no, if it stands against consent that the business tells: what the business itself has said since
/// does not hide it. Against a list that is imported any no stands: lists are older than they say.
std::optional<Fact> standing_denial(std::span<Fact const> facts, std::string const& scope, Source way, EventTime now)
{
    if (way == Source::import) {
        Verdict const verdict = fold(facts, scope, now);
        if (is_denial(verdict.state))
            return *verdict.basis;
    }
    std::vector<Fact> outranking;
    std::ranges::copy_if(facts, std::back_inserter(outranking),
        [](Fact const& fact) { return fact.authority != Authority::business || fact.kind == FactKind::annulment; });
    Verdict const verdict = fold(outranking, scope, now);
    return is_denial(verdict.state) ? std::optional{*verdict.basis} : std::nullopt;
}

Result<Fact> told_grant(Policy const& policy, Standing const& standing, Record const& record, Instant now)
{
    if (!record.occurred_at)
        return fail(Fault::malformed, "occurred_at: an opt-in needs the time at which the person agreed (RFC 3339)");
    if (record.confirmed && record.evidence.empty())
        return fail(Fault::malformed, "evidence: has to tell how the person confirmed; a double opt-in needs it");
    EventTime const occurred_at = std::min(*record.occurred_at, event_time(now));
    bool const evident = !record.wording.empty() && !record.evidence.empty();
    bool const reopens = record.may_reopen && evident;
    auto denial = standing_denial(standing.considered(), record.scope, record.source, event_time(now));
    // The business may still have the number as of somebody who has another one now. Against that any no stands.
    if (!denial && !has_spoken(standing.facts, record.scope))
        denial = standing_denial(standing.left_behind, record.scope, Source::import, event_time(now));
    if (denial && (!reopens || occurred_at <= denial->at))
        return fail(Fault::conflict,
            (denial->authority == Authority::business ? "a no was recorded for " : "the person said no on ")
                + rfc3339(denial->at)
                + ", and only a later yes outranks that: give wording, evidence and a later occurred_at, with a key "
                  "that has may_reopen, or let the person say START or YES themselves");
    Fact fact;
    fact.kind = FactKind::grant;
    fact.scope = record.scope;
    fact.at = occurred_at;
    fact.authority = reopens ? Authority::reopened : Authority::business;
    fact.wording = record.wording;
    fact.confirmed = record.confirmed;
    fact.valid_until = policy.end_of_grant(record.scope, fact.at);
    return fact;
}

Fact told_denial(Record const& record, Instant now)
{
    Fact fact;
    fact.kind = FactKind::opt_out;
    fact.scope = record.scope;
    fact.at = std::min(record.occurred_at.value_or(event_time(now)), event_time(now));
    fact.authority = Authority::business;
    return fact;
}

/// A list that is imported again, with the day's date and neither evidence nor another wording, renews nobody's
/// consent.
bool renews_without_evidence(Record const& record, std::span<Fact const> facts, EventTime now)
{
    if (!record.opted_in || record.source != Source::import || !record.evidence.empty())
        return false;
    Verdict const known = fold(facts, record.scope, now);
    bool const has_agreed = known.state == State::opted_in || known.state == State::expired;
    return has_agreed && (record.wording.empty() || record.wording == known.basis->wording);
}

/// Why consent that was gathered elsewhere is not taken: the person was erased, and this does not begin anew.
std::optional<Error> erased(Standing const& standing, Record const& record, EventTime now)
{
    if (!standing.erased)
        return {};
    bool const has_begun_anew = !standing.facts.empty();
    // A list is older than it says, so it never begins anything.
    bool const begins_anew = record.opted_in && record.source != Source::import && record.occurred_at
        && !record.wording.empty() && !record.evidence.empty();
    bool const is_later = std::min(record.occurred_at.value_or(now), now) > *standing.erased;
    if (is_later && (has_begun_anew || begins_anew))
        return {};
    return Error{Fault::conflict,
        "who had this contact was erased on " + rfc3339(*standing.erased)
            + ": only their own word after that, or an opt-in by API with wording, evidence and a later occurred_at, "
              "begins anew"};
}

bool changes_anything(Policy const& policy, Standing const& standing, Fact const& fact, EventTime now)
{
    std::vector<Fact> after = standing.facts;
    after.push_back(fact);
    auto const differs = [&](std::string_view scope) {
        Verdict const before = fold(standing.facts, scope, now);
        Verdict const then = fold(after, scope, now);
        // Of consent, also what it rests on: a newer wording, a second yes, another end.
        auto const rests_on = [](Verdict const& verdict) {
            return verdict.state == State::opted_in
                ? std::tuple{verdict.basis->valid_until, verdict.basis->wording, verdict.basis->confirmed}
                : std::tuple{std::optional<EventTime>{}, std::string{}, false};
        };
        return before.state != then.state || rests_on(before) != rests_on(then);
    };
    return differs(every_scope)
        || std::ranges::any_of(policy.scopes, [&](Scope const& scope) { return differs(scope.name); });
}

}  // namespace

Draft prompted(Prompt const& prompt)
{
    Draft draft;
    draft.type = EventType::prompted;
    draft.scope = prompt.scope;
    draft.timestamp = prompt.asked_at;
    draft.wording = prompt.wording;
    draft.prompt = PromptNote{prompt.scope, prompt.wording, prompt.language, prompt.asked_at, prompt.expires_at,
        prompt.message_key ? to_hex(*prompt.message_key) : std::string{}, prompt.seq};
    return draft;
}

Result<std::vector<Draft>> decide(
    Policy const& policy, Standing const& standing, Ask const& ask, std::optional<PrivateKey> message_key, Instant now)
{
    if (ask.withdrawn && ask.scope.empty() && message_key)
        return withdrawn(policy, standing, ask, *message_key, now);
    if (auto wrong = wrong_scope(policy, ask.scope, ask.wording))
        return std::unexpected(*wrong);
    if (ahead_of(ask.asked_at, now))
        return fail(Fault::malformed, "asked_at: lies in the future; a prompt is registered when it was sent");
    if (ask.expires_in <= std::chrono::seconds{0} || ask.expires_in > longest_duration)
        return fail(Fault::malformed, "expires_in: has to be longer than nothing and at most 36500d");
    if (!is_language_tag(ask.language))
        return fail(Fault::malformed, "language: has to be a language tag such as es or pt-BR");
    EventTime const asked_at = std::min(ask.asked_at, event_time(now));
    Prompt prompt{ask.scope, ask.wording, ask.language, asked_at, ask.withdrawn ? asked_at : asked_at + ask.expires_in,
        message_key, question_being_entered};
    std::vector<Prompt> prompts = standing.prompts;
    auto const known = asked_already(prompts, prompt);
    if (known == prompts.end())
        prompts.push_back(prompt);
    else if (Prompt const before = std::exchange(*known, corrected(*known, prompt)); same_times(before, *known))
        return std::vector<Draft>{};
    else
        prompt = *known;
    std::vector<Draft> drafts{prompted(prompt)};
    bind_waiting(policy, prompts, standing.answers, now, drafts);
    return drafts;
}

std::vector<Draft> decide_waiting(Policy const& policy, Standing const& standing, Instant now)
{
    std::vector<Draft> drafts;
    bind_waiting(policy, standing.prompts, standing.answers, now, drafts);
    return drafts;
}

bool still_waits(WaitingAnswer const& answer, Instant now) { return event_time(now) < answer.kept + answer_waits; }

Result<std::vector<Draft>> decide(Policy const& policy, Standing const& standing, Record const& record, Instant now)
{
    if (auto wrong = wrong_record(policy, record))
        return std::unexpected(*wrong);
    if (record.occurred_at && ahead_of(*record.occurred_at, now))
        return fail(
            Fault::malformed, "occurred_at: lies more than 5 minutes in the future; check the clock that made it");
    if (auto no = erased(standing, record, event_time(now)))
        return std::unexpected(*no);
    Result<Fact> const fact
        = record.opted_in ? told_grant(policy, standing, record, now) : Result<Fact>{told_denial(record, now)};
    if (!fact)
        return std::unexpected(fact.error());
    std::vector<Draft> drafts;
    if (renews_without_evidence(record, standing.facts, event_time(now))
        || !changes_anything(policy, standing, *fact, event_time(now)))
        return drafts;
    Draft& made = drafts.emplace_back();
    made.type = record.opted_in ? EventType::opted_in : EventType::opted_out;
    made.scope = record.scope;
    made.timestamp = fact->at;
    made.fact = *fact;
    made.wording = record.wording;
    return drafts;
}

Weighed weigh(Policy const& policy, Standing& standing, Record const& record, Instant now)
{
    auto const state = [&] { return fold(standing.facts, record.scope, event_time(now)).state; };
    Weighed weighed;
    weighed.before = weighed.after = state();
    Result<std::vector<Draft>> const drafts = decide(policy, standing, record, now);
    if (!drafts)
        weighed.refused = drafts.error();
    if (!drafts || drafts->empty())
        return weighed;
    for (Draft const& draft : *drafts) {
        if (draft.fact)
            standing.facts.push_back(*draft.fact);
    }
    weighed.changes = true;
    weighed.after = state();
    return weighed;
}

}  // namespace consentry::consent
