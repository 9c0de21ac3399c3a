#include "consentry/http/address_guard.hpp"

#include <array>
#include <cassert>

namespace consentry::http {
namespace {

/// The addresses that share their first `bits` bits with `prefix`.
template <std::size_t Octets>
struct Range {
    std::array<std::uint8_t, Octets> prefix;
    unsigned bits;
    std::string_view name;
};

constexpr Range<4> ipv4_ranges[]{
    {{0}, 8, "this network"},
    {{10}, 8, "private network"},
    {{100, 64}, 10, "carrier-grade NAT"},
    {{127}, 8, "loopback"},
    {{169, 254}, 16, "link-local"},
    {{172, 16}, 12, "private network"},
    {{192, 0, 0}, 24, "protocol assignments"},
    {{192, 0, 2}, 24, "documentation"},
    {{192, 88, 99}, 24, "6to4 relay"},
    {{192, 168}, 16, "private network"},
    {{198, 18}, 15, "benchmarking"},
    {{198, 51, 100}, 24, "documentation"},
    {{203, 0, 113}, 24, "documentation"},
    {{224}, 4, "multicast"},
    {{240}, 4, "reserved"},
};

/// Those outside 2000::/3 have a name for the operator's sake only: everything there is refused.
constexpr Range<16> ipv6_ranges[]{
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 128, "this network"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, "loopback"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, "IPv4-mapped"},
    {{0, 0x64, 0xff, 0x9b}, 32, "NAT64"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, "documentation"},
    {{0x20, 0x01, 0x00}, 23, "protocol assignments"},
    {{0x20, 0x02}, 16, "6to4"},
    {{0x3f, 0xff}, 20, "documentation"},
    {{0xfc}, 7, "private network"},
    {{0xfe, 0x80}, 10, "link-local"},
    {{0xff}, 8, "multicast"},
};

template <std::size_t Octets>
bool holds(Range<Octets> const& range, std::span<std::uint8_t const> address)
{
    for (unsigned bit = 0; bit < range.bits; bit += 8) {
        unsigned const left = range.bits - bit;
        auto const mask = static_cast<std::uint8_t>(left >= 8 ? 0xff : 0xff << (8 - left));
        if (((address[bit / 8] ^ range.prefix[bit / 8]) & mask) != 0)
            return false;
    }
    return true;
}

template <std::size_t Octets, std::size_t Count>
std::optional<std::string_view> name_of_range(
    Range<Octets> const (&ranges)[Count], std::span<std::uint8_t const> address)
{
    for (auto const& range : ranges) {
        if (holds(range, address))
            return range.name;
    }
    return {};
}

}  // namespace

std::optional<std::string_view> not_public(std::span<std::uint8_t const> address)
{
    assert(address.size() == 4 || address.size() == 16);
    if (address.size() == 4)
        return name_of_range(ipv4_ranges, address);
    std::optional<std::string_view> const name = name_of_range(ipv6_ranges, address);
    bool const global = (address[0] & 0xe0) == 0x20;  // 2000::/3, all that IANA gives out.
    return name || global ? name : std::optional<std::string_view>{"reserved"};
}

}  // namespace consentry::http
