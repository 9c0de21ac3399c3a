#pragma once

#include "app/doctor.hpp"
#include "consentry/app/config.hpp"
#include "consentry/base/clock.hpp"

namespace consentry::app {

/// Asks the Graph API how Meta is set up to send this brand's webhooks: the token, the app and its secret, the fields
/// it is subscribed to, each account (WABA), each number, and what overrides the callback. `public_url` is where the
/// webhooks should come to; empty if nobody said. `clock` is compared with Meta's.
Diagnoses examine_graph(BrandConfig const& brand, std::string const& public_url, Ask const& ask, Clock const& clock);

}  // namespace consentry::app
