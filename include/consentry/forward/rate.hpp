#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace consentry::forward {

/// How much a receiver takes.
struct Rate {
    unsigned count = 0;
    std::chrono::milliseconds per{};
};

/// `10/s`, `100/10s`, `300/min`: 1 to 100000 in a second to a day. Nothing if it is no rate.
std::optional<Rate> parse_rate(std::string_view text);

}  // namespace consentry::forward
