// What people ask of the engine: a pause, another try, a replay, a snapshot, a test.
#include "forward/engine.hpp"

#include <utility>

namespace consentry::forward {
namespace {

/// How many dead deliveries are brought back at once.
constexpr std::size_t revived_at_once = 200;

}  // namespace

void Engine::halt(std::string const& brand, std::string const& name, bool halted, Answered done)
{
    auto const receiver = working_receiver(brand, name);
    if (!receiver)
        return done(std::unexpected{receiver.error()});
    if (!halted && (*receiver)->destination.paused)
        return done(fail(
            Fault::conflict, "the configuration pauses this destination; take `paused = true` out of it and reload"));
    auto const shared = std::make_shared<Answered>(std::move(done));
    parts_.store.halt((*receiver)->number, halted,
        [this, tasks = parts_.tasks, number = (*receiver)->number, halted, shared](Result<void> result) {
            tasks->post([this, number, halted, shared, result = std::move(result)] {
                on_halted(number, halted, std::move(*shared), result);
            });
        });
}

void Engine::on_halted(DestinationNumber number, bool halted, Answered done, Result<void> const& result)
{
    auto const found = outlets_.find(number);
    if (result && found != outlets_.end()) {
        std::shared_ptr<Receiver> const receiver = found->second->receiver;
        if (std::exchange(receiver->halted, halted) != halted)
            parts_.log.info(halted ? "destination.paused" : "destination.resumed",
                {{"brand", std::string_view{receiver->destination.brand}},
                    {"destination", std::string_view{receiver->destination.name}}});
        if (!halted)
            receiver->serving_since = parts_.clock.now();  // Nobody tried it in the meantime.
        turn_all(*receiver);
    }
    done(result);
}

/// The queue of a delivery. That of a replay which came to its end is opened once more.
Outlet* Engine::outlet_for(DeliveryId id)
{
    if (auto const found = outlets_.find(id.destination); found != outlets_.end())
        return found->second.get();
    auto const feed = parts_.store.feed(id.destination);
    auto const parent = feed ? outlets_.find(feed->first) : outlets_.end();
    if (parent == outlets_.end())
        return nullptr;
    return &open_outlet(parent->second->receiver, feed->second.feed, feed->second.place, feed->second.name);
}

void Engine::retry(DeliveryId id, Answered done)
try {
    Outlet* const outlet = stopping_ ? nullptr : outlet_for(id);
    if (!outlet || outlet->receiver->retired)
        return done(fail(Fault::conflict, "the destination of this delivery is not configured"));
    if (outlet->backlog.is_in_flight(id.seq))
        return done({});
    if (outlet->backlog.find(id.seq)) {
        outlet->backlog.bring_forward(id.seq, parts_.clock.now());
        outlet->breaker().probe_now();
        turn(*outlet);
        return done({});
    }
    auto ended = ended_delivery(id);
    if (!ended)
        return done(std::unexpected{std::move(ended.error())});
    bring_back({std::move(*ended)}, std::move(done));
} catch (std::exception const& failure) {
    done(fail(Fault::unavailable, failure.what()));
}

Result<Delivery> Engine::ended_delivery(DeliveryId id)
{
    std::optional<Delivery> delivery = parts_.store.delivery(id);
    if (!delivery)
        return fail(Fault::not_found, "there is no delivery " + to_string(id));
    if (delivery->state == DeliveryState::delivered)
        return fail(Fault::conflict, "this delivery was taken; there is nothing to retry");
    if (delivery->state == DeliveryState::unknown)
        return fail(Fault::conflict, "nobody knows whether this was received, and it must not be received twice");
    if (!is_settled(delivery->state))
        return fail(Fault::busy, "this delivery has just ended; look again in a moment");
    return std::move(*delivery);
}

/// A delivery that has ended starts anew, with the whole schedule before it. It does so when that is on disk: what a
/// person was told is tried again must not be dead after a power cut.
void Engine::bring_back(std::vector<Delivery> deliveries, Answered done)
{
    for (Delivery& delivery : deliveries) {
        delivery.state = DeliveryState::waiting;
        delivery.attempts = 0;
        delivery.first_attempt_at.reset();
        delivery.delivered_at.reset();
        delivery.due_at = parts_.clock.now();
    }
    parts_.store.settle({.rows = deliveries, .cursors = {}},
        [this, tasks = parts_.tasks, deliveries, done = std::move(done)](Result<void> result) mutable {
            tasks->post([this, deliveries = std::move(deliveries), done = std::move(done),
                            result = std::move(result)]() mutable {
                on_brought_back(std::move(deliveries), std::move(done), result);
            });
        });
}

void Engine::on_brought_back(std::vector<Delivery> deliveries, Answered done, Result<void> const& result)
try {
    // A replay may have ended while they were written; opened once more it has them from the disk.
    if (Outlet* const outlet = result ? outlet_for(deliveries.front().id) : nullptr) {
        for (Delivery& delivery : deliveries)
            outlet->backlog.bring_back(std::move(delivery));
        turn(*outlet);
    }
    done(result);
} catch (std::exception const& failure) {
    done(fail(Fault::unavailable, failure.what()));
}

void Engine::retry_all(std::string const& brand, std::string const& name, Answered done)
try {
    auto const receiver = working_receiver(brand, name);
    if (!receiver)
        return done(std::unexpected{receiver.error()});
    open_feeds(*receiver);
    for (auto& [number, outlet] : outlets_) {
        if (outlet->receiver != *receiver)
            continue;
        for (Seq const seq : outlet->backlog.unsettled_seqs()) {
            if (!outlet->backlog.is_in_flight(seq))
                outlet->backlog.bring_forward(seq, parts_.clock.now());
        }
        outlet->revive_settling = outlet->backlog.settling();
        outlet->revive_asked = outlet->backlog.has_receipts();
        if (!outlet->revive_settling && !outlet->revive_asked)
            outlet->reviving = 0;
    }
    (*receiver)->breaker.probe_now();
    turn_all(**receiver);
    done({});
} catch (std::exception const& failure) {
    done(fail(Fault::unavailable, failure.what()));
}

/// Brings back what was given up, a page at a time: however much it is, memory holds no more of it than of a queue.
void Engine::revive(Outlet& outlet)
{
    if (!outlet.reviving || outlet.bringing_back || outlet.receiver->stands() || is_full(outlet))
        return;
    auto dead = parts_.store.dead(outlet.number, *outlet.reviving, revived_at_once);
    if (dead.empty())
        return outlet.reviving.reset();
    outlet.reviving = dead.back().id.seq;
    outlet.bringing_back = true;
    bring_back(std::move(dead), [this, number = outlet.number](Result<void> const& result) {
        auto const found = outlets_.find(number);
        if (found == outlets_.end())
            return;
        found->second->bringing_back = false;
        if (!result)
            found->second->reviving.reset();  // What was not written stays dead, and a person may ask again.
        turn_later(*found->second, std::chrono::milliseconds{0});
    });
}

void Engine::replay(std::string const& brand, std::string const& name, ReplayRange const& range, Begun done)
{
    auto const receiver = working_receiver(brand, name);
    if (!receiver)
        return done(std::unexpected{receiver.error()});
    begin_feed(*receiver, {.kind = Feed::Kind::replay, .from = range.from, .to = range.to, .subject = range.subject},
        std::move(done));
}

void Engine::snapshot(std::string const& brand, std::string const& name, Begun done)
{
    auto const receiver = working_receiver(brand, name);
    if (!receiver)
        return done(std::unexpected{receiver.error()});
    begin_feed(*receiver, {.kind = Feed::Kind::snapshot}, std::move(done));
}

void Engine::begin_feed(std::shared_ptr<Receiver> const& receiver, Feed feed, Begun done)
{
    parts_.store.add_feed(receiver->number, std::move(feed),
        [this, tasks = parts_.tasks, number = receiver->number, done = std::move(done)](
            Result<FeedPlace> begun) mutable {
            tasks->post([this, number, begun = std::move(begun), done = std::move(done)]() mutable {
                on_begun(number, begun, std::move(done));
            });
        });
}

void Engine::on_begun(DestinationNumber number, Result<FeedPlace> const& begun, Begun done)
{
    if (!begun)
        return done(std::unexpected{begun.error()});
    if (auto const parent = outlets_.find(number); parent != outlets_.end()) {
        std::shared_ptr<Receiver> const receiver = parent->second->receiver;
        parts_.log.info("destination.feed_begun",
            {{"brand", std::string_view{receiver->destination.brand}}, {"destination", std::string_view{begun->name}}});
        take_up_feeds(number);
    }
    done(begun->name);
}

/// A feed that the store can't open yet is tried again.
void Engine::take_up_feeds(DestinationNumber number)
{
    auto const parent = outlets_.find(number);
    if (parent == outlets_.end() || stopping_)
        return;
    std::shared_ptr<Receiver> const receiver = parent->second->receiver;
    try {
        open_feeds(receiver);
        turn_all(*receiver);
    } catch (std::exception const& failure) {
        parts_.log.error(
            "forward.store_failed", {{"destination", receiver->destination.name}, {"why", failure.what()}});
        parts_.tasks->after(store_pause, [this, number] { take_up_feeds(number); });
    }
}

/// All of it is told, or has a row of its own. What was given up of it stays to be looked at.
void Engine::end_feed(Outlet& outlet)
{
    if (std::exchange(outlet.ending, true) || stopping_)
        return;
    parts_.store.end_feed(outlet.number, [this, tasks = parts_.tasks, number = outlet.number](Result<void> result) {
        tasks->post([this, number, result = std::move(result)] {
            auto const found = outlets_.find(number);
            if (found == outlets_.end())
                return;
            found->second->ending = false;
            if (!result || !found->second->is_over())
                return turn_later(*found->second, store_pause);
            parts_.log.info("destination.feed_ended",
                {{"brand", std::string_view{found->second->destination().brand}},
                    {"destination", std::string_view{found->second->gauge->name}}});
            gauges_.remove(found->second->gauge);
            outlets_.erase(found);
        });
    });
}

void Engine::test(std::string const& brand, std::string const& name, std::string contact, Tried done)
{
    auto const receiver = working_receiver(brand, name);
    if (!receiver)
        return done(std::unexpected{receiver.error()});
    auto const shared = std::make_shared<Tried>(std::move(done));
    try {
        (*receiver)->courier().prove(
            std::move(contact), parts_.clock.now(), [shared](Ending ending) { (*shared)(std::move(ending)); });
    } catch (std::exception const& failure) {
        (*shared)(fail(Fault::unavailable, failure.what()));
    }
}

}  // namespace consentry::forward
