#include "forward/relay_queue.hpp"

#include <algorithm>
#include <utility>

namespace consentry::forward {
namespace {

/// The lane of bodies without a number. No number is empty.
std::string const no_number;

}  // namespace

void RelayQueue::take(RelayRecord const& record, Instant now) { take_back(record, {record.at, 0, {}}, now); }

void RelayQueue::take_back(RelayRecord const& record, RelayWaiting const& waiting, Instant now)
{
    Entry& taken = bodies_[record.at];
    taken.received_at = record.what.received_at;
    taken.bytes = record.next - record.at;
    taken.refusals = waiting.refusals;
    taken.due = waiting.aside.value_or(now);
    taken.aside = waiting.aside.has_value();
    bytes_ += taken.bytes;
    if (taken.aside)
        aside_.insert(record.at);
    else
        enter_lanes(record.at, taken, record.what.numbers);
    offer(record.at, taken);
}

RelayQueue::Body const* RelayQueue::find(RelayPosition at) const
{
    auto const found = bodies_.find(at);
    return found == bodies_.end() ? nullptr : &found->second;
}

std::optional<RelayPosition> RelayQueue::startable(Instant now) const
{
    if (ready_.empty() || ready_.begin()->first > now)
        return {};
    return ready_.begin()->second;
}

std::optional<RelayPosition> RelayQueue::first() const
{
    return ready_.empty() ? std::nullopt : std::optional{ready_.begin()->second};
}

std::optional<Instant> RelayQueue::next_due() const
{
    return ready_.empty() ? std::nullopt : std::optional{ready_.begin()->first};
}

void RelayQueue::start(RelayPosition at)
{
    Entry& started = entry(at);
    withdraw(at, started);
    started.in_flight = true;
    ++in_flight_;
}

void RelayQueue::remove(RelayPosition at)
{
    Entry& removed = entry(at);
    withdraw(at, removed);
    end_attempt(removed);
    bytes_ -= removed.bytes;
    aside_.erase(at);
    leave_lanes(at, removed);
    bodies_.erase(at);
}

void RelayQueue::fail(RelayPosition at, Instant due, bool asked_for)
{
    Entry& failed = entry(at);
    end_attempt(failed);
    ++failed.failures;
    failed.asked_for = asked_for;
    move_due(at, failed, due);
}

void RelayQueue::refuse(RelayPosition at, Instant due)
{
    Entry& refused = entry(at);
    end_attempt(refused);
    ++refused.refusals;
    refused.failures = 0;
    refused.asked_for = false;
    move_due(at, refused, due);
}

void RelayQueue::set_aside(RelayPosition at, Instant due)
{
    Entry& refused = entry(at);
    refuse(at, due);
    refused.aside = true;
    aside_.insert(at);
    leave_lanes(at, refused);
    offer(at, refused);
}

void RelayQueue::put_off(RelayPosition at)
{
    Entry& one = entry(at);
    end_attempt(one);
    offer(at, one);
}

void RelayQueue::hurry(Instant now)
{
    for (auto const& [number, lane] : lanes_) {
        Entry& one = entry(lane.front());
        if (one.failures > 0 && !one.asked_for && one.due > now)
            move_due(lane.front(), one, now);
    }
}

void RelayQueue::hurry_all(Instant now)
{
    for (auto& [at, one] : bodies_) {
        if (one.due > now)
            move_due(at, one, now);
    }
}

std::size_t RelayQueue::drop_before(RelayPosition begin)
{
    std::vector<RelayPosition> gone;
    for (auto one = bodies_.begin(); one != bodies_.end() && one->first < begin; ++one) {
        if (!one->second.in_flight)
            gone.push_back(one->first);
    }
    for (RelayPosition const at : gone)
        remove(at);
    return gone.size();
}

std::optional<RelayPosition> RelayQueue::oldest_aside() const
{
    auto const found = std::ranges::find_if(aside_, [this](RelayPosition at) { return !bodies_.at(at).in_flight; });
    return found == aside_.end() ? std::nullopt : std::optional{*found};
}

std::optional<Instant> RelayQueue::oldest() const
{
    return bodies_.empty() ? std::nullopt : std::optional{bodies_.begin()->second.received_at};
}

std::vector<RelayWaiting> RelayQueue::waiting() const
{
    std::vector<RelayWaiting> all;
    all.reserve(bodies_.size());
    for (auto const& [at, one] : bodies_)
        all.push_back({at, one.refusals, one.aside ? std::optional{one.due} : std::nullopt});
    return all;
}

void RelayQueue::enter_lanes(RelayPosition at, Entry& entered, std::vector<std::string> const& numbers)
{
    auto const enter = [&](std::string const& number) {
        auto& lane = *lanes_.try_emplace(number).first;
        lane.second.push_back(at);
        entered.lanes.push_back(&lane);
    };
    std::ranges::for_each(numbers, enter);
    if (numbers.empty())
        enter(no_number);
}

/// Whoever stood behind it may be first now.
void RelayQueue::leave_lanes(RelayPosition at, Entry& left)
{
    for (auto* const lane : std::exchange(left.lanes, {})) {
        if (lane->second.front() == at)
            lane->second.pop_front();
        else
            std::erase(lane->second, at);
        if (lane->second.empty()) {
            lanes_.erase(lanes_.find(lane->first));
            continue;
        }
        Entry const& next = entry(lane->second.front());
        offer(lane->second.front(), next);
    }
}

bool RelayQueue::is_first(RelayPosition at, Entry const& one)
{
    return std::ranges::all_of(one.lanes, [at](auto const* lane) { return lane->second.front() == at; });
}

void RelayQueue::offer(RelayPosition at, Entry const& one)
{
    if (!one.in_flight && is_first(at, one))
        ready_.emplace(one.due, at);
}

void RelayQueue::withdraw(RelayPosition at, Entry const& one) { ready_.erase({one.due, at}); }

void RelayQueue::end_attempt(Entry& one)
{
    if (std::exchange(one.in_flight, false))
        --in_flight_;
}

void RelayQueue::move_due(RelayPosition at, Entry& one, Instant due)
{
    withdraw(at, one);
    one.due = due;
    offer(at, one);
}

}  // namespace consentry::forward
