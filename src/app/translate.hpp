#pragma once

#include "app/connector_choice.hpp"
#include "consentry/api/keys.hpp"
#include "consentry/api/services.hpp"
#include "consentry/app/config.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/forward/relays.hpp"
#include "consentry/http/server.hpp"
#include "consentry/intake/brands.hpp"
#include "consentry/keywords/pack.hpp"
#include "consentry/store/relay_log.hpp"

#include <span>

namespace consentry::app {

// The configuration, told to each part in the part's own words.

http::Limits limits_of(Config const& config);
http::Endpoint endpoint_of(Address const& address);
std::vector<api::Key> keys_of(Config const& config);
api::KeptFor kept_for(Config const& config);
forward::ForwardOptions forward_options_of(Config const& config);

/// What destinations are made of besides the configuration.
struct DestinationParts {
    intake::Brands const& brands;
    std::span<keywords::Pack const> packs;
    Connectors const& connectors;
};

/// Those that get events; one whose connector could not be read is left out. Fault::malformed if a destination's event
/// patterns are none.
Result<std::vector<forward::Destination>> destinations_of(Config const& config, DestinationParts const& parts);

/// Those that get webhooks as they came.
std::vector<forward::RelayDestination> relays_of(Config const& config);
store::RelayBounds relay_bounds_of(Config const& config);

}  // namespace consentry::app
