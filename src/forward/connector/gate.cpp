// How much an account takes: as its template says, and as its answers tell.
#include "forward/connector/gate.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

namespace consentry::forward {
namespace {

constexpr std::string_view usual_name = "default";

/// A number without a sign, with a fraction or not.
std::optional<double> number_in(http::Answer const& answer, std::string const& header)
{
    std::string_view const text = header.empty() ? std::string_view{} : answer.header(header);
    double number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number) || number < 0)
        return {};
    return number;
}

/// When there are more, by the far system's words; as far as the unit and a sensible number let us know.
std::optional<Instant> reset_in(ConnectorLimit const& limit, http::Answer const& answer, Instant now)
{
    constexpr double number_max = 1e12;
    auto const number = number_in(answer, limit.reset_header);
    if (!number || *number > number_max)
        return {};
    using Unit = RetryClass::Unit;
    double const ms = limit.reset_unit == Unit::milliseconds ? *number : *number * 1'000;
    std::chrono::milliseconds const time{static_cast<std::int64_t>(std::ceil(ms))};
    return limit.reset_unit == Unit::unix_seconds ? Instant{time} : now + time;
}

}  // namespace

Instant ConnectorGate::Gate::next(Instant now) const
{
    bool const clock_was_set_back = held_until > now + hold_max;
    return std::max(pace.next(now), clock_was_set_back ? now : held_until);
}

void ConnectorGate::Gate::note(http::Answer const& answer, Instant now)
{
    auto const remaining = number_in(answer, limit.remaining_header);
    if (!remaining || *remaining > 0)
        return;
    Instant const until = reset_in(limit, answer, now).value_or(now + limit.rate.per);
    held_until = std::max(held_until, std::min<Instant>(until, now + hold_max));
}

ConnectorGate::ConnectorGate(std::map<std::string, ConnectorLimit, std::less<>> const& limits)
{
    for (auto const& [name, limit] : limits) {
        Gate& gate = name == usual_name ? usual_ : named_[name];
        gate.limit = limit;
        gate.pace.set(limit.rate);
    }
}

ConnectorGate::Gate const* ConnectorGate::named(std::string_view limit) const
{
    auto const found = named_.find(limit);
    return found == named_.end() ? nullptr : &found->second;
}

ConnectorGate::Gate* ConnectorGate::named(std::string_view limit)
{
    return const_cast<Gate*>(std::as_const(*this).named(limit));
}

void ConnectorGate::join(std::string_view limit, Ready ready)
{
    waiting_.push_back({named(limit) ? std::string{limit} : std::string{}, std::move(ready)});
}

std::optional<ConnectorGate::Ready> ConnectorGate::next(Instant now)
{
    if (usual_.next(now) > now)
        return {};
    auto const may_go = [&](Waiting const& one) {
        Gate const* const gate = named(one.limit);
        return !gate || gate->next(now) <= now;
    };
    auto const first = std::ranges::find_if(waiting_, may_go);
    if (first == waiting_.end())
        return {};
    usual_.pace.take(now);
    if (Gate* const gate = named(first->limit))
        gate->pace.take(now);
    Ready ready = std::move(first->ready);
    waiting_.erase(first);
    return ready;
}

std::optional<Instant> ConnectorGate::due(Instant now) const
{
    std::optional<Instant> due;
    for (Waiting const& one : waiting_) {
        Gate const* const gate = named(one.limit);
        Instant const at = gate ? std::max(usual_.next(now), gate->next(now)) : usual_.next(now);
        due = due ? std::min(*due, at) : at;
    }
    return due;
}

void ConnectorGate::note(std::string_view limit, http::Answer const& answer, Instant now)
{
    usual_.note(answer, now);
    if (Gate* const gate = named(limit))
        gate->note(answer, now);
}

}  // namespace consentry::forward
