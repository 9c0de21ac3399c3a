#include "forward/breaker.hpp"

#include <algorithm>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds probe_first = 5s;
constexpr std::chrono::milliseconds probe_every = 1min;
constexpr std::chrono::milliseconds probe_gone_every = 1h;
constexpr unsigned doublings_max = 4;  // From the first wait to the last.

}  // namespace

bool Breaker::succeeded()
{
    bool const was_open = is_open();
    failures_ = probes_ = 0;
    gone_ = false;
    return was_open;
}

void Breaker::failed(Instant now)
{
    if (auto const due = probe_due(); due && now >= *due)
        ++probes_;  // What was under way when it opened is no probe.
    ++failures_;
    last_try_ = now;
}

void Breaker::answered_gone(Instant now)
{
    gone_ = true;
    last_try_ = now;
}

std::optional<Instant> Breaker::probe_due() const
{
    if (!is_open())
        return {};
    return last_try_ + probe_wait();
}

std::chrono::milliseconds Breaker::probe_wait() const
{
    if (gone_)
        return probe_gone_every;
    return std::min(probe_first * (1U << std::min(probes_, doublings_max)), probe_every);
}

void Breaker::probe_now()
{
    last_try_ = {};
    quiet_until_ = {};
}

}  // namespace consentry::forward
