#pragma once

#include "consentry/consent/signal.hpp"
#include "consentry/meta/item.hpp"

#include <optional>

namespace consentry::intake {

/// Whether the item tells that a message of the business is on its way. The report `sent` alone tells when it was sent:
/// that it was delivered or read is told of the time when that happened.
bool tells_send(meta::Item const& item);

/// What was sent, of such an item with its price; nothing if it answers the person inside the 24-hour window.
std::optional<consent::Send> send_of(meta::Item const& item);

}  // namespace consentry::intake
