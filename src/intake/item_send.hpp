#pragma once

#include "consentry/consent/signal.hpp"
#include "consentry/meta/item.hpp"

namespace consentry::intake {

/// Whether the item tells that a message of the business is on its way which does not answer the person. The report
/// `sent` alone tells when it was sent: that it was delivered or read is told of the time when that happened.
bool tells_send(meta::Item const& item);

/// The send that the item tells.
consent::Send send_of(meta::Item const& item);

}  // namespace consentry::intake
