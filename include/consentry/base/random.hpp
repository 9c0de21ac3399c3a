#pragma once

#include <cstdint>
#include <span>

namespace consentry {

/// Randomness as a parameter. Used from one thread at a time.
class Random {
public:
    virtual ~Random() = default;

    /// Fills `bytes`; throws std::runtime_error if the system has no randomness to give.
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// OpenSSL's generator, drawn in blocks, since one call for many small needs costs more than the bytes.
class SystemRandom final : public Random {
public:
    ~SystemRandom() override;
    void fill(std::span<std::uint8_t> bytes) override;

private:
    std::uint8_t block_[512]{};
    std::size_t used_ = sizeof block_;
};

}  // namespace consentry
