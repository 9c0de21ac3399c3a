#include "consentry/intake/known_names.hpp"

#include "consentry/consent/variants.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <random>

namespace consentry::intake {
namespace {

constexpr std::size_t bits_for_a_name
    = 24;  // With three of them looked at, one stranger in five hundred is taken for known.
constexpr std::size_t names_min = 65'536;
constexpr int looks = 3;

/// Spreads what a hash knows over all its bits (the finaliser of MurmurHash3).
std::uint64_t mixed(std::uint64_t value)
{
    value ^= value >> 33;
    value *= 0xff51afd7ed558ccd;
    value ^= value >> 33;
    value *= 0xc4ceb9fe1a85ec53;
    return value ^ value >> 33;
}

std::uint64_t random_seed()
{
    std::random_device source;
    return std::uint64_t{source()} << 32 | source();
}

}  // namespace

KnownNames::KnownNames(std::size_t names)
    : seed_{random_seed()}
    , mask_{std::bit_ceil(std::max(names, names_min) * bits_for_a_name) - 1}
    , bits_{std::make_unique<std::atomic<std::uint64_t>[]>((mask_ + 1) / 64)}
    , pairs_{std::make_unique<std::atomic<std::uint64_t>[]>(pairs_kept)}
{
}

std::uint64_t KnownNames::hash(std::string_view portfolio, consent::AliasKind kind, std::string_view name) const
{
    std::hash<std::string_view> const of;
    std::uint64_t const of_kind = static_cast<std::uint64_t>(kind) + 1;
    return mixed(of(name) ^ seed_) ^ mixed(of(portfolio) + of_kind * seed_);
}

void KnownNames::add(std::string_view portfolio, consent::AliasKind kind, std::string_view name)
{
    set(hash(portfolio, kind, name));
    // Told here, so that the many who ask need not spell.
    if (auto const other = consent::other_spelling({kind, std::string{name}}))
        set(hash(portfolio, kind, other->value));
}

void KnownNames::set(std::uint64_t place)
{
    for (int i = 0; i < looks; ++i, place = mixed(place + seed_))
        bits_[(place & mask_) / 64].fetch_or(std::uint64_t{1} << (place & 63), std::memory_order_release);
}

bool KnownNames::may_know(std::string_view portfolio, consent::AliasKind kind, std::string_view name) const
{
    std::uint64_t place = hash(portfolio, kind, name);
    for (int i = 0; i < looks; ++i, place = mixed(place + seed_)) {
        std::uint64_t const word = bits_[(place & mask_) / 64].load(std::memory_order_acquire);
        if ((word >> (place & 63) & 1) == 0)
            return false;
    }
    return true;
}

std::uint64_t KnownNames::pair_of(std::string_view portfolio, std::span<consent::Alias const> names) const
{
    std::uint64_t pair = mixed(generation_.load(std::memory_order_acquire) + seed_);
    for (consent::Alias const& name : names)
        pair = mixed(pair + hash(portfolio, name.kind, name.value));
    return pair | 1;  // 0 stands for none.
}

void KnownNames::unsettle() { generation_.fetch_add(1, std::memory_order_release); }

void KnownNames::settle(std::uint64_t pair) { pairs_[pair / 2 % pairs_kept].store(pair, std::memory_order_release); }

bool KnownNames::is_settled(std::uint64_t pair) const
{
    return pairs_[pair / 2 % pairs_kept].load(std::memory_order_acquire) == pair;
}

}  // namespace consentry::intake
