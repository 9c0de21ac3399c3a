#include "consentry/api/violations.hpp"

namespace consentry::api {
namespace {

constexpr std::chrono::hours alarm_holds{24};

}  // namespace

void Violations::add(std::string_view brand)
{
    std::uint64_t count = 0;
    {
        std::lock_guard const lock{mutex_};
        count = ++counts_.try_emplace(std::string{brand}).first->second;
    }
    alarms_.report(AlarmCode::sent_after_stop, brand,
        std::to_string(count) + (count == 1 ? " message was sent to somebody" : " messages were sent to people")
            + " who had said no, since the start; the events consent.violated tell which",
        alarm_holds);
}

std::map<std::string, std::uint64_t> Violations::counts() const
{
    std::lock_guard const lock{mutex_};
    return {counts_.begin(), counts_.end()};
}

}  // namespace consentry::api
