#pragma once

#include "consentry/consent/event.hpp"
#include "consentry/consent/records.hpp"

namespace consentry::consent {

/// What stands for every scope of a brand, and for `*`: enough to see whether anything changed. States are of the
/// subject's own facts; a denial that is shared only keeps them from being allowed.
struct Picture {
    std::vector<ScopeState> scopes;
    State everything = State::unknown;
    std::vector<std::string> meta_stopped;  ///< The numbers on which Meta's layer denies, sorted.

    bool operator==(Picture const&) const = default;
};

Picture picture(Policy const& policy, Standing const& standing, EventTime now);

/// What stands for a scope, or for `*`, under the rules.
State state_of(Policy const& policy, Standing const& standing, std::string_view scope, EventTime now);

}  // namespace consentry::consent
