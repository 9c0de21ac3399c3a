#include "forward/engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

/// The longest a timer is set for: the clock on the wall may be set meanwhile, and timers run by another.
constexpr std::chrono::milliseconds alarm_max = 60s;

/// A receiver that works may owe that many times as much as one that does not: what waits there is of a few subjects,
/// or of a kind that it refuses, and the others must not wait for them.
constexpr std::size_t healthy_factor = 10;

/// How often to look whether subjects were merged, at most; see read_page().
constexpr std::chrono::milliseconds regroup_every = 1s;

/// How long a delivery waits for another of its subject that a different queue has in flight.
constexpr std::chrono::milliseconds busy_pause = 20ms;

/// How long a queue waits that has nothing to probe a receiver with.
constexpr std::chrono::milliseconds probe_pause = 5s;

}  // namespace

Engine::Engine(EngineParts parts, ForwardOptions options)
    : parts_{std::move(parts)}
    , options_{std::move(options)}
    , accounts_{make_accounts({parts_.transport, parts_.tasks, parts_.clock, parts_.tokens})}
{
    prune_later(false);
}

void Engine::wake()
{
    for (auto& [number, outlet] : outlets_) {
        if (!outlet->is_live())
            continue;
        outlet->at_end = false;
        turn(*outlet);
    }
}

void Engine::turn(Outlet& outlet)
{
    if (stopping_)
        return;
    try {
        revive(outlet);
        if (!advance(outlet))
            turn_later(outlet, 0ms);
        set_alarm(outlet);
    } catch (std::exception const& failure) {
        parts_.log.error("forward.store_failed", {{"destination", outlet.destination().name}, {"why", failure.what()}});
        turn_later(outlet, store_pause);
    }
    outlet.publish();
    if (outlet.backlog.has_changes())
        settle_soon();
    if (outlet.is_over())
        end_feed(outlet);
}

/// What ends at a receiver may make room for each of its queues; what happens goes before what is told once more.
void Engine::turn_all(Receiver const& receiver)
{
    for (auto& [number, outlet] : outlets_) {
        if (outlet->receiver.get() == &receiver)
            turn(*outlet);
    }
}

void Engine::turn_later(Outlet& outlet, std::chrono::milliseconds wait)
{
    if (std::exchange(outlet.posted, true))
        return;
    auto again = [this, number = outlet.number] {
        auto const found = outlets_.find(number);
        if (found == outlets_.end())
            return;
        found->second->posted = false;
        turn(*found->second);
    };
    if (wait == 0ms)
        parts_.tasks->post(std::move(again));
    else
        parts_.tasks->after(wait, std::move(again));
}

bool Engine::advance(Outlet& outlet)
{
    bool has_read = false;
    while (may_start(outlet)) {
        if (auto const seq = next(outlet)) {
            attempt(outlet, *seq);
            continue;
        }
        if (outlet.breaker().is_open() || outlet.breaker().is_quiet(parts_.clock.now()) || is_full(outlet))
            return true;  // The ledger keeps the rest.
        if (!outlet.page.empty()) {
            take_entry(outlet);
            continue;
        }
        if (outlet.at_end)
            return true;
        if (std::exchange(has_read, true))
            return false;
        read_page(outlet);
    }
    return true;
}

bool Engine::may_start(Outlet const& outlet) const
{
    return !outlet.receiver->stands() && outlet.receiver->has_room(parts_.clock.now())
        && outlet.backlog.receipts() < options_.receipts_max;
}

Schedule const& Engine::schedule_of(Outlet const& outlet) const
{
    auto const& own = outlet.destination().schedule;
    return own ? *own : options_.schedule;
}

bool Engine::is_full(Outlet const& outlet) const
{
    return outlet.backlog.size() >= options_.unsettled_max * (outlet.breaker().is_open() ? 1 : healthy_factor);
}

/// What is to be tried now, if anything.
std::optional<Seq> Engine::next(Outlet& outlet)
{
    Instant const now = parts_.clock.now();
    if (outlet.breaker().is_quiet(now))
        return {};
    if (outlet.breaker().is_open())
        return probe(outlet, now);
    while (auto const due = outlet.backlog.startable(now)) {
        if (is_free(outlet, *due, now))
            return due;
    }
    return {};
}

/// One attempt to see whether the receiver works. What was never tried goes first, and where all was, one more entry of
/// the ledger: it may be that only what waits is what the receiver can't bear.
std::optional<Seq> Engine::probe(Outlet& outlet, Instant now)
{
    auto const due = outlet.breaker().probe_due();
    if (!due || std::max(*due, outlet.probe_from) > now || outlet.receiver->in_flight > 0)
        return {};
    if (!outlet.breaker().is_gone() && !outlet.backlog.has_untried() && !is_full(outlet)) {
        if (outlet.page.empty() && !outlet.at_end)
            read_page(outlet);
        while (!outlet.page.empty() && !outlet.backlog.has_untried())
            take_entry(outlet);
    }
    auto const probe = outlet.backlog.probe(now);
    if (!probe)
        outlet.probe_from = now + probe_pause;
    return probe && is_free(outlet, *probe, now) ? probe : std::nullopt;
}

/// Whether nothing of the same subject is in flight from another queue of the receiver. Else it has to wait a moment:
/// of two at once the older might arrive last.
bool Engine::is_free(Outlet& outlet, Seq seq, Instant now)
{
    if (!outlet.receiver->is_busy_with(outlet.backlog.find(seq)->subject))
        return true;
    outlet.backlog.defer(seq, now + busy_pause);
    return false;
}

/// The store tells for each entry whom it concerns now. A merge may have happened since the last page, so those at hand
/// are asked for again: where the page tells of a merge, and now and then, since the entry that does may lie far ahead.
void Engine::read_page(Outlet& outlet)
{
    if (outlet.feed.kind == Feed::Kind::snapshot)
        return read_snapshot(outlet);
    auto const& brand = outlet.destination().brand;
    auto entries = parts_.store.entries(brand, outlet.feed, outlet.backlog.scanned(), options_.page);
    auto const is_merge = [](auto const& entry) { return entry.event.type == consent::EventType::merged; };
    Instant const now = parts_.clock.now();
    if (std::ranges::any_of(entries, is_merge) || now - outlet.regrouped_at >= regroup_every) {
        outlet.backlog.regroup(parts_.store.subjects_of(brand, outlet.backlog.unsettled_seqs()));
        outlet.regrouped_at = now;
    }
    outlet.at_end = entries.size() < options_.page;
    if (!outlet.is_live() && !entries.empty() && entries.back().event.seq >= outlet.feed.until)
        outlet.at_end = true;
    outlet.page.put(std::move(entries));
}

void Engine::read_snapshot(Outlet& outlet)
{
    if (!outlet.destination().policy)
        throw std::logic_error{"a snapshot needs the rules of its brand"};
    auto entries = parts_.states.snapshot(*outlet.destination().policy, outlet.feed.until, outlet.number,
        outlet.backlog.scanned(), options_.page, event_time(parts_.clock.now()));
    outlet.at_end = entries.empty();
    outlet.page.put(std::move(entries));
}

void Engine::take_entry(Outlet& outlet)
{
    LedgerEntry&& entry = outlet.page.pop();
    if (outlet.wants(entry))
        outlet.backlog.take(std::move(entry), parts_.clock.now() + wait_after(schedule_of(outlet), 0));
    else
        outlet.backlog.pass(entry.event.seq);
}

/// When the outlet has its next turn, if nothing calls for one before.
void Engine::set_alarm(Outlet& outlet)
{
    Receiver const& receiver = *outlet.receiver;
    bool const is_probing = outlet.breaker().is_open() && receiver.in_flight > 0;
    if (receiver.stands() || is_probing || receiver.in_flight >= receiver.destination.concurrency
        || outlet.backlog.receipts() >= options_.receipts_max)
        return;  // What ends that brings one.
    Instant const now = parts_.clock.now();
    auto due = outlet.breaker().is_open() ? outlet.breaker().probe_due() : outlet.backlog.next_due();
    bool const has_more = !outlet.page.empty() || !outlet.at_end;
    if (!outlet.breaker().is_open() && has_more && !is_full(outlet))
        due = now;
    if (!due || (outlet.backlog.size() == 0 && !has_more))
        return;
    if (outlet.breaker().is_open())
        due = std::max(*due, outlet.probe_from);
    Instant const allowed = std::max(receiver.pace.next(now), receiver.breaker.quiet_until());
    Instant const at = std::min<Instant>(std::max(*due, allowed), now + alarm_max);
    if (outlet.alarm && *outlet.alarm <= at)
        return;
    outlet.alarm = at;
    parts_.tasks->after(std::max<std::chrono::milliseconds>(at - now, 1ms), [this, number = outlet.number, at] {
        auto const found = outlets_.find(number);
        if (found == outlets_.end())
            return;
        if (found->second->alarm == at)
            found->second->alarm.reset();
        turn(*found->second);
    });
}

void Engine::stop(std::chrono::milliseconds limit, std::move_only_function<void(bool)> done)
{
    stopping_ = true;
    stopped_ = std::move(done);
    parts_.tasks->after(limit, [this] {
        for (auto& [number, outlet] : outlets_) {
            for (Seq const seq : outlet->backlog.unsettled_seqs()) {
                if (!outlet->backlog.is_in_flight(seq))
                    continue;
                outlet->backlog.abandon(seq);
                left_over_ = true;
            }
        }
        stop_if_idle();
    });
    stop_if_idle();
}

void Engine::stop_if_idle()
{
    if (!stopping_ || !stopped_ || settling_)
        return;
    auto const in_flight = [](auto const& entry) { return entry.second->backlog.in_flight() > 0; };
    if (std::ranges::any_of(outlets_, in_flight))
        return;
    settle();
    if (!settling_)
        std::exchange(stopped_, nullptr)(!left_over_);
}

}  // namespace consentry::forward
