// The engine's attempts: what is sent, what an answer means, and what a person asks to be tried again.
#include "forward/engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace consentry::forward {
Parcel Engine::parcel_of(Outlet& outlet, Seq seq)
{
    auto event = outlet.backlog.take_event(seq);
    if (!event) {
        auto entry = parts_.store.entry(outlet.destination.brand, seq);
        if (!entry)
            throw std::runtime_error{"entry " + std::to_string(seq) + " of the ledger is not there"};
        event = std::make_unique<consent::Event>(std::move(entry->event));
    }
    Delivery const& delivery = *outlet.backlog.find(seq);
    return {.event = std::move(*event),
        .subject = delivery.subject,
        .first_attempt_at = delivery.first_attempt_at,
        .attempts = delivery.attempts};
}

void Engine::attempt(Outlet& outlet, Seq seq)
{
    Instant const now = parts_.clock.now();
    Parcel parcel = parcel_of(outlet, seq);
    if (auto const ending = outlet.courier().forgo(parcel, now)) {
        outlet.backlog.start(seq, now);
        return note_end(outlet, seq, parcel.event.id, now, *ending);
    }
    if (!outlet.courier().at_most_once())
        return hand_over(outlet, seq, std::move(parcel), now);
    outlet.backlog.start(seq, now);
    claim(outlet, std::move(parcel));
}

void Engine::hand_over(Outlet& outlet, Seq seq, Parcel parcel, Instant now)
{
    std::string event = parcel.event.id;
    outlet.courier().carry(std::move(parcel), now,
        [this, id = DeliveryId{outlet.number, seq}, event = std::move(event), now](
            Ending const& ending) { on_ended(id, event, now, ending); });
    if (!outlet.backlog.is_in_flight(seq))
        outlet.backlog.start(seq, now);  // Behind carry(): what throws there has not begun.
}

/// What must not arrive twice is written down as sent before it is: a crash in between costs it, and never doubles it.
void Engine::claim(Outlet& outlet, Parcel parcel)
{
    Delivery row = outlet.backlog.claim(parcel.event.seq);
    DeliveryId const id = row.id;
    parts_.store.settle({.rows = {std::move(row)}, .cursors = {}},
        [this, tasks = parts_.tasks, id, parcel = std::move(parcel)](Result<void> result) mutable {
            tasks->post([this, id, parcel = std::move(parcel), result = std::move(result)]() mutable {
                on_claimed(id, std::move(parcel), result);
            });
        });
}

void Engine::on_claimed(DeliveryId id, Parcel parcel, Result<void> const& result)
{
    auto const found = outlets_.find(id.destination);
    if (found == outlets_.end() || !found->second->backlog.is_in_flight(id.seq))
        return;  // The stop did not wait for it.
    Outlet& outlet = *found->second;
    try {
        if (!result)
            throw std::runtime_error{result.error().detail};
        Instant const now = parts_.clock.now();
        if (auto const ending = outlet.courier().forgo(parcel, now))  // The store may have taken its time.
            return on_ended(id, parcel.event.id, now, *ending);
        hand_over(outlet, id.seq, std::move(parcel), now);
    } catch (std::exception const& failure) {
        parts_.log.error("forward.store_failed", {{"destination", outlet.destination.name}, {"why", failure.what()}});
        outlet.backlog.disclaim(id.seq);
        turn_later(outlet, store_pause);
        stop_if_idle();
    }
}

void Engine::on_ended(DeliveryId id, std::string const& event, Instant started, Ending const& ending)
{
    auto const found = outlets_.find(id.destination);
    if (found == outlets_.end() || !found->second->backlog.is_in_flight(id.seq))
        return;  // The stop did not wait for it.
    Outlet& outlet = *found->second;
    note_end(outlet, id.seq, event, started, ending);
    turn(outlet);
    stop_if_idle();
}

/// What became of an attempt: in memory, and in the log.
void Engine::note_end(Outlet& outlet, Seq seq, std::string const& event, Instant started, Ending const& ending)
{
    unsigned const attempts = outlet.backlog.find(seq)->attempts + 1;
    auto const outcome = conclude(outlet, seq, ending);
    bool const well = ending.kind == Ending::Kind::delivered || ending.kind == Ending::Kind::skipped;
    parts_.log.write(well ? Severity::info : Severity::warning, "delivery.attempted",
        {{"event_id", event}, {"brand", outlet.destination.brand}, {"destination", outlet.destination.name},
            {"outcome", outcome}, {"status", std::int64_t{ending.status}}, {"error", std::string_view{ending.error}},
            {"why", std::string_view{ending.detail}}, {"ms", (parts_.clock.now() - started).count()},
            {"attempt", std::int64_t{attempts}}});
}

/// Writes down how an attempt ended, in memory; the word for it.
std::string_view Engine::conclude(Outlet& outlet, Seq seq, Ending const& ending)
{
    Instant const now = parts_.clock.now();
    switch (ending.kind) {
    case Ending::Kind::delivered:
        outlet.gauge->note_time(now - outlet.backlog.find(seq)->recorded_at);
        outlet.backlog.deliver(seq, now, ending.status);
        ++outlet.gauge->delivered;
        note_recovery(outlet);
        return "delivered";
    case Ending::Kind::skipped:
        outlet.backlog.skip(seq, now, ending.status, ending.error);
        ++outlet.gauge->skipped;
        return "skipped";
    case Ending::Kind::unknown:
        outlet.backlog.leave_unknown(seq, ending.status, ending.error);
        ++outlet.gauge->failed;
        if (ending.by_receiver)
            outlet.failed(now);
        return "unknown";
    case Ending::Kind::gone: note_gone(outlet); break;
    case Ending::Kind::retry:
    case Ending::Kind::refused: break;
    }
    ++outlet.gauge->failed;
    return put_off(outlet, seq, ending);
}

/// The attempt came to nothing: when the next one is, if there is one.
std::string_view Engine::put_off(Outlet& outlet, Seq seq, Ending const& ending)
{
    Instant const now = parts_.clock.now();
    if (ending.by_receiver)
        outlet.failed(now);
    bool const refused = ending.kind == Ending::Kind::refused;
    if (auto const due = refused ? std::nullopt : next_due(outlet, seq, now, ending)) {
        outlet.backlog.retry(seq, *due, ending.status, ending.error, ending.wait.has_value());
        return "waiting";
    }
    outlet.backlog.give_up(seq, ending.status, ending.error);
    ++outlet.gauge->dead;
    return "dead";
}

/// When to try again; nothing if it is to be given up.
std::optional<Instant> Engine::next_due(Outlet const& outlet, Seq seq, Instant now, Ending const& ending)
{
    Schedule const& schedule = outlet.destination.schedule.value_or(options_.schedule);
    if (auto const scheduled = outlet.backlog.scheduled(seq))
        return std::max(*scheduled, now + ending.wait.value_or(std::chrono::seconds{0}));
    Delivery const& delivery = *outlet.backlog.find(seq);
    Instant const since = std::max(*delivery.first_attempt_at, outlet.serving_since);
    auto const due = next_attempt(schedule, delivery.attempts + 1, since, now, ending.wait, parts_.random);
    if (!due && outlet.gone())  // It would be for want of a receiver, and that is for a person to decide.
        return now + wait_after(schedule, delivery.attempts + 1);
    return due;
}

void Engine::note_recovery(Outlet& outlet)
{
    if (outlet.gone())
        parts_.log.info(
            "destination.back", {{"brand", outlet.destination.brand}, {"destination", outlet.destination.name}});
    if (outlet.succeeded())
        outlet.backlog.hurry(parts_.clock.now(), parts_.random);
}

/// 410: the receiver says that it is no more. Nothing is sent but a question an hour, and nothing is thrown away.
void Engine::note_gone(Outlet& outlet)
{
    if (!outlet.gone())
        parts_.log.error("destination.gone",
            {{"brand", outlet.destination.brand}, {"destination", outlet.destination.name},
                {"remedy", "give it a new url, or take it out of the configuration"}});
    outlet.answered_gone();
}

void Engine::retry(DeliveryId id, Answered done)
{
    auto const found = outlets_.find(id.destination);
    if (stopping_ || found == outlets_.end() || found->second->retired)
        return done(fail(Fault::conflict, "the destination of this delivery is not configured"));
    Outlet& outlet = *found->second;
    if (outlet.backlog.is_in_flight(id.seq))
        return done({});
    if (outlet.backlog.find(id.seq)) {
        outlet.backlog.bring_forward(id.seq, parts_.clock.now());
        outlet.probe_now();
        turn(outlet);
        return done({});
    }
    auto dead = dead_delivery(id);
    if (!dead)
        return done(std::unexpected{std::move(dead.error())});
    bring_back(std::move(*dead), std::move(done));
}

Result<Delivery> Engine::dead_delivery(DeliveryId id)
{
    std::optional<Delivery> delivery;
    try {
        delivery = parts_.store.delivery(id);
    } catch (std::exception const& failure) {
        return fail(Fault::unavailable, failure.what());
    }
    if (!delivery)
        return fail(Fault::not_found, "there is no delivery " + to_string(id));
    if (delivery->state == DeliveryState::delivered)
        return fail(Fault::conflict, "this delivery was answered 2xx; there is nothing to retry");
    if (delivery->state == DeliveryState::unknown)
        return fail(Fault::conflict, "nobody knows whether this was received, and it must not be received twice");
    if (!is_settled(delivery->state))
        return fail(Fault::busy, "this delivery has just ended; look again in a moment");
    return std::move(*delivery);
}

/// A dead delivery starts anew, with the whole schedule before it. It does so when that is on disk: what a person was
/// told is tried again must not be dead after a power cut.
void Engine::bring_back(Delivery delivery, Answered done)
{
    delivery.state = DeliveryState::waiting;
    delivery.attempts = 0;
    delivery.first_attempt_at.reset();
    delivery.due_at = parts_.clock.now();
    Settlement settlement{.rows = {delivery}, .cursors = {}};
    parts_.store.settle(std::move(settlement),
        [this, tasks = parts_.tasks, delivery = std::move(delivery), done = std::move(done)](
            Result<void> result) mutable {
            tasks->post(
                [this, delivery = std::move(delivery), done = std::move(done), result = std::move(result)]() mutable {
                    on_brought_back(std::move(delivery), std::move(done), result);
                });
        });
}

void Engine::on_brought_back(Delivery delivery, Answered done, Result<void> const& result)
{
    auto const found = outlets_.find(delivery.id.destination);
    if (result && found != outlets_.end()) {
        found->second->backlog.bring_back(std::move(delivery));
        turn(*found->second);
    }
    done(result);
}

}  // namespace consentry::forward
