#include "app/lapses.hpp"

#include "consentry/consent/event_id.hpp"

#include <charconv>
#include <future>

namespace consentry::app {
namespace {

constexpr std::size_t grants_at_a_time = 200;

/// How far a walk over all who agreed has come, for one list of wordings.
struct Walk {
    std::string wordings;
    consent::SubjectNumber after = 0;
    bool done = false;
};

std::string wordings_of(consent::Scope const& scope)
{
    std::string text;
    for (std::string const& version : scope.required_wordings)
        text += version + ' ';
    return text;
}

std::string text_of(Walk const& walk)
{
    return walk.wordings + "| " + (walk.done ? "done" : std::to_string(walk.after));
}

/// Another list of wordings is another walk.
Walk read_walk(std::string_view text, std::string wordings)
{
    Walk walk{std::move(wordings), 0, false};
    std::string const begin = walk.wordings + "| ";
    if (!text.starts_with(begin))
        return walk;
    text.remove_prefix(begin.size());
    walk.done = text == "done";
    std::from_chars(text.data(), text.data() + text.size(), walk.after);
    return walk;
}

}  // namespace

bool Lapses::slice()
{
    auto const setup = current_.get();
    bool more = false;
    for (intake::Brand const& brand : setup->brands->all()) {
        more = tell_of_ends(brand.policy) || more;
        for (consent::Scope const& scope : brand.policy->scopes) {
            if (!scope.required_wordings.empty())
                more = tell_of_old_wordings(brand.policy, scope) || more;
        }
    }
    return more;
}

/// A grant that is told later, and had ended by then, tells so itself.
bool Lapses::tell_of_ends(SharedPolicy const& policy)
{
    std::string const& brand = policy->brand;
    auto const told_until = parse_rfc3339(store_.round(brand, "ends"));
    EventTime const after = told_until ? event_time(*told_until) : EventTime{};
    auto const ended = store_.worklists().ended(brand, after, event_time(clock_.now()), grants_at_a_time);
    std::vector<consent::Seq> grants;
    for (consent::EndedGrant const& grant : ended)
        grants.push_back(grant.seq);
    if (grants.empty() || !enter(policy, grants))
        return false;
    return store_.note_round(brand, "ends", rfc3339(ended.back().end));
}

bool Lapses::tell_of_old_wordings(SharedPolicy const& policy, consent::Scope const& scope)
{
    std::string const name = "wordings of " + scope.name;
    Walk walk = read_walk(store_.round(policy->brand, name), wordings_of(scope));
    if (walk.done)
        return false;
    auto const page = store_.worklists().renewals(
        *policy, {&scope, std::chrono::seconds{0}, walk.after, grants_at_a_time}, event_time(clock_.now()));
    std::vector<consent::Seq> grants;
    for (consent::Renewal const& renewal : page.renewals) {
        auto const seq = consent::seq_of_event(renewal.event);
        if (renewal.why == consent::RenewalReason::old_wording && seq)
            grants.push_back(*seq);
    }
    if (!grants.empty() && !enter(policy, grants))
        return false;
    walk.after = page.next;
    walk.done = !page.more;
    return store_.note_round(policy->brand, name, text_of(walk)) && page.more;
}

/// Returns whether it was kept: what was not is tried again when the round comes again.
bool Lapses::enter(SharedPolicy const& policy, std::vector<consent::Seq> const& grants)
{
    consent::Unit unit;
    for (consent::Seq const grant : grants)
        unit.matters.push_back({policy, {}, consent::Lapse{grant}});
    std::promise<bool> kept;
    auto waiting = kept.get_future();
    store_.ledger().commit(std::move(unit), [&kept](auto const& outcomes) { kept.set_value(outcomes.has_value()); });
    return waiting.get();
}

}  // namespace consentry::app
