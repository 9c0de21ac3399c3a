#pragma once

#include <cstddef>

namespace consentry::http {

/// Lets the program open as many descriptors as the system grants it; how many that is.
std::size_t raise_descriptor_limit();

/// How many connections each of `listeners` may take when there are `descriptors`: as many as are wanted, or what is
/// left beside a reserve for the store, the deliveries and the log.
std::size_t connections_within(std::size_t descriptors, std::size_t listeners, std::size_t wanted);

}  // namespace consentry::http
