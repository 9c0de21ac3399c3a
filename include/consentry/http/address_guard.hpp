#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace consentry::http {

/// Why a connection to this address would leave the public internet: the name of the range it lies in ("loopback",
/// "private network", …), or nothing if it is a public unicast address. `address` is 4 octets (IPv4) or 16 (IPv6) in
/// network order; ranges after IANA's special-purpose registries. IPv6 addresses that wrap an IPv4 one are refused
/// whatever they wrap, since what is behind them is decided elsewhere.
std::optional<std::string_view> not_public(std::span<std::uint8_t const> address);

}  // namespace consentry::http
