// Whom a matter concerns, and what is known of them before it.
#include "consent/concerned.hpp"

#include "consent/erased_names.hpp"
#include "consentry/consent/variants.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

void unite(Standing& kept, Standing const& gone)
{
    auto const append = [](auto& to, auto const& from) { to.insert(to.end(), from.begin(), from.end()); };
    append(kept.aliases, gone.aliases);
    append(kept.facts, gone.facts);
    append(kept.prompts, gone.prompts);
    append(kept.answers, gone.answers);
    kept.erased = std::max(kept.erased, gone.erased);
}

}  // namespace

Concerned concerned(Records& records, Policy const& policy, Identified identified, EventTime since,
    std::span<Alias const> names, Instant now, Keyer& keys)
{
    Concerned who{std::move(identified), {}, since, {names.begin(), names.end()}, {}};
    std::vector<SubjectNumber> const own = who.identified.subjects();
    if (!who.identified.is_new) {
        who.standing = records.standing(policy.brand, who.identified.subject);
        for (SubjectNumber const other : who.identified.merged)
            unite(who.standing, records.standing(policy.brand, other));
    }
    std::vector<Alias> theirs = who.standing.aliases;
    theirs.insert(theirs.end(), who.identified.unknown.begin(), who.identified.unknown.end());
    add_others(records, policy, who.standing, theirs, own, now, keys);
    return who;
}

void add_others(Records& records, Policy const& policy, Standing& standing, std::span<Alias const> names,
    std::span<SubjectNumber const> own, Instant now, Keyer& keys)
{
    standing.left_behind = facts_left(records, policy, names, own, event_time(now), keys);
    standing.shared = shared_denials(records, policy, names, own, event_time(now), keys);
    standing.erased = std::max(standing.erased, last_erased_near(records, policy.portfolio, names, keys));
}

void end(Concerned& who, Alias const& phone, EventTime until)
{
    for (Alias const& alias : who.standing.aliases) {
        if (same_line(alias, phone))
            who.ended.push_back({alias, until});
    }
}

}  // namespace consentry::consent
