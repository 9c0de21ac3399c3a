// The engine's destinations: how they come, change and go.
#include "forward/engine.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace consentry::forward {

void Engine::configure(std::vector<Destination> destinations)
{
    unopened_.clear();
    for (auto& [number, outlet] : outlets_)
        outlet->receiver->retired = true;
    for (auto& destination : destinations) {
        if (auto const known = receiver_of(destination.brand, destination.name)) {
            known->configure(std::move(destination));
            known->serving_since = parts_.clock.now();
        } else {
            unopened_.push_back(std::move(destination));
        }
    }
    for (auto& [number, outlet] : outlets_) {
        outlet->at_end = outlet->at_end && !outlet->is_live();
        gauges_.set_kind(*outlet->gauge, outlet->destination().kind);
        turn(*outlet);
    }
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
        auto const receiver = std::make_shared<Receiver>(destination, place.number,
            CourierParts{parts_.transport, parts_.states, parts_.clock, parts_.random, parts_.tasks, *accounts_});
        receiver->halted = place.halted;
        receiver->serving_since = parts_.clock.now();
        open_outlet(receiver, {}, place, destination.name);
        open_feeds(receiver);
        take_up(*receiver);
        turn_all(*receiver);
        return true;
    } catch (std::exception const& failure) {
        forget_opened(destination);
        parts_.log.error("destination.not_opened",
            {{"brand", destination.brand}, {"destination", destination.name}, {"why", failure.what()}});
        return false;
    }
}

/// How the receiver was doing before a restart, as its queues tell. The restart may be for its sake.
void Engine::take_up(Receiver& receiver)
{
    bool has_failed = false;
    for (auto& [number, outlet] : outlets_) {
        if (outlet->receiver.get() != &receiver)
            continue;
        has_failed |= outlet->backlog.has_failures();
        outlet->backlog.hurry(parts_.clock.now(), parts_.random);
        if (auto const until = outlet->backlog.asked_to_wait_until())
            receiver.breaker.be_quiet(*until);
    }
    receiver.breaker.suspect(has_failed);
}

/// Half of a destination must not work: all of it is opened anew.
void Engine::forget_opened(Destination const& destination)
{
    std::erase_if(outlets_, [&](auto const& entry) {
        Destination const& known = entry.second->destination();
        if (known.brand != destination.brand || known.name != destination.name)
            return false;
        gauges_.remove(entry.second->gauge);
        return true;
    });
}

Outlet& Engine::open_outlet(std::shared_ptr<Receiver> receiver, Feed feed, Place place, std::string const& name)
{
    Backlog backlog{
        place, parts_.store.unsettled(place.number), parts_.store.settled_after(place.number, place.cursor)};
    auto gauge = gauges_.add(receiver->destination.brand, name);
    gauges_.set_kind(*gauge, receiver->destination.kind);
    auto outlet = std::make_unique<Outlet>(std::move(receiver), std::move(feed), std::move(backlog), std::move(gauge));
    return *outlets_.insert_or_assign(place.number, std::move(outlet)).first->second;
}

void Engine::open_feeds(std::shared_ptr<Receiver> const& receiver)
{
    for (FeedPlace const& one : parts_.store.feeds(receiver->number)) {
        if (!outlets_.contains(one.place.number))
            open_outlet(receiver, one.feed, one.place, one.name);
    }
}

std::shared_ptr<Receiver> Engine::receiver_of(std::string_view brand, std::string_view name) const
{
    for (auto const& [number, outlet] : outlets_) {
        if (outlet->is_live() && outlet->destination().brand == brand && outlet->destination().name == name)
            return outlet->receiver;
    }
    return nullptr;
}

Result<std::shared_ptr<Receiver>> Engine::working_receiver(std::string_view brand, std::string_view name) const
{
    auto receiver = receiver_of(brand, name);
    if (!receiver || receiver->retired || stopping_)
        return fail(Fault::not_found, "brand " + std::string{brand} + " has no destination " + std::string{name});
    return receiver;
}

/// Whatever a destination that goes has still to write down would be lost with it, so it stays until that is done, with
/// all its queues: it may come back meanwhile.
void Engine::remove_retired()
{
    std::set<Receiver const*> busy;
    for (auto const& [number, outlet] : outlets_) {
        Backlog const& backlog = outlet->backlog;
        if (backlog.in_flight() > 0 || backlog.settling() || backlog.has_changes())
            busy.insert(outlet->receiver.get());
    }
    std::erase_if(outlets_, [&](auto const& entry) {
        Outlet const& outlet = *entry.second;
        if (!outlet.receiver->retired || busy.contains(outlet.receiver.get()))
            return false;
        gauges_.remove(outlet.gauge);
        return true;
    });
}

}  // namespace consentry::forward
