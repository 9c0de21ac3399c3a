#pragma once

#include "consentry/intake/intake.hpp"

namespace consentry::intake {

/// Says to whom a webhook is passed on as it came: the relays of the brands that it concerns which want it. These are
/// the brands that its numbers belong to; of one without a number of any brand, all that list the secret. `url` is the
/// brand whose URL it came to; it narrows what it narrows for signals: a number that several brands list.
void address_relays(
    Brands const& brands, std::size_t secret, std::string_view url, meta::Webhook const& webhook, Received& received);

}  // namespace consentry::intake
