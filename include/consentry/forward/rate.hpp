#pragma once

#include <chrono>

namespace consentry::forward {

/// How much a receiver takes.
struct Rate {
    unsigned count = 0;
    std::chrono::milliseconds per{};
};

}  // namespace consentry::forward
