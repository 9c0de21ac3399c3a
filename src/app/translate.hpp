#pragma once

#include "consentry/api/keys.hpp"
#include "consentry/api/services.hpp"
#include "consentry/app/config.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/http/server.hpp"
#include "consentry/intake/brands.hpp"
#include "consentry/keywords/pack.hpp"

#include <span>

namespace consentry::app {

// The configuration, told to each part in the part's own words.

http::Limits limits_of(Config const& config);
http::Endpoint endpoint_of(Address const& address);
std::vector<api::Key> keys_of(Config const& config);
api::KeptFor kept_for(Config const& config);
forward::ForwardOptions forward_options_of(Config const& config);

/// Fault::malformed if a destination's event patterns are none.
Result<std::vector<forward::Destination>> destinations_of(
    Config const& config, intake::Brands const& brands, std::span<keywords::Pack const> packs);

}  // namespace consentry::app
