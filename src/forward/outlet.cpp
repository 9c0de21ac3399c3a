#include "forward/outlet.hpp"

namespace consentry::forward {
namespace {

constexpr std::chrono::minutes probe_every{1};
constexpr std::chrono::hours probe_gone_every{1};

}  // namespace

Outlet::Outlet(Destination config, DestinationNumber store_number, Backlog owed, std::shared_ptr<Gauge> figures,
    CourierParts const& parts)
    : destination{std::move(config)}
    , number{store_number}
    , backlog{std::move(owed)}
    , gauge{std::move(figures)}
    , parts_{parts}
    , courier_{make_courier(destination, parts_)}
    , failures_{backlog.has_failures() ? failing_from : 0}
{
}

void Outlet::configure(Destination config)
{
    destination = std::move(config);
    courier_ = make_courier(destination, parts_);
    retired = false;
    at_end = false;
}

bool Outlet::succeeded()
{
    bool const recovered = failing() || gone_;
    failures_ = 0;
    gone_ = false;
    return recovered;
}

void Outlet::failed(Instant now)
{
    ++failures_;
    failed_at_ = now;
}

std::optional<Instant> Outlet::probe_due() const
{
    if (!(gone_ || failing()) || backlog.in_flight() > 0)
        return {};
    return failed_at_ + (gone_ ? std::chrono::milliseconds{probe_gone_every} : probe_every);
}

void Outlet::publish() const
{
    auto oldest = backlog.oldest();
    if (!oldest && !page.empty())
        oldest = page.front().event.recorded_at;
    gauge->oldest = oldest ? oldest->time_since_epoch().count() : -1;
    gauge->unsettled = static_cast<std::int64_t>(backlog.size());
    gauge->in_flight = static_cast<std::int64_t>(backlog.in_flight());
    gauge->cursor = backlog.cursor();
    gauge->paused = paused();
    gauge->failing = failing() || gone_;
    gauge->gone = gone_;
}

}  // namespace consentry::forward
