#pragma once

#include "builders.hpp"
#include "consentry/consent/apply.hpp"
#include "random.hpp"
#include "support/memory_records.hpp"

namespace consentry::consent {

/// A store in memory, a key, and the one brand `demo`: what a test of applying stands on.
class World {
public:
    explicit World(Policy policy = demo_policy())
        : policy_{shared(std::move(policy))}
    {
    }

    /// Copies share nothing but the policy: what happens in one is unknown in the other.
    World(World const& other)
        : records{other.records}
        , policy_{other.policy_}
        , siblings_{other.siblings_}
        , random_{other.random_}
    {
    }
    World& operator=(World const&) = delete;

    /// The configuration is another from now on.
    void reconfigure(Policy policy) { policy_ = shared(std::move(policy)); }

    /// Another brand of the portfolio, in whose name `in` then applies.
    void add_sibling(Policy policy) { siblings_.push_back(shared(std::move(policy))); }

    Outcome apply(Matter::What what, int arrival = 1000)
    {
        return consent::apply(records, {policy_, siblings_, std::move(what)}, seen_at(arrival), context_);
    }

    Outcome apply_to_sibling(Matter::What what, int arrival = 1000)
    {
        return consent::apply(records, {siblings_.front(), {policy_}, std::move(what)}, seen_at(arrival), context_);
    }

    /// What the brand knows of who has this name; nothing if nobody has.
    std::optional<Standing> known(Alias const& alias, std::string_view brand = "demo")
    {
        auto const subject
            = records.subject_of(policy_->portfolio, context_.keys.of_alias(policy_->portfolio, alias), at(100'000));
        if (!subject)
            return {};
        return records.standing(brand, *subject);
    }

    State state(std::string_view scope, Alias const& alias = phone(), std::string_view brand = "demo")
    {
        auto const standing = known(alias, brand);
        return standing ? fold(standing->facts, scope, at(100'000)).state : State::unknown;
    }

    std::vector<Event> events(std::string_view brand = "demo")
    {
        std::vector<Event> read;
        for (Seq seq = 1; seq <= records.head(brand).seq; ++seq)
            read.push_back(read_entry(records.entry(brand, seq)).value());
        return read;
    }

    Event last(std::string_view brand = "demo") { return events(brand).back(); }

    /// Calls `told` with each name of whom a no concerns.
    void on_denied(std::function<void(Alias const&)> told)
    {
        context_.on_denied = [told = std::move(told)](std::string_view, Alias const& name) { told(name); };
    }

    test::MemoryRecords records;

private:
    std::shared_ptr<Policy const> policy_;
    std::vector<std::shared_ptr<Policy const>> siblings_;
    test::SeededRandom random_;
    ApplyContext context_{random_, "suppression key"};
};

inline Ask ask(std::string scope, int asked, std::string message_id = "", Alias contact = phone())
{
    Ask made;
    made.who = {std::move(contact)};
    made.wording = scope == "marketing" ? "v3" : "o1";
    made.scope = std::move(scope);
    made.language = "es";
    made.message_id = std::move(message_id);
    made.asked_at = at(asked);
    made.expires_in = 100'000s;
    return made;
}

inline Signal from(Alias who, Signal signal)
{
    signal.who = {std::move(who)};
    return signal;
}

inline Signal from(std::vector<Alias> who, Signal signal)
{
    signal.who = std::move(who);
    return signal;
}

inline Signal quoting(std::string context_id, Signal signal)
{
    signal.context_id = std::move(context_id);
    return signal;
}

/// Names of one person that something tells together; those of nobody known are kept only if `strangers` says so.
inline Naming seen_together(std::vector<Alias> who, int second, bool strangers = false)
{
    Naming naming;
    naming.who = std::move(who);
    naming.at = at(second);
    naming.strangers = strangers;
    return naming;
}

/// Meta's news that somebody has other names since.
inline Naming changed(std::vector<Alias> former, std::vector<Alias> who, int second)
{
    Naming naming = seen_together(std::move(who), second);
    naming.former = std::move(former);
    naming.stamped = at(second);
    naming.source = Source::system;
    naming.identity = "system/" + std::to_string(second);
    return naming;
}

/// A YES by a button that carries its question with it.
inline Signal pressed_yes(int second, std::string scope = "marketing")
{
    Signal made = signal(Intent::affirm, "consentry:yes", second, "wamid.yes" + std::to_string(second));
    made.source = Source::whatsapp_button;
    made.readings.front().addressed = true;
    made.readings.front().scopes = {std::move(scope)};
    return made;
}

/// What the business tells of marketing.
inline Record told_of(Alias contact, bool opted_in, int second)
{
    Record record;
    record.contact = std::move(contact);
    record.scope = "marketing";
    record.opted_in = opted_in;
    record.occurred_at = at(second);
    record.wording = opted_in ? "v3" : "";
    record.evidence = opted_in ? "form" : "";
    return record;
}

inline std::vector<EventType> types_of(std::vector<Event> const& events)
{
    std::vector<EventType> types;
    for (Event const& event : events)
        types.push_back(event.type);
    return types;
}

}  // namespace consentry::consent
