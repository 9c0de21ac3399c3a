#pragma once

#include <cstddef>

namespace consentry::http {

/// Lets the program open as many descriptors as the system grants it; how many that is.
std::size_t raise_descriptor_limit();

/// How many connections each of two listeners may take.
struct ConnectionShares {
    std::size_t public_listener = 0;
    std::size_t admin_listener = 0;
};

/// What two listeners may take of `descriptors`, beside a reserve for the store, the deliveries and the log: as many as
/// are wanted, else the admin's have a sixteenth of what there is, and the public ones the rest.
ConnectionShares shares_within(std::size_t descriptors, ConnectionShares const& wanted);

}  // namespace consentry::http
