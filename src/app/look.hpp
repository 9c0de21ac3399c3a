#pragma once

#include "app/conditions.hpp"
#include "app/current_setup.hpp"
#include "consentry/forward/forwarder.hpp"
#include "consentry/forward/relays.hpp"
#include "consentry/intake/numbers_heard.hpp"
#include "consentry/intake/tally.hpp"
#include "consentry/store/store.hpp"

#include <deque>

namespace consentry::app {

/// The parts of the running program that the watch looks at.
struct Sight {
    CurrentSetup const& current;
    store::Store& store;
    forward::Forwarder& forwarder;
    forward::Relays& relays;
    std::deque<intake::Tally>& tallies;
    intake::NumbersHeard const& heard;
    Clock const& clock;
    Instant started_at{};
};

/// Throws what the store throws.
Seen look(Sight const& sight);

AlarmBounds alarm_bounds_of(Config const& config);

}  // namespace consentry::app
