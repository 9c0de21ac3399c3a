// Somebody is to be forgotten: what that enters, and the names that are suppressed.
#include "consent/erasing.hpp"

#include "consent/appending.hpp"
#include "consent/erased_names.hpp"
#include "consent/identity.hpp"
#include "consentry/base/encoding.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

class Erasing {
public:
    Erasing(Records& records, Matter const& matter, Erase const& erase, Instant now, ApplyContext& context)
        : records_{records}
        , matter_{matter}
        , erase_{erase}
        , now_{now}
        , context_{context}
    {
    }

    /// All of them, or none.
    Outcome operator()(std::span<SubjectNumber const> subjects)
    {
        if (!std::ranges::all_of(subjects, [&](SubjectNumber subject) { return may_erase(subject); })) {
            outcome_.refused = Error{Fault::forbidden,
                "the person is known to other brands of portfolio " + matter_.policy->portfolio
                    + " as well, which share their names: a key is needed that has all brands of it"};
            return std::move(outcome_);
        }
        for (SubjectNumber const subject : subjects)
            erase(subject);
        if (context_.on_name_ended)
            context_.on_name_ended();
        return std::move(outcome_);
    }

private:
    bool may_erase(SubjectNumber subject)
    {
        return std::ranges::all_of(
            records_.brands_of(subject), [&](std::string const& brand) { return may_act_for(brand); });
    }

    void erase(SubjectNumber subject)
    {
        subject_ = subject;
        suppressed_.clear();
        public_id_ = records_.standing(matter_.policy->brand, subject).public_id;
        std::vector<SubjectName> const names = records_.names_of(subject);
        for (SubjectName const& name : names)
            suppress(name.alias);
        for (std::string const& brand : records_.brands_of(subject))
            tell(brand, names);
        records_.close(subject, event_time(now_));
    }

    /// The rules of a brand; none if it is configured no more.
    std::shared_ptr<Policy const> policy_of(std::string_view brand) const
    {
        if (matter_.policy->brand == brand)
            return matter_.policy;
        auto const sibling = std::ranges::find_if(
            matter_.siblings, [&](std::shared_ptr<Policy const> const& one) { return one->brand == brand; });
        return sibling == matter_.siblings.end() ? nullptr : *sibling;
    }

    bool may_act_for(std::string const& brand) const
    {
        return !policy_of(brand) || std::ranges::find(erase_.brands, brand) != erase_.brands.end();
    }

    /// An entry tells one name of a kind, and a receiver may know the person by another.
    void tell(std::string const& brand, std::span<SubjectName const> names)
    {
        Event first = event_of(brand);
        std::vector<Event> others;
        for (SubjectName const& name : names) {
            if (name.until)
                continue;
            std::string& told = place_of(name.alias.kind, first);
            if (!told.empty())
                place_of(name.alias.kind, others.emplace_back(event_of(brand))) = std::move(told);
            told = name.alias.value;
        }
        enter(brand, first);
        for (Event& other : others)
            enter(brand, other);
    }

    static std::string& place_of(AliasKind kind, Event& event)
    {
        switch (kind) {
        case AliasKind::phone: return event.wa_id;
        case AliasKind::user_id: return event.user_id;
        case AliasKind::parent_user_id: break;
        }
        return event.parent_user_id;
    }

    Event event_of(std::string const& brand) const
    {
        Event event;
        event.type = EventType::erased;
        event.effective = true;
        event.timestamp = event_time(now_);
        event.subject = public_id_;
        event.source = erase_.source;
        event.actor = erase_.actor;
        event.reason = erase_.reason;
        event.suppressed = suppressed_;
        if (auto const policy = policy_of(brand)) {
            for (Scope const& scope : policy->scopes)
                event.states.push_back({scope.name, State::unknown, false, Reason::erased, {}});
        }
        return event;
    }

    void enter(std::string const& brand, Event& event)
    {
        append(records_, brand, subject_, event, {}, now_, context_);
        outcome_.events.push_back(event.id);
    }

    void suppress(Alias const& alias)
    {
        std::string const& portfolio = matter_.policy->portfolio;
        PrivateKey const key = context_.keys.of_alias(portfolio, alias);
        records_.suppress(portfolio, key, event_time(now_));
        suppressed_.push_back(to_hex(key));
    }

    Records& records_;
    Matter const& matter_;
    Erase const& erase_;
    Instant now_;
    ApplyContext& context_;
    SubjectNumber subject_ = 0;
    std::string public_id_;
    std::vector<std::string> suppressed_;
    Outcome outcome_;
};

}  // namespace

Outcome erase(Records& records, Matter const& matter, Erase const& erase, Instant now, ApplyContext& context)
{
    std::string const& portfolio = matter.policy->portfolio;
    auto const subjects = subjects_of(records, portfolio, erase.contact, event_time(now), context.keys);
    if (!subjects.empty())
        return Erasing{records, matter, erase, now, context}(subjects);
    Outcome outcome;
    outcome.erased = last_erased(records, portfolio, erase.contact, context.keys).has_value();
    if (!outcome.erased)
        outcome.refused = Error{Fault::not_found, "nothing is known of this contact"};
    return outcome;
}

}  // namespace consentry::consent
