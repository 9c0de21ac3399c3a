#pragma once

#include "app/current_setup.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/store/store.hpp"

namespace consentry::app {

/// Has receivers told of consent that has ended: because its time is over, or because the configuration no longer
/// counts the wording on which it rests. The state itself is computed whenever it is asked for; nobody has to wait for
/// this.
class Lapses {
public:
    /// What is given outlives it.
    Lapses(store::Store& store, CurrentSetup const& current, Clock const& clock)
        : store_{store}
        , current_{current}
        , clock_{clock}
    {
    }

    /// Some hundred grants at most. Returns whether there are more. Throws what the store throws.
    bool slice();

private:
    using SharedPolicy = std::shared_ptr<consent::Policy const>;

    bool tell_of_ends(SharedPolicy const& policy);
    bool tell_of_old_wordings(SharedPolicy const& policy, consent::Scope const& scope);
    bool enter(SharedPolicy const& policy, std::vector<consent::Seq> const& grants);

    store::Store& store_;
    CurrentSetup const& current_;
    Clock const& clock_;
};

}  // namespace consentry::app
