#pragma once

#include "consentry/base/random.hpp"

#include <random>

namespace consentry::test {

/// 00 01 02 … ff 00 …: random numbers that a test can foretell.
class CountingRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override
    {
        for (std::uint8_t& byte : bytes)
            byte = next_++;
    }

private:
    std::uint8_t next_ = 0;
};

/// The same numbers in every run, and none twice for as long as a test lasts.
class SeededRandom final : public Random {
public:
    void fill(std::span<std::uint8_t> bytes) override
    {
        for (std::uint8_t& byte : bytes)
            byte = static_cast<std::uint8_t>(engine_());
    }

private:
    std::mt19937 engine_;
};

}  // namespace consentry::test
