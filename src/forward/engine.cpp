#include "forward/engine.hpp"

#include <algorithm>
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

}  // namespace

Engine::Engine(EngineParts parts, ForwardOptions options)
    : parts_{std::move(parts)}
    , options_{std::move(options)}
{
    prune_later(false);
}

void Engine::configure(std::vector<Destination> destinations)
{
    unopened_.clear();
    for (auto& [number, outlet] : outlets_)
        outlet->retired = true;
    for (auto& destination : destinations) {
        if (Outlet* const known = outlet_of(destination.brand, destination.name)) {
            known->configure(std::move(destination));
            known->serving_since = parts_.clock.now();
        } else {
            unopened_.push_back(std::move(destination));
        }
    }
    for (auto& [number, outlet] : outlets_)
        turn(*outlet);
    open_all();
    remove_retired();
}

void Engine::reschedule(Schedule schedule, std::chrono::seconds keep_receipts)
{
    options_.schedule = std::move(schedule);
    options_.keep_receipts = keep_receipts;
}

void Engine::open_all()
{
    if (stopping_)
        return;
    std::erase_if(unopened_, [this](Destination const& destination) { return open(destination); });
    if (!unopened_.empty())
        parts_.tasks->after(store_pause, [this] { open_all(); });
}

/// False if the store can't; the others are opened all the same.
bool Engine::open(Destination const& destination)
{
    try {
        Place const place = parts_.store.open(destination.brand, destination.name);
        Backlog backlog{
            place, parts_.store.unsettled(place.number), parts_.store.settled_after(place.number, place.cursor)};
        auto outlet = std::make_unique<Outlet>(destination, place.number, std::move(backlog),
            gauges_.add(destination.brand, destination.name),
            CourierParts{parts_.transport, parts_.states, parts_.clock, parts_.random});
        outlet->serving_since = parts_.clock.now();
        outlet->halted = place.halted;
        turn(*outlets_.insert_or_assign(place.number, std::move(outlet)).first->second);
        return true;
    } catch (std::exception const& failure) {
        parts_.log.error("destination.not_opened",
            {{"brand", destination.brand}, {"destination", destination.name}, {"why", failure.what()}});
        return false;
    }
}

Outlet* Engine::outlet_of(std::string_view brand, std::string_view name)
{
    for (auto& [number, outlet] : outlets_) {
        if (outlet->destination.brand == brand && outlet->destination.name == name)
            return outlet.get();
    }
    return nullptr;
}

/// Whatever a destination that goes has still to write down would be lost with it, so it stays until that is done.
void Engine::remove_retired()
{
    std::erase_if(outlets_, [this](auto const& entry) {
        Outlet const& outlet = *entry.second;
        bool const busy = outlet.backlog.in_flight() > 0 || outlet.backlog.settling() || outlet.backlog.has_changes();
        if (!outlet.retired || busy)
            return false;
        gauges_.remove(outlet.gauge);
        return true;
    });
}

void Engine::wake()
{
    for (auto& [number, outlet] : outlets_) {
        outlet->at_end = false;
        turn(*outlet);
    }
}

void Engine::halt(std::string const& brand, std::string const& name, bool halted, Answered done)
{
    Outlet* const outlet = outlet_of(brand, name);
    if (!outlet || outlet->retired)
        return done(fail(Fault::not_found, "brand " + brand + " has no destination " + name));
    if (!halted && outlet->destination.paused)
        return done(fail(
            Fault::conflict, "the configuration pauses this destination; take `paused = true` out of it and reload"));
    auto const shared = std::make_shared<Answered>(std::move(done));
    parts_.store.halt(outlet->number, halted,
        [this, tasks = parts_.tasks, number = outlet->number, halted, shared](Result<void> result) {
            tasks->post([this, number, halted, shared, result = std::move(result)] {
                on_halted(number, halted, std::move(*shared), result);
            });
        });
}

void Engine::on_halted(DestinationNumber number, bool halted, Answered done, Result<void> const& result)
{
    auto const found = outlets_.find(number);
    if (result && found != outlets_.end()) {
        Outlet& outlet = *found->second;
        if (std::exchange(outlet.halted, halted) != halted)
            parts_.log.info(halted ? "destination.paused" : "destination.resumed",
                {{"brand", std::string_view{outlet.destination.brand}},
                    {"destination", std::string_view{outlet.destination.name}}});
        if (!halted)
            outlet.serving_since = parts_.clock.now();  // Nobody tried it in the meantime.
        turn(outlet);
    }
    done(result);
}

void Engine::turn(Outlet& outlet)
{
    if (stopping_)
        return;
    try {
        if (!advance(outlet))
            turn_later(outlet, 0ms);
        set_alarm(outlet);
    } catch (std::exception const& failure) {
        parts_.log.error("forward.store_failed", {{"destination", outlet.destination.name}, {"why", failure.what()}});
        turn_later(outlet, store_pause);
    }
    outlet.publish();
    if (outlet.backlog.has_changes())
        settle_soon();
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
        if (outlet.gone() || is_full(outlet))
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
    return !outlet.stands() && outlet.backlog.in_flight() < outlet.destination.concurrency
        && outlet.backlog.receipts() < options_.receipts_max;
}

bool Engine::is_full(Outlet const& outlet) const
{
    return outlet.backlog.size() >= options_.unsettled_max * (outlet.failing() ? 1 : healthy_factor);
}

/// What is to be tried now, if anything.
std::optional<Seq> Engine::next(Outlet& outlet)
{
    Instant const now = parts_.clock.now();
    if (!outlet.gone()) {
        if (auto const due = outlet.backlog.startable(now))
            return due;
    }
    auto const due = outlet.probe_due();
    if (!due || *due > now)
        return {};
    auto const probe = outlet.backlog.probe(now);
    if (!probe)
        outlet.put_off_probe(now);
    return probe;
}

/// The store tells for each entry whom it concerns now. A merge may have happened since the last page, so those at hand
/// are asked for again: where the page tells of a merge, and now and then, since the entry that does may lie far ahead.
void Engine::read_page(Outlet& outlet)
{
    auto const& brand = outlet.destination.brand;
    auto entries = parts_.store.entries(brand, outlet.backlog.scanned(), options_.page);
    auto const is_merge = [](auto const& entry) { return entry.event.type == consent::EventType::merged; };
    Instant const now = parts_.clock.now();
    if (std::ranges::any_of(entries, is_merge) || now - outlet.regrouped_at >= regroup_every) {
        outlet.backlog.regroup(parts_.store.subjects_of(brand, outlet.backlog.unsettled_seqs()));
        outlet.regrouped_at = now;
    }
    outlet.at_end = entries.size() < options_.page;
    std::ranges::move(entries, std::back_inserter(outlet.page));
}

void Engine::take_entry(Outlet& outlet)
{
    LedgerEntry entry = std::move(outlet.page.front());
    outlet.page.pop_front();
    Destination const& destination = outlet.destination;
    if (destination.filter.wants(entry.event, destination.name) && outlet.courier().wants(entry.event))
        outlet.backlog.take(
            std::move(entry), parts_.clock.now() + wait_after(destination.schedule.value_or(options_.schedule), 0));
    else
        outlet.backlog.pass(entry.event.seq);
}

void Engine::set_alarm(Outlet& outlet)
{
    auto const due = outlet.backlog.next_due();
    if (!due || !may_start(outlet))
        return;
    Instant const now = parts_.clock.now();
    Instant at = now + alarm_max;
    if (!outlet.gone())
        at = std::min(at, *due);
    if (auto const probe = outlet.probe_due())
        at = std::min(at, *probe);
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
