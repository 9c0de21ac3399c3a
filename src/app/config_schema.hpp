#pragma once

#include "app/config_keys.hpp"

namespace consentry::app {

/// Every key of the configuration.
Keys<Config> const& config_keys();

/// Those of [[brand]].
Keys<BrandConfig> brand_keys();

}  // namespace consentry::app
