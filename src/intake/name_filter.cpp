#include "consentry/intake/name_filter.hpp"

#include <algorithm>
#include <bit>

namespace consentry::intake {
namespace {

constexpr std::size_t bits_for_a_name
    = 24;  // With three of them looked at, one stranger in five hundred is taken for known.
constexpr std::size_t names_min = 16'384;
constexpr int looks = 3;

/// Where the next look goes: what differs here differs there.
std::uint64_t next(std::uint64_t place) { return mixed(place + 0x9e3779b97f4a7c15); }

}  // namespace

NameFilter::NameFilter(std::size_t names)
    : mask_{std::bit_ceil(std::max(names, names_min) * bits_for_a_name) - 1}
    , bits_{std::make_unique<std::atomic<std::uint64_t>[]>((mask_ + 1) / 64)}
{
}

void NameFilter::add(std::uint64_t hash)
{
    for (int i = 0; i < looks; ++i, hash = next(hash))
        bits_[(hash & mask_) / 64].fetch_or(std::uint64_t{1} << (hash & 63), std::memory_order_release);
}

bool NameFilter::may_have(std::uint64_t hash) const
{
    for (int i = 0; i < looks; ++i, hash = next(hash)) {
        std::uint64_t const word = bits_[(hash & mask_) / 64].load(std::memory_order_acquire);
        if ((word >> (hash & 63) & 1) == 0)
            return false;
    }
    return true;
}

}  // namespace consentry::intake
