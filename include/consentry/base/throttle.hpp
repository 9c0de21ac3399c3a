#pragma once

#include "consentry/base/time.hpp"

#include <cstdint>
#include <optional>
#include <utility>

namespace consentry {

/// Lets one log line a second through, for what strangers can cause as often as they like. For one thread.
class Throttle {
public:
    /// How many lines were kept back since the last one; nothing if this one is to be kept back, too.
    std::optional<std::int64_t> pass(EventTime now)
    {
        if (now == passed_) {
            ++kept_back_;
            return {};
        }
        passed_ = now;
        return std::exchange(kept_back_, 0);
    }

private:
    EventTime passed_{};
    std::int64_t kept_back_ = 0;
};

}  // namespace consentry
