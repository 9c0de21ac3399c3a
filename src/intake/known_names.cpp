#include "consentry/intake/known_names.hpp"

#include "consentry/consent/variants.hpp"

#include <algorithm>
#include <functional>
#include <random>

namespace consentry::intake {
namespace {

constexpr std::size_t names_min = 65'536;

std::uint64_t random_seed()
{
    std::random_device source;
    return std::uint64_t{source()} << 32 | source();
}

}  // namespace

KnownNames::KnownNames(std::size_t names)
    : seed_{random_seed()}
    , known_{std::max(names, names_min)}
    , denied_{0}
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
    known_.add(hash(portfolio, kind, name));
    // Told here, so that the many who ask need not spell.
    if (auto const other = consent::other_spelling({kind, std::string{name}}))
        known_.add(hash(portfolio, kind, other->value));
}

bool KnownNames::may_know(std::string_view portfolio, consent::AliasKind kind, std::string_view name) const
{
    return known_.may_have(hash(portfolio, kind, name));
}

void KnownNames::expect_denied(std::size_t names) { denied_ = NameFilter{2 * names}; }

void KnownNames::deny(std::string_view portfolio, consent::AliasKind kind, std::string_view name)
{
    denied_.add(hash(portfolio, kind, name));
    if (kind != consent::AliasKind::phone)
        return;
    for (consent::Variant const& variant : consent::variants_of(name))
        denied_.add(hash(portfolio, kind, variant.digits));
}

bool KnownNames::may_deny(std::string_view portfolio, consent::AliasKind kind, std::string_view name) const
{
    return denied_.may_have(hash(portfolio, kind, name));
}

void KnownNames::relate(std::string_view portfolio, std::span<consent::Alias const> names)
{
    bool const any = std::ranges::any_of(
        names, [&](consent::Alias const& name) { return may_deny(portfolio, name.kind, name.value); });
    for (consent::Alias const& name : names) {
        if (any)
            deny(portfolio, name.kind, name.value);
    }
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
