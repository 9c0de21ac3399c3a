// One matter from question to entries: who is it, what do we know, what is decided.
#include "consentry/consent/apply.hpp"

#include "consent/appending.hpp"
#include "consent/changing_hands.hpp"
#include "consent/entering.hpp"
#include "consent/erased_names.hpp"
#include "consent/erasing.hpp"
#include "consent/sending.hpp"
#include "consentry/consent/choosing.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

Outcome duplicate(std::optional<Heard> heard = {})
{
    Outcome outcome;
    outcome.duplicate = true;
    outcome.heard = std::move(heard);
    return outcome;
}

/// Of somebody who was erased, and from before that.
Outcome of_the_erased(std::optional<Heard> heard = {})
{
    Outcome outcome;
    outcome.erased = true;
    outcome.heard = std::move(heard);
    return outcome;
}

Outcome refused(Error const& error)
{
    Outcome outcome;
    outcome.refused = error;
    return outcome;
}

/// How a message was understood, for whoever passed it on. It is chosen as `decide` chose.
std::optional<Heard> heard_in(
    Policy const& policy, Standing const& standing, Signal const& signal, std::vector<Draft> const& drafts, Instant now)
{
    Reading const* const reading = choose(policy, standing, signal, std::min(signal.at, event_time(now)));
    if (!reading && drafts.empty())
        return {};
    Heard heard;
    heard.intent = reading ? reading->intent : Intent::affirm;  // A campaign's own word is a yes to it.
    if (reading)
        heard.match = reading->match;
    for (Draft const& draft : drafts) {
        if (draft.fact)
            heard.decision = draft.fact->kind == FactKind::hold ? Decision::hold : Decision::act;
    }
    return heard;
}

class Applying {
public:
    Applying(Records& records, Matter const& matter, Instant now, ApplyContext& context)
        : records_{records}
        , matter_{matter}
        , policy_{*matter.policy}
        , now_{now}
        , context_{context}
    {
    }

    Outcome operator()(Signal const& signal)
    {
        PrivateKey const item = context_.keys.of_item(policy_.brand, signal.number, signal.identity, signal.stamped);
        bool const is_told = signal.source == Source::message_api;
        bool is_known = records_.seen(item);
        if (is_known && !is_told)
            return duplicate();
        auto const names = names_left(signal.who, signal.at);
        if (!names)
            return of_the_erased(is_told ? heard_in(policy_, {}, signal, {}, now_) : std::nullopt);
        Concerned who = concerned(*names, signal.at);
        SignalKeys keys;
        if (signal.context_id)
            keys.context = context_.keys.of_message(*signal.context_id);
        std::vector<Draft> drafts = decide(policy_, who.standing, signal, keys, now_);
        if (is_change(drafts) && !passes(signal.source, Direction::opt_outs, who.standing))
            drafts = held_instead(policy_, who.standing, drafts, event_time(now_));
        Identified const& found = who.identified;
        std::optional<Heard> heard;
        if (is_told) {
            heard = heard_in(policy_, who.standing, signal, drafts, now_);
            // Meta has told it, and tells it better: of that message nobody else's word counts.
            is_known = is_known
                || (is_id_of_meta(signal.message_id)
                    && records_.holds_message(policy_.brand, found.subject, signal.message_id));
        }
        if (is_known)
            return duplicate(std::move(heard));
        bool const tells_identity
            = !found.is_new && (!found.unknown.empty() || !found.unknown_former.empty() || !found.merged.empty());
        Outcome outcome;
        if (!drafts.empty() || tells_identity) {
            Origin origin;
            origin.number = signal.number;
            origin.source = signal.source;
            origin.message_id = signal.message_id;
            origin.context_id = signal.context_id.value_or("");
            origin.text = signal.text;
            origin.gathered_by = signal.origin;
            origin.actor = signal.actor;
            origin.item = item;
            outcome = enter(std::move(who), drafts, origin);
        }
        outcome.heard = std::move(heard);
        return outcome;
    }

    Outcome operator()(Ask const& ask)
    {
        std::optional<PrivateKey> item;
        std::optional<PrivateKey> message;
        if (!ask.message_id.empty())
            message = context_.keys.of_message(ask.message_id);
        // Of a message that Meta reports on, each report may say more than the one before.
        if (message && ask.source != Source::meta_status) {
            item = context_.keys.of_item(policy_.brand, "prompt",
                ask.message_id + "/" + ask.scope + "/" + ask.wording + "/" + ask.who.front().value);
            if (records_.seen(*item))
                return duplicate();
        }
        auto const names = names_left(ask.who, ask.asked_at);
        if (!names && ask.source == Source::meta_status)
            return of_the_erased();
        if (!names)
            return refused({Fault::conflict, "who had this contact was erased later than asked_at: ask anew"});
        Concerned who = concerned(*names, ask.asked_at);
        recall_words(records_, policy_.brand, who.standing, now_);
        Result<std::vector<Draft>> const drafts = decide(policy_, who.standing, ask, message, now_);
        if (!drafts)
            return refused(drafts.error());
        if (drafts->empty())
            return {};
        Origin const origin{.number = ask.number, .source = ask.source, .message_id = ask.message_id, .item = item};
        return enter(std::move(who), *drafts, origin);
    }

    Outcome operator()(Record const& record)
    {
        Concerned who = concerned({&record.contact, 1}, record.occurred_at.value_or(event_time(now_)));
        Result<std::vector<Draft>> drafts = decide(policy_, as_judged(record, who), record, now_);
        if (!drafts)
            return refused(drafts.error());
        bool const held = is_change(*drafts) && !passes(record.source, direction_of(record), who.standing);
        if (held && record.opted_in)
            return refused(brake_holds(record.source, Direction::opt_ins));
        if (held)
            drafts = held_instead(policy_, who.standing, *drafts, event_time(now_));
        if (drafts->empty())
            return {};
        Origin const origin{.source = record.source,
            .gathered_by = record.origin,
            .evidence = record.evidence,
            .actor = record.actor,
            .caused_by = record.caused_by};
        Outcome outcome = enter(std::move(who), *drafts, origin);
        outcome.held = held;
        return outcome;
    }

    Outcome operator()(Naming const& told)
    {
        std::optional<PrivateKey> item;
        if (!told.identity.empty()) {
            item = context_.keys.of_item(policy_.brand, told.number, told.identity, told.stamped);
            if (records_.seen(*item))
                return duplicate();
        }
        auto const left = consent::names_left(records_, policy_.portfolio, told, event_time(now_), context_.keys);
        if (!left)
            return of_the_erased();
        Naming const& naming = *left;
        ChangeOfHands hands{records_, matter_, naming, now_, context_};
        Outcome outcome = hands.end_former_holders();
        Identified identified = identify(records_, policy_.portfolio, naming, context_.keys);
        if (identified.is_new && !outcome.events.empty()) {
            // All that is known of who moved may be what they said under the new number since.
            append_events(outcome, hands.give_words_back());
            identified = identify(records_, policy_.portfolio, naming, context_.keys);
        }
        Concerned who = known(std::move(identified), naming.at, naming.who);
        for (Alias const& alias : naming.former) {
            if (alias.kind == AliasKind::phone && is_over(alias, naming))
                end(who, alias, naming.at);
        }
        Identified const& found = who.identified;
        bool const is_kept = naming.strangers || hands.is_heard();
        bool const is_known = is_kept || !found.is_new;
        bool const says_something
            = !found.unknown.empty() || !found.unknown_former.empty() || !found.merged.empty() || !who.ended.empty();
        Origin const origin{
            .number = naming.number, .source = naming.source, .message_id = naming.message_id, .item = item};
        if (found.is_new ? is_kept : says_something)
            append_events(outcome, enter(std::move(who), {}, origin));
        if (!outcome.events.empty())
            append_events(outcome, hands.give_words_back());
        outcome.names_known = is_known;
        return outcome;
    }

    Outcome operator()(Send const& send) { return consent::look_at(records_, matter_, send, now_, context_); }

    Outcome operator()(Erase const& erase) { return consent::erase(records_, matter_, erase, now_, context_); }

    Outcome operator()(Review review)
    {
        review.reach = reach_of_held(records_, policy_, review.hold);
        return look_back(
            review.hold, review, {.source = review.source, .actor = review.actor, .reason = review.reason});
    }

    Outcome operator()(Undo const& undo)
    {
        return look_back(undo.entry, undo, {.source = undo.source, .actor = undo.actor, .reason = undo.reason});
    }

    Outcome operator()(Lapse const& lapse) { return look_back(lapse.grant, lapse, {.source = Source::system}); }

    Outcome operator()(Notice const& notice)
    {
        Event event;
        event.type = EventType::alarm;
        event.effective = true;
        event.timestamp = notice.at;
        event.source = Source::system;
        event.alarm = notice.alarm;
        append(records_, policy_.brand, nobody, event, {}, now_, context_);
        Outcome outcome;
        outcome.events.push_back(event.id);
        return outcome;
    }

    Outcome operator()(BrakeRelease const& wanted)
    {
        Source const counted = counted_as(wanted.source);
        Brake brake = records_.brake(policy_.brand, counted, wanted.direction);
        release(brake, wanted, event_time(now_));
        records_.set_brake(policy_.brand, counted, wanted.direction, brake);
        return {};
    }

private:
    std::optional<std::vector<Alias>> names_left(std::span<Alias const> who, EventTime at)
    {
        return consent::names_left(records_, policy_.portfolio, who, std::min(at, event_time(now_)), context_.keys);
    }

    /// Whether a record may begin anew, and which noes were left behind, depends on the name that it tells; what is
    /// allowed after it, on every name.
    Standing as_judged(Record const& record, Concerned const& who)
    {
        Alias const& contact = record.contact;
        Standing standing = who.standing;
        standing.erased = record.opted_in ? last_erased_near(records_, policy_.portfolio, {&contact, 1}, context_.keys)
                                          : last_erased(records_, policy_.portfolio, contact, context_.keys);
        if (is_phone(contact))
            standing.left_behind = facts_left(
                records_, policy_, {&contact, 1}, who.identified.subjects(), event_time(now_), context_.keys);
        return standing;
    }

    /// What is decided about an entry that was made before.
    template <class What>
    Outcome look_back(Seq entry, What const& what, Origin origin)
    {
        auto const subject = records_.owner(policy_.brand, entry);
        if (!subject)
            return refused({Fault::not_found, "brand " + policy_.brand + " has no such event"});
        Concerned who = known({.subject = *subject}, event_time(now_), {});
        Result<std::vector<Draft>> const drafts = decide(policy_, who.standing, what, now_);
        if (!drafts)
            return refused(drafts.error());
        if (drafts->empty())
            return {};
        origin.caused_by = event_id(records_.entry(policy_.brand, entry).fields);
        return enter(std::move(who), *drafts, origin);
    }

    static bool is_change(std::vector<Draft> const& drafts)
    {
        return std::ranges::any_of(drafts, [](Draft const& draft) { return draft.fact.has_value(); });
    }

    static Direction direction_of(Record const& record)
    {
        return record.opted_in ? Direction::opt_ins : Direction::opt_outs;
    }

    /// Counts a change of that source, where its changes are counted.
    bool passes(Source source, Direction direction, Standing const& standing)
    {
        if (!is_counted(source, standing.facts) || policy_.brake.window.count() == 0)
            return true;
        Source const counted = counted_as(source);
        Brake brake = records_.brake(policy_.brand, counted, direction);
        bool const may_pass = pass(
            brake, policy_.brake, direction, [this] { return records_.subjects(policy_.portfolio); }, event_time(now_));
        records_.set_brake(policy_.brand, counted, direction, brake);
        return may_pass;
    }

    /// Who goes by these names, and what the brand knows of them, all their subjects taken together.
    Concerned concerned(std::span<Alias const> names, EventTime since)
    {
        return known(identify(records_, policy_.portfolio, names, since, context_.keys), since, names);
    }

    Concerned known(Identified identified, EventTime since, std::span<Alias const> names)
    {
        return consent::concerned(records_, policy_, std::move(identified), since, names, now_, context_.keys);
    }

    Outcome enter(Concerned who, std::vector<Draft> const& drafts, Origin const& origin)
    {
        return consent::enter(records_, matter_, std::move(who), drafts, origin, now_, context_);
    }

    Records& records_;
    Matter const& matter_;
    Policy const& policy_;
    Instant now_;
    ApplyContext& context_;
};

}  // namespace

Outcome apply(Records& records, Matter const& matter, Instant now, ApplyContext& context)
{
    return std::visit(Applying{records, matter, now, context}, matter.what);
}

}  // namespace consentry::consent
