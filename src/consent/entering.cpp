// From what was decided to entries: who the person is, what each entry holds, what is true after it.
#include "consent/entering.hpp"

#include "consent/appending.hpp"
#include "consent/consequences.hpp"
#include "consent/denied_names.hpp"
#include "consent/ids.hpp"
#include "consent/states.hpp"
#include "consentry/consent/variants.hpp"

#include <algorithm>
#include <utility>

namespace consentry::consent {
namespace {

/// One brand's side of a matter. A merge has several: the brand that heard of it, and every other that knew the
/// subject.
struct Side {
    Policy const& policy;
    Standing standing;
    Origin origin;
};

class Entering {
public:
    Entering(Records& records, Matter const& matter, Concerned concerned, Origin const& origin, Instant now,
        ApplyContext& context)
        : records_{records}
        , found_{std::move(concerned.identified)}
        , names_{std::move(concerned.names)}
        , ended_{std::move(concerned.ended)}
        , since_{std::min(concerned.since, event_time(now))}
        , now_{now}
        , context_{context}
        , own_{*matter.policy, std::move(concerned.standing), origin}
    {
        // Another brand's ledger learns that two subjects are one, not what was said to this brand.
        for (auto const& sibling : matter.siblings)
            siblings_.push_back({*sibling, {}, {}});
        for (auto* const names : {&found_.unknown_former, &ended_}) {
            for (FormerName& former : *names)
                former.until = std::min(former.until, event_time(now_));
        }
    }

    Outcome operator()(std::vector<Draft> const& drafts) &&
    {
        says_nothing_else_ = drafts.empty();
        settle_identity();
        for (Draft const& draft : drafts)
            enter(own_, draft);
        if (own_.origin.item && first_seq_ != 0)
            records_.mark_seen(*own_.origin.item, own_.policy.brand, first_seq_);
        if (denies_ && found_.is_new && ended_.empty())
            tell_denied(records_, own_.policy.portfolio, own_.standing, now_, context_);
        else if (denies_)
            tell_denied(records_, own_.policy.portfolio, subject_, now_, context_);
        return std::move(outcome_);
    }

private:
    void settle_identity()
    {
        subject_ = found_.subject;
        if (found_.is_new) {
            own_.standing.public_id = new_subject_id(context_.random);
            subject_ = records_.add_subject(own_.policy.portfolio, own_.standing.public_id);
            own_.standing.subject = subject_;
        }
        for (SubjectNumber const gone : found_.merged)
            merge(gone);
        if (!found_.merged.empty())
            note_earlier_sight();
        if (!ended_.empty())
            see_others(own_);
        if (!found_.is_new && !(ended_.empty() && found_.unknown_former.empty()))
            names_before_ = records_.names_of(subject_);
        for (FormerName const& former : found_.unknown_former)
            add_former(former);
        for (Alias const& alias : found_.unknown)
            is_told(alias) ? add(alias) : add_beside(alias);
        if (context_.on_names && !(found_.unknown.empty() && found_.merged.empty()))
            context_.on_names(own_.policy.portfolio, own_.standing.aliases);
        // Somebody new of whom nothing else is said would have no entry at all.
        if (!found_.unknown.empty() && (!found_.is_new || says_nothing_else_))
            enter_everywhere(of_identity(EventType::linked));
        for (FormerName const& former : ended_)
            end(former);
    }

    /// What told that two are one may have happened before anything that each was known by.
    void note_earlier_sight()
    {
        for (Alias const& alias : names_) {
            PrivateKey const key = context_.keys.of_alias(own_.policy.portfolio, alias);
            auto const holder = records_.holder_of(own_.policy.portfolio, key, since_);
            if (holder && holder->subject == subject_ && !holder->until)
                records_.add_alias(own_.policy.portfolio, subject_, key, alias, since_);
        }
    }

    /// With the old number's end begins the new one's time, unless they come back to it. Who had that before may be
    /// known later, or never.
    void begin_others(FormerName const& former)
    {
        for (Alias const& alias : names_) {
            bool const comes_back = std::ranges::any_of(
                names_before_, [&](SubjectName const& name) { return name.until && same_line(name.alias, alias); });
            bool const is_other = alias.kind == AliasKind::phone && !same_line(alias, former.alias);
            if (is_other && !comes_back && has(alias, former.until))
                records_.begin_alias(
                    own_.policy.portfolio, context_.keys.of_alias(own_.policy.portfolio, alias), former.until);
        }
    }

    bool has(Alias const& alias, EventTime at)
    {
        return records_.subject_of(own_.policy.portfolio, context_.keys.of_alias(own_.policy.portfolio, alias), at)
            == subject_;
    }

    void add(Alias const& alias, std::optional<EventTime> until = {})
    {
        PrivateKey const key = context_.keys.of_alias(own_.policy.portfolio, alias);
        records_.add_alias(own_.policy.portfolio, subject_, key, alias, since_, until);
        own_.standing.aliases.push_back(alias);
        if (context_.on_name)
            context_.on_name(own_.policy.portfolio, alias);
    }

    /// Whether the entries of the matter tell the name: of two of a kind each tells the last.
    bool is_told(Alias const& alias) const
    {
        auto const last = std::ranges::find(names_.rbegin(), names_.rend(), alias.kind, &Alias::kind);
        return last == names_.rend() || *last == alias;
    }

    /// A name that the other entries of the matter do not tell has one of its own.
    void add_beside(Alias const& alias, std::optional<EventTime> until = {})
    {
        add(alias, until);
        std::vector<Alias> const names = std::exchange(names_, {alias});
        enter_everywhere(of_identity(EventType::linked));
        names_ = names;
    }

    /// A name that becomes known as it ends, or later.
    void add_former(FormerName const& former)
    {
        bool const ends = former.alias.kind == AliasKind::phone;
        add_beside(former.alias, ends ? std::optional{former.until} : std::nullopt);
        if (ends)
            ended_.push_back(former);
    }

    /// The number is the next owner's, who has agreed to nothing.
    void end(FormerName const& former)
    {
        PrivateKey const key = context_.keys.of_alias(own_.policy.portfolio, former.alias);
        auto const holder = records_.holder_of(own_.policy.portfolio, key, former.until - std::chrono::seconds{1});
        if (!holder || holder->subject != subject_ || (holder->until && *holder->until != former.until))
            return;  // It was theirs at another time.
        if (!holder->until)
            records_.end_alias(own_.policy.portfolio, key, former.until);
        std::erase(own_.standing.aliases, former.alias);
        if (context_.on_name_ended)
            context_.on_name_ended();
        Draft draft = of_identity(EventType::renumbered);
        draft.timestamp = former.until;
        draft.former_wa_id = former.alias.value;
        std::vector<Alias> const names = names_;
        std::erase_if(names_, [&](Alias const& alias) { return same_line(alias, former.alias); });
        enter_everywhere(draft);
        begin_others(former);
        names_ = names;
    }

    /// In the ledger of each brand that knows the subject: its receivers may know it by the one name only.
    void enter_everywhere(Draft const& draft)
    {
        for (Side* const side : sides_that_know(subject_)) {
            if (side != &own_)
                look(*side);
            enter(*side, draft);
        }
    }

    Draft of_identity(EventType type) const
    {
        Draft draft;
        draft.type = type;
        draft.timestamp = since_;
        return draft;
    }

    /// Every brand that knew the other subject learns of the merge: states may change there, too.
    void merge(SubjectNumber gone)
    {
        std::string const gone_id = records_.standing(own_.policy.brand, gone).public_id;
        std::vector<Side*> const sides = sides_that_know(gone);
        std::vector<Picture> before;
        for (Side* const side : sides)
            before.push_back(look(*side));
        records_.merge(subject_, gone);
        for (std::size_t i = 0; i < sides.size(); ++i) {
            look(*sides[i]);
            Event event = event_of(*sides[i], of_identity(EventType::merged), before[i]);
            event.merged_subject = gone_id;
            append(*sides[i], event, {});
            bind_waiting(*sides[i]);
        }
    }

    std::vector<Side*> sides_that_know(SubjectNumber subject)
    {
        std::vector<std::string> const brands = records_.brands_of(subject);
        std::vector<Side*> sides{&own_};
        for (Side& sibling : siblings_) {
            if (std::ranges::find(brands, sibling.policy.brand) != brands.end())
                sides.push_back(&sibling);
        }
        return sides;
    }

    Picture look(Side& side)
    {
        side.standing = records_.standing(side.policy.brand, subject_);
        see_others(side);
        return picture(side.policy, side.standing, event_time(now_));
    }

    /// What others said that counts for the person by the names that are theirs once the matter is settled.
    void see_others(Side& side)
    {
        std::vector<Alias> names = side.standing.aliases;
        names.insert(names.end(), found_.unknown.begin(), found_.unknown.end());
        std::erase_if(names, [&](Alias const& name) {
            return std::ranges::any_of(ended_, [&](FormerName const& one) { return same_line(name, one.alias); });
        });
        add_others(records_, side.policy, side.standing, names, {&subject_, 1}, now_, context_.keys);
    }

    /// One of the two subjects may have been asked what the other answered.
    void bind_waiting(Side& side)
    {
        recall_words(records_, side.policy.brand, side.standing, now_);
        for (Draft const& draft : decide_waiting(side.policy, side.standing, now_))
            enter(side, draft);
    }

    void enter(Side& side, Draft const& draft)
    {
        Picture const before = picture(side.policy, side.standing, event_time(now_));
        Seq const seq = records_.head(side.policy.brand).seq + 1;
        Consequences consequences = consequences_of(draft, seq, now_);
        if (consequences.fact)
            side.standing.facts.push_back(*consequences.fact);
        denies_ = denies_ || (consequences.fact && says_no(consequences.fact->kind));
        if (consequences.prompt)
            asked_ = seq;
        Event event = event_of(side, draft, before);
        if (event.prompt && event.prompt->seq == question_being_entered)
            event.prompt->seq = asked_;
        auto const source = consequences.answered ? consequences.answered : draft.words_of;
        if (source && draft.type != EventType::undone)
            take_words(records_, side.policy.brand, event, *source);
        append(side, event, std::move(consequences));
    }

    Event event_of(Side const& side, Draft const& draft, Picture const& before) const
    {
        Picture after = picture(side.policy, side.standing, event_time(now_));
        Event event;
        event.type = draft.type;
        bool const always_tells = is_of_identity(draft.type) || draft.type == EventType::expired;
        event.effective = always_tells || after != before;
        event.timestamp = draft.timestamp;
        event.subject = side.standing.public_id;
        event.scope = draft.scope;
        event.state = draft.scope.empty() ? after.everything
                                          : state_of(side.policy, side.standing, draft.scope, event_time(now_));
        event.states = std::move(after.scopes);
        event.match = draft.match;
        event.prompt = draft.prompt;
        event.answer = draft.answer;
        event.fact = draft.fact;
        event.wording = draft.wording;
        event.violation = draft.violation;
        event.former_wa_id = draft.former_wa_id;
        event.wording_digest = draft.wording_digest;
        event.again_of = draft.again_of;
        tell_origin(event, side.origin);
        if (!is_of_identity(draft.type))
            event.said_under = only_phone_in(names_);
        name_subject(event, side.standing.aliases);
        // Of two phone numbers of a person the one that this is about, which is the one that others know.
        name_subject(event, names_);
        return event;
    }

    void append(Side const& side, Event& event, Consequences consequences)
    {
        name_wording(records_, side.policy, event);
        consent::append(records_, side.policy.brand, subject_, event, std::move(consequences), now_, context_);
        if (&side == &own_ && first_seq_ == 0)
            first_seq_ = event.seq;
        outcome_.events.push_back(event.id);
    }

    Records& records_;
    Identified found_;
    std::vector<Alias> names_;
    std::vector<FormerName> ended_;
    std::vector<SubjectName> names_before_;  ///< With those that had ended, where a name ends.
    EventTime since_;
    Instant now_;
    ApplyContext& context_;
    Side own_;
    std::vector<Side> siblings_;
    SubjectNumber subject_ = 0;
    Seq asked_ = 0;  ///< The entry of the question that this matter registers.
    Seq first_seq_ = 0;
    bool says_nothing_else_ = false;
    bool denies_ = false;
    Outcome outcome_;
};

}  // namespace

void append_events(Outcome& outcome, Outcome const& more)
{
    outcome.events.insert(outcome.events.end(), more.events.begin(), more.events.end());
}

Outcome enter(Records& records, Matter const& matter, Concerned concerned, std::vector<Draft> const& drafts,
    Origin const& origin, Instant now, ApplyContext& context)
{
    return Entering{records, matter, std::move(concerned), origin, now, context}(drafts);
}

}  // namespace consentry::consent
