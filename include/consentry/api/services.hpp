#pragma once

#include "consentry/api/keys.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/consent/ledger.hpp"
#include "consentry/forward/delivery_store.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/http/server.hpp"
#include "consentry/intake/brands.hpp"
#include "consentry/intake/tally.hpp"

#include <deque>
#include <functional>

namespace consentry::api {

/// One condition that has to hold before traffic is welcome.
struct Readiness {
    std::string part;  ///< `store`, `forward`, …
    bool ready = true;
    std::string detail;  ///< What is wrong and what to do; empty when ready.
};

/// What the admin API works with. Everything outlives the handlers, and is safe from every thread.
struct Services {
    std::shared_ptr<intake::Brands const> brands;
    std::vector<Key> keys;
    consent::Ledger& ledger;
    consent::Reader& reader;
    forward::DeliveryReader& deliveries;
    std::function<void(forward::DeliveryId, std::function<void(Result<void>)>)> retry;
    std::function<std::vector<forward::DestinationStatus>()> destinations;
    std::function<std::vector<Readiness>()> readiness;
    std::function<http::Counters()> public_traffic;
    std::deque<intake::Tally> const& tallies;  ///< One of each socket thread.
    Clock const& clock;
    Log& log;
};

}  // namespace consentry::api
