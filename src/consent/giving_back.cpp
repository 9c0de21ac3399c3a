#include "consent/giving_back.hpp"

#include "consent/erased_names.hpp"
#include "consentry/base/encoding.hpp"

#include <algorithm>
#include <set>

namespace consentry::consent {
namespace {

constexpr std::string_view why = "said under a number that somebody else had by then";

/// Of one brand.
class GivingBack {
public:
    GivingBack(Records& records, Matter matter, SubjectNumber subject, Instant now, ApplyContext& context)
        : records_{records}
        , matter_{std::move(matter)}
        , policy_{*matter_.policy}
        , subject_{subject}
        , now_{now}
        , context_{context}
    {
    }

    Outcome operator()() &&
    {
        Standing const standing = records_.standing(policy_.brand, subject_);
        for (Prompt const& prompt : standing.prompts) {
            if (auto const entry = entry_of_somebody_else(prompt.seq, prompt.asked_at))
                hand_over(prompt, *entry);
        }
        for (WaitingAnswer const& answer : standing.answers) {
            if (auto const entry = entry_of_somebody_else(answer.seq, answer.at))
                hand_over(answer, *entry);
        }
        for (Fact const& fact : standing.facts) {
            if (auto const entry = entry_of_somebody_else(fact.seq, fact.at))
                hand_over(standing, fact, *entry);
        }
        return std::move(outcome_);
    }

private:
    /// The entry, if it was said under a number alone that was not the subject's then.
    std::optional<Event> entry_of_somebody_else(Seq seq, EventTime at)
    {
        Result<Event> entry = read_entry(records_.entry(policy_.brand, seq));
        if (!entry || entry->said_under.empty())
            return {};
        Identified const holder = holder_of(*entry, at);
        bool const is_own
            = holder.subject == subject_ || std::ranges::find(holder.merged, subject_) != holder.merged.end();
        return is_own ? std::nullopt : std::optional{std::move(*entry)};
    }

    static Alias phone_of(Event const& entry) { return {AliasKind::phone, entry.said_under}; }

    Identified holder_of(Event const& entry, EventTime at)
    {
        Alias const phone = phone_of(entry);
        return identify(records_, policy_.portfolio, {&phone, 1}, at, context_.keys);
    }

    void hand_over(Prompt const& prompt, Event const& entry)
    {
        Draft asked = prompted(prompt);
        Draft closed = asked;
        closed.prompt->expires_at = prompt.asked_at;
        if (prompt.expires_at > prompt.asked_at)
            take_back(closed, entry);
        asked.prompt->seq = question_being_entered;
        asked.wording_digest = entry.wording_digest;
        enter_for_holder(asked, entry);
        given_.insert(prompt.seq);
    }

    void hand_over(WaitingAnswer const& answer, Event const& entry)
    {
        Draft dropped;
        dropped.type = EventType::undone;
        dropped.timestamp = event_time(now_);
        dropped.answer = AnswerNote{answer.intent, answer.language, {}, answer.seq};
        take_back(dropped, entry);
        records_.drop_words(policy_.brand, entry.seq);
        enter_for_holder(waiting(answer.intent, entry), entry);
    }

    void hand_over(Standing const& standing, Fact const& fact, Event const& entry)
    {
        Result<std::vector<Draft>> const undone
            = decide(policy_, standing, Undo{fact.seq, {}, {}, Source::system}, now_);
        if (!undone || undone->empty())
            return;  // It is an undo, or taken back already.
        take_back(undone->front(), entry);
        records_.drop_words(policy_.brand, entry.seq);
        bool const was_asked_other = fact.kind == FactKind::grant && entry.prompt && entry.prompt->seq > 0
            && !given_.contains(entry.prompt->seq);
        enter_for_holder(was_asked_other ? waiting(Intent::affirm, entry) : again(fact, entry), entry);
    }

    static Draft again(Fact const& fact, Event const& entry)
    {
        Draft draft;
        draft.type = entry.type;
        draft.scope = entry.scope;
        draft.timestamp = fact.at;
        draft.match = entry.match;
        draft.fact = fact;
        draft.wording = entry.wording;
        draft.wording_digest = entry.wording_digest;
        if (fact.kind == FactKind::grant)
            draft.prompt = entry.prompt;
        return draft;
    }

    Draft waiting(Intent intent, Event const& entry)
    {
        Draft draft;
        draft.type = EventType::unmatched;
        draft.timestamp = entry.timestamp;
        draft.match = entry.match;
        draft.answer = AnswerNote{intent, entry.match ? entry.match->language : std::string{}, {}, 0};
        if (!entry.context_id.empty())
            draft.answer->context_key = to_hex(context_.keys.of_message(entry.context_id));
        return draft;
    }

    void take_back(Draft const& draft, Event const& entry)
    {
        Concerned who = concerned(records_, policy_, {.subject = subject_}, event_time(now_), {}, now_, context_.keys);
        enter(std::move(who), {draft}, {.caused_by = entry.id, .reason = std::string{why}});
    }

    /// Whoever had the number and was erased since is entered nowhere.
    void enter_for_holder(Draft draft, Event const& entry)
    {
        draft.again_of = entry.seq;
        Alias const phone = phone_of(entry);
        if (!names_left(records_, policy_.portfolio, {&phone, 1}, draft.timestamp, context_.keys))
            return;
        Concerned who = concerned(
            records_, policy_, holder_of(entry, draft.timestamp), draft.timestamp, {&phone, 1}, now_, context_.keys);
        enter(std::move(who), {draft},
            {.number = entry.number,
                .source = entry.source,
                .message_id = entry.message_id,
                .context_id = entry.context_id,
                .text = entry.text,
                .gathered_by = entry.origin,
                .evidence = entry.evidence,
                .actor = entry.actor,
                .caused_by = entry.id});
    }

    void enter(Concerned who, std::vector<Draft> const& drafts, Origin const& origin)
    {
        append_events(outcome_, consent::enter(records_, matter_, std::move(who), drafts, origin, now_, context_));
    }

    Records& records_;
    Matter matter_;
    Policy const& policy_;
    SubjectNumber subject_;
    Instant now_;
    ApplyContext& context_;
    std::set<Seq> given_;  ///< Questions that were put to whoever had the number.
    Outcome outcome_;
};

/// The same matter as another brand of the portfolio sees it.
Matter seen_by(Matter const& matter, std::shared_ptr<Policy const> const& policy)
{
    Matter seen{policy, {matter.policy}, matter.what};
    for (auto const& sibling : matter.siblings) {
        if (sibling != policy)
            seen.siblings.push_back(sibling);
    }
    return seen;
}

}  // namespace

Outcome give_back(Records& records, Matter const& matter, SubjectNumber subject, Instant now, ApplyContext& context)
{
    Outcome outcome;
    std::vector<std::string> const brands = records.brands_of(subject);
    auto const look = [&](Matter const& side) {
        if (std::ranges::find(brands, side.policy->brand) != brands.end())
            append_events(outcome, GivingBack{records, side, subject, now, context}());
    };
    look(matter);
    for (auto const& sibling : matter.siblings)
        look(seen_by(matter, sibling));
    return outcome;
}

}  // namespace consentry::consent
