#include "forward/gauges.hpp"

#include <algorithm>

namespace consentry::forward {

DestinationStatus Gauge::read() const
{
    DestinationStatus status;
    status.brand = brand;
    status.name = name;
    status.kind = kind;
    status.delivered = delivered;
    status.failed = failed;
    status.dead = dead;
    status.skipped = skipped;
    status.unsettled = unsettled;
    status.in_flight = in_flight;
    status.cursor = cursor;
    status.until = until;
    status.feed = feed;
    if (Instant::rep const at = oldest; at >= 0)
        status.oldest = Instant{Instant::duration{at}};
    status.paused = paused;
    status.failing = failing;
    status.gone = gone;
    status.hears_revocations = hears_revocations;
    for (std::size_t i = 0; i < times.size(); ++i)
        status.times.buckets[i] = times[i];
    status.times.sum = std::chrono::milliseconds{time_sum};
    return status;
}

void Gauge::note_time(std::chrono::milliseconds time)
{
    auto const bound = std::ranges::lower_bound(DeliveryTimes::bounds, time);
    ++times[static_cast<std::size_t>(bound - DeliveryTimes::bounds.begin())];
    time_sum += std::max<std::chrono::milliseconds::rep>(time.count(), 0);
}

std::shared_ptr<Gauge> Gauges::add(std::string const& brand, std::string const& name)
{
    auto gauge = std::make_shared<Gauge>(brand, name);
    std::scoped_lock const lock{mutex_};
    gauges_.push_back(gauge);
    return gauge;
}

void Gauges::set_kind(Gauge& gauge, std::string kind)
{
    std::scoped_lock const lock{mutex_};
    gauge.kind = std::move(kind);
}

void Gauges::remove(std::shared_ptr<Gauge> const& gauge)
{
    std::scoped_lock const lock{mutex_};
    std::erase(gauges_, gauge);
}

std::vector<DestinationStatus> Gauges::read() const
{
    std::scoped_lock const lock{mutex_};
    std::vector<DestinationStatus> statuses;
    statuses.reserve(gauges_.size());
    for (auto const& gauge : gauges_)
        statuses.push_back(gauge->read());
    return statuses;
}

}  // namespace consentry::forward
