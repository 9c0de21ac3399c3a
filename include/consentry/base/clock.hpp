#pragma once

#include "consentry/base/time.hpp"

namespace consentry {

/// Time as a parameter: the program hands out a SystemClock, a test one that it sets by hand.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override
    {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
};

}  // namespace consentry
