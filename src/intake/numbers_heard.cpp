#include "consentry/intake/numbers_heard.hpp"

#include <functional>

namespace consentry::intake {
namespace {

std::uint64_t hash_of(std::string_view number) { return std::hash<std::string_view>{}(number) | 1; }

}  // namespace

NumbersHeard::Place* NumbersHeard::place_of(std::string_view number)
{
    if (number.empty())
        return nullptr;
    std::uint64_t const wanted = hash_of(number);
    for (std::size_t i = 0; i < looks; ++i) {
        Slot& slot = slots_[(wanted / 2 + i) % numbers_max];
        std::uint64_t there = 0;
        if (slot.number.compare_exchange_strong(there, wanted) || there == wanted)
            return &slot.at;
    }
    return nullptr;
}

std::optional<EventTime> NumbersHeard::last(std::string_view number) const
{
    std::uint64_t const wanted = hash_of(number);
    for (std::size_t i = 0; i < looks; ++i) {
        Slot const& slot = slots_[(wanted / 2 + i) % numbers_max];
        std::int64_t const at = slot.at.load(std::memory_order_relaxed);
        if (slot.number.load() == wanted && at > 0)
            return EventTime{std::chrono::seconds{at}};
    }
    return {};
}

}  // namespace consentry::intake
