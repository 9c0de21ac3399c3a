#include "app/alarm_events.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

/// More are only there while the store is broken for long; then the newest tell what holds now.
constexpr std::size_t waiting_max = 1'000;

bool has(intake::Brand const& brand, std::string_view number)
{
    return std::ranges::find(brand.numbers, number) != brand.numbers.end();
}

bool asks_for_alarms(Setup const& setup, intake::Brand const& brand)
{
    return std::ranges::any_of(setup.destinations, [&](forward::Destination const& destination) {
        return destination.brand == brand.policy->brand && destination.filter.names(consent::EventType::alarm);
    });
}

consent::Notice notice_of(Alarm const& alarm, bool raised, Instant at)
{
    return {
        {std::string{name_of(alarm.code)}, alarm.about, alarm.detail, raised, event_time(alarm.since)}, event_time(at)};
}

}  // namespace

bool concerns(Alarm const& alarm, intake::Brand const& brand, intake::Brands const& brands)
{
    // A destination is told as `brand/destination`.
    std::string_view const about = std::string_view{alarm.about}.substr(0, alarm.about.find('/'));
    if (about == brand.policy->brand || has(brand, about))
        return true;
    return brands.find(about) == nullptr
        && std::ranges::none_of(brands.all(), [about](intake::Brand const& other) { return has(other, about); });
}

AlarmEvents::AlarmEvents(CurrentSetup const& current, consent::Ledger& ledger, Clock const& clock)
    : current_{current}
    , ledger_{ledger}
    , clock_{clock}
{
}

AlarmEvents::~AlarmEvents()
{
    std::unique_lock lock{mutex_};
    idle_.wait(lock, [this] { return on_the_way_.empty(); });
}

void AlarmEvents::changed(Alarm const& alarm, bool raised)
{
    {
        std::lock_guard const lock{mutex_};
        waiting_.push_back({alarm, raised, clock_.now()});
        if (waiting_.size() > waiting_max)
            waiting_.pop_front();
    }
    send();
}

/// One unit at a time, so that what failed cannot be overtaken.
void AlarmEvents::send()
{
    consent::Unit unit;
    {
        std::lock_guard const lock{mutex_};
        if (on_the_way_.empty())
            unit = take_waiting();
    }
    hand_over(std::move(unit));
}

void AlarmEvents::hand_over(consent::Unit unit)
{
    if (!unit.matters.empty())
        ledger_.commit(std::move(unit), [this](auto const& outcomes) { landed(outcomes.has_value()); });
}

/// Where nothing follows, nothing of this object is touched any more: whoever ends it may be waiting for that.
void AlarmEvents::landed(bool kept)
{
    consent::Unit next;
    {
        std::lock_guard const lock{mutex_};
        if (!kept)
            waiting_.insert(waiting_.begin(), on_the_way_.begin(), on_the_way_.end());
        while (waiting_.size() > waiting_max)
            waiting_.pop_front();
        on_the_way_.clear();
        if (kept)
            next = take_waiting();
        if (next.matters.empty()) {
            idle_.notify_all();
            return;
        }
    }
    hand_over(std::move(next));
}

/// All that waits goes on its way, if there is anybody to tell it to; else it is forgotten.
consent::Unit AlarmEvents::take_waiting()
{
    consent::Unit unit = unit_of(waiting_);
    if (!unit.matters.empty())
        on_the_way_ = std::move(waiting_);
    waiting_.clear();
    return unit;
}

consent::Unit AlarmEvents::unit_of(std::deque<Change> const& changes) const
{
    std::shared_ptr<Setup const> const setup = current_.get();
    consent::Unit unit;
    for (intake::Brand const& brand : setup->brands->all()) {
        if (!asks_for_alarms(*setup, brand))
            continue;
        for (Change const& change : changes) {
            if (concerns(change.alarm, brand, *setup->brands))
                unit.matters.push_back({brand.policy, {}, notice_of(change.alarm, change.raised, change.at)});
        }
    }
    return unit;
}

}  // namespace consentry::app
