#pragma once

#include "consentry/forward/delivery.hpp"

namespace consentry::forward {

/// A delivery as the API and the command line show it. One line.
std::string to_json(DeliveryView const& view);

}  // namespace consentry::forward
