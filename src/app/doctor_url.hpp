#pragma once

#include "app/doctor.hpp"
#include "consentry/app/config.hpp"
#include "consentry/base/random.hpp"

namespace consentry::app {

/// Goes the way that Meta's webhooks go, from the internet through every proxy: name, certificate chain, handshake with
/// the verify token, a signed webhook, and one of the size that Meta sends at most (3 MB). The webhooks are empty: they
/// change nothing.
Diagnoses examine_public_url(Config const& config, std::string const& url, Ask const& ask, Random& random);

}  // namespace consentry::app
