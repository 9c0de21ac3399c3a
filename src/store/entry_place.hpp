#pragma once

#include "consentry/consent/fact.hpp"

namespace consentry::store {

/// A brand, as the store numbers it.
using BrandNumber = std::int64_t;

/// An entry's key in the store: its brand in the high bits, its place in the brand's ledger in the low 40. One integer,
/// so that entries are a plain table that grows at the end of each brand.
using EntryPlace = std::int64_t;

inline constexpr int seq_bits = 40;
inline constexpr consent::Seq seq_max = (consent::Seq{1} << seq_bits) - 1;

constexpr EntryPlace entry_place(BrandNumber brand, consent::Seq seq) { return (brand << seq_bits) | seq; }
constexpr BrandNumber brand_at(EntryPlace place) { return place >> seq_bits; }
constexpr consent::Seq seq_at(EntryPlace place) { return place & seq_max; }

}  // namespace consentry::store
