#include "consentry/http/address_guard.hpp"

#include "support/catch.hpp"

#include <arpa/inet.h>

#include <array>
#include <string>

using consentry::http::not_public;

namespace {

/// What the guard says of an address as people write it; "public" if it lets it through.
std::string verdict(std::string const& text)
{
    std::array<std::uint8_t, 16> octets{};
    bool const six = text.find(':') != std::string::npos;
    REQUIRE(inet_pton(six ? AF_INET6 : AF_INET, text.c_str(), octets.data()) == 1);
    auto const range = not_public(std::span{octets}.first(six ? 16 : 4));
    return range ? std::string{*range} : "public";
}

}  // namespace

TEST_CASE("addresses of the public internet are let through, up to the edge of each range")
{
    for (auto const* const address :
        {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
            "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0",
            "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255",
            "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "2606:4700:4700::1111",
            "2a00:1450:4001::1", "2001:200::1", "2001:db7:ffff::1", "2001:db9::1", "2003::1"}) {
        INFO(address);
        CHECK(verdict(address) == "public");
    }
}

TEST_CASE("addresses that lead elsewhere are refused by the name of their range")
{
    std::pair<char const*, char const*> const table[]{{"0.0.0.0", "this network"}, {"0.255.255.255", "this network"},
        {"10.0.0.0", "private network"}, {"10.255.255.255", "private network"}, {"100.64.0.0", "carrier-grade NAT"},
        {"100.127.255.255", "carrier-grade NAT"}, {"127.0.0.1", "loopback"}, {"127.255.255.255", "loopback"},
        {"169.254.0.0", "link-local"}, {"169.254.169.254", "link-local"}, {"172.16.0.0", "private network"},
        {"172.31.255.255", "private network"}, {"192.0.0.1", "protocol assignments"}, {"192.0.2.1", "documentation"},
        {"192.88.99.1", "6to4 relay"}, {"192.168.0.0", "private network"}, {"192.168.255.255", "private network"},
        {"198.18.0.0", "benchmarking"}, {"198.19.255.255", "benchmarking"}, {"198.51.100.7", "documentation"},
        {"203.0.113.255", "documentation"}, {"224.0.0.1", "multicast"}, {"239.255.255.255", "multicast"},
        {"240.0.0.1", "reserved"}, {"255.255.255.255", "reserved"}, {"::", "this network"}, {"::1", "loopback"},
        {"::7f00:1", "reserved"}, {"::ffff:127.0.0.1", "IPv4-mapped"}, {"::ffff:1.1.1.1", "IPv4-mapped"},
        {"64:ff9b::1.1.1.1", "NAT64"}, {"64:ff9b::127.0.0.1", "NAT64"}, {"64:ff9b:1::1", "NAT64"},
        {"64:ff9b:1:ffff::10.0.0.1", "NAT64"}, {"::ffff:0:127.0.0.1", "reserved"}, {"100::1", "reserved"},
        {"2001::1", "protocol assignments"}, {"2001:0:7f00:1::1", "protocol assignments"},
        {"2001:1ff::1", "protocol assignments"}, {"2001:db8::1", "documentation"}, {"2002:7f00:1::", "6to4"},
        {"2002:a00:1::1", "6to4"}, {"3fff:fff::1", "documentation"}, {"4000::1", "reserved"},
        {"fc00::1", "private network"}, {"fdff::1", "private network"}, {"fe80::1", "link-local"},
        {"febf::1", "link-local"}, {"fec0::1", "reserved"}, {"ff02::1", "multicast"}};
    for (auto const& [address, range] : table) {
        INFO(address);
        CHECK(verdict(address) == range);
    }
}
