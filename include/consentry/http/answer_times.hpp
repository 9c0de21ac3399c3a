#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

namespace consentry::http {

/// How long requests waited for their answer: from the last byte of the request until the answer is handed to the
/// kernel. Of each only the bucket is kept: the first whose bound it does not exceed; the last has none.
struct AnswerTimes {
    static constexpr std::array<std::chrono::microseconds, 13> bounds{{std::chrono::microseconds{500},
        std::chrono::milliseconds{1}, std::chrono::microseconds{2'500}, std::chrono::milliseconds{5},
        std::chrono::milliseconds{10}, std::chrono::milliseconds{25}, std::chrono::milliseconds{50},
        std::chrono::milliseconds{100}, std::chrono::milliseconds{250}, std::chrono::milliseconds{500},
        std::chrono::seconds{1}, std::chrono::milliseconds{2'500}, std::chrono::seconds{5}}};

    static std::size_t bucket_of(std::chrono::nanoseconds time)
    {
        return static_cast<std::size_t>(std::ranges::lower_bound(bounds, time) - bounds.begin());
    }

    std::array<std::uint64_t, bounds.size() + 1> buckets{};
    std::chrono::nanoseconds sum{};
};

}  // namespace consentry::http
