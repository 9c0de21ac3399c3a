#pragma once

#include "consent/identity.hpp"
#include "consentry/consent/decide.hpp"

namespace consentry::consent {

/// Whom a matter concerns.
struct Concerned {
    Identified identified;
    Standing standing;              ///< What the brand knows of them, all their subjects taken together.
    EventTime since;                ///< When the matter happened: new names are theirs from then on.
    std::vector<Alias> names;       ///< Those that the matter gave them; its entries tell these rather than older ones.
    std::vector<FormerName> ended;  ///< Those that are theirs no more.
};

/// What the brand knows of them; `names` are those that the matter gives, `since` is when it happened.
Concerned concerned(Records& records, Policy const& policy, Identified identified, EventTime since,
    std::span<Alias const> names, Instant now, Keyer& keys);

/// Fills in what others said that counts for whoever has these names; `own` are their subjects.
void add_others(Records& records, Policy const& policy, Standing& standing, std::span<Alias const> names,
    std::span<SubjectNumber const> own, Instant now, Keyer& keys);

/// The number that they have is theirs no more from `until` on, under all its spellings.
void end(Concerned& who, Alias const& phone, EventTime until);

}  // namespace consentry::consent
