#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace consentry::intake {

/// A set of hashes in a few bits for each: of one that is not in it it may say yes, which is seldom, and of one that is
/// never no. Nothing leaves it. Safe from every thread, but for assignment.
class NameFilter {
public:
    /// Room for so many; it takes more, and errs more often then.
    explicit NameFilter(std::size_t names);

    void add(std::uint64_t hash);
    bool may_have(std::uint64_t hash) const;

private:
    std::uint64_t mask_;  ///< Of the bits, whose number is a power of two.
    std::unique_ptr<std::atomic<std::uint64_t>[]> bits_;
};

/// Spreads what a hash knows over all its bits (the finaliser of MurmurHash3).
inline std::uint64_t mixed(std::uint64_t value)
{
    value ^= value >> 33;
    value *= 0xff51afd7ed558ccd;
    value ^= value >> 33;
    value *= 0xc4ceb9fe1a85ec53;
    return value ^ value >> 33;
}

}  // namespace consentry::intake
