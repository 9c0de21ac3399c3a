#include "forward/outlet.hpp"

namespace consentry::forward {

Outlet::Outlet(std::shared_ptr<Receiver> to, Feed from, Backlog owed, std::shared_ptr<Gauge> figures)
    : receiver{std::move(to)}
    , feed{std::move(from)}
    , number{owed.number()}
    , backlog{std::move(owed)}
    , gauge{std::move(figures)}
{
    gauge->until = feed.kind == Feed::Kind::replay ? feed.until : 0;
    gauge->feed = feed.kind;
}

bool Outlet::wants(LedgerEntry const& entry) const
{
    consent::Event const& event = entry.event;
    switch (feed.kind) {
    case Feed::Kind::snapshot: return true;
    case Feed::Kind::live: break;
    case Feed::Kind::replay:
        if (event.seq > feed.until || (feed.from && event.recorded_at < *feed.from)
            || (feed.to && event.recorded_at >= *feed.to))
            return false;
    }
    return destination().filter.wants(event, destination().name) && receiver->courier().wants(event);
}

bool Outlet::is_over() const
{
    bool const is_reviving = reviving || revive_asked || revive_settling;
    return !is_live() && at_end && page.empty() && backlog.size() == 0 && backlog.receipts() == 0 && !is_reviving;
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
    gauge->paused = receiver->paused();
    gauge->failing = breaker().is_open();
    gauge->gone = breaker().is_gone();
    gauge->hears_revocations = destination().filter.hears(consent::EventType::opted_out);
}

}  // namespace consentry::forward
