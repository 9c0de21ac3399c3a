// The engine's attempts: what is sent, and what follows from how it ended.
#include "forward/engine.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace consentry::forward {
std::optional<LedgerEntry> Engine::entry_of(Outlet& outlet, Seq seq)
{
    if (outlet.feed.kind != Feed::Kind::snapshot)
        return parts_.store.entry(outlet.destination().brand, seq);
    auto found = parts_.states.snapshot(
        *outlet.destination().policy, outlet.feed.until, outlet.number, seq - 1, 1, event_time(parts_.clock.now()));
    if (found.empty() || found.front().subject != seq)
        return {};
    return std::move(found.front());
}

/// Nothing where there is nothing to tell any more: of somebody who was erased, or turned out to be somebody else.
std::optional<Parcel> Engine::parcel_of(Outlet& outlet, Seq seq)
{
    auto event = outlet.backlog.take_event(seq);
    if (!event) {
        auto entry = entry_of(outlet, seq);
        if (!entry && outlet.feed.kind == Feed::Kind::snapshot)
            return {};
        if (!entry)
            throw std::runtime_error{"entry " + std::to_string(seq) + " of the ledger is not there"};
        event = std::make_unique<consent::Event>(std::move(entry->event));
    }
    Delivery const& delivery = *outlet.backlog.find(seq);
    return std::optional<Parcel>{
        std::in_place, std::move(*event), delivery.subject, delivery.attempts, outlet.feed.kind == Feed::Kind::replay};
}

void Engine::attempt(Outlet& outlet, Seq seq)
{
    Instant const now = parts_.clock.now();
    std::optional<Parcel> parcel = parcel_of(outlet, seq);
    if (!parcel) {
        outlet.backlog.start(seq, now);
        outlet.backlog.skip(seq, now, 0, "there is nothing to tell of them any more");
    } else if (auto const ending = outlet.receiver->courier().forgo(*parcel, now)) {
        outlet.backlog.start(seq, now);
        note_end(outlet, seq, {parcel->event.id, parcel->subject, now}, *ending);
    } else if (outlet.receiver->courier().at_most_once()) {
        start(outlet, seq, now);
        claim(outlet, seq, std::move(*parcel));
    } else {
        hand_over(outlet, seq, std::move(*parcel), now);
    }
}

void Engine::start(Outlet& outlet, Seq seq, Instant now)
{
    outlet.backlog.start(seq, now);
    outlet.receiver->began(now, outlet.backlog.find(seq)->subject);
}

void Engine::hand_over(Outlet& outlet, Seq seq, Parcel&& parcel, Instant now)
{
    Carried carried{.event = parcel.event.id, .subject = parcel.subject, .since = now};
    outlet.receiver->courier().carry(std::move(parcel), now,
        [this, id = DeliveryId{outlet.number, seq}, carried = std::move(carried)](
            Ending const& ending) { on_ended(id, carried, ending); });
    if (!outlet.backlog.is_in_flight(seq))
        start(outlet, seq, now);  // Behind carry(): what throws there has not begun.
}

/// What must not arrive twice is written down as sent before it is: a crash in between costs it, and never doubles it.
void Engine::claim(Outlet& outlet, Seq seq, Parcel parcel)
{
    Delivery row = outlet.backlog.claim(seq);
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
    Carried const carried{parcel.event.id, parcel.subject, parts_.clock.now()};
    try {
        if (!result)
            throw std::runtime_error{result.error().detail};
        if (auto const ending = outlet.receiver->courier().forgo(parcel, carried.since))
            return on_ended(id, carried, *ending);  // The store may have taken its time.
        hand_over(outlet, id.seq, std::move(parcel), carried.since);
    } catch (std::exception const& failure) {
        parts_.log.error("forward.store_failed", {{"destination", outlet.destination().name}, {"why", failure.what()}});
        outlet.backlog.disclaim(id.seq);
        outlet.receiver->ended(carried.subject);
        turn_later(outlet, store_pause);
        stop_if_idle();
    }
}

void Engine::on_ended(DeliveryId id, Carried const& carried, Ending const& ending)
{
    auto const found = outlets_.find(id.destination);
    if (found == outlets_.end() || !found->second->backlog.is_in_flight(id.seq))
        return;  // The stop did not wait for it.
    Outlet& outlet = *found->second;
    std::shared_ptr<Receiver> const receiver = outlet.receiver;
    receiver->ended(carried.subject);
    note_end(outlet, id.seq, carried, ending);
    turn_all(*receiver);
    stop_if_idle();
}

/// What became of an attempt: in memory, and in the log.
void Engine::note_end(Outlet& outlet, Seq seq, Carried const& carried, Ending const& ending)
{
    unsigned const attempts = outlet.backlog.find(seq)->attempts + 1;
    auto const outcome = conclude(outlet, seq, ending);
    bool const well = ending.kind == Ending::Kind::delivered || ending.kind == Ending::Kind::skipped;
    parts_.log.write(well ? Severity::info : Severity::warning, "delivery.attempted",
        {{"event_id", carried.event}, {"brand", outlet.destination().brand}, {"destination", outlet.gauge->name},
            {"outcome", outcome}, {"status", std::int64_t{ending.status}}, {"error", std::string_view{ending.error}},
            {"why", std::string_view{ending.detail}}, {"ms", (parts_.clock.now() - carried.since).count()},
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
            outlet.breaker().failed(now);
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
        outlet.breaker().failed(now);
    if (ending.by_receiver && ending.wait)
        outlet.breaker().be_quiet(now + *ending.wait);
    bool const refused = ending.kind == Ending::Kind::refused;
    if (auto const due = refused ? std::nullopt : next_due(outlet, seq, now, ending)) {
        outlet.backlog.retry(seq, *due, ending.status, ending.error, ending.wait.has_value(), ending.counts);
        return "waiting";
    }
    outlet.backlog.give_up(seq, ending.status, ending.error);
    ++outlet.gauge->dead;
    return "dead";
}

/// When to try again; nothing if it is to be given up.
std::optional<Instant> Engine::next_due(Outlet const& outlet, Seq seq, Instant now, Ending const& ending)
{
    Schedule const& schedule = schedule_of(outlet);
    if (auto const scheduled = outlet.backlog.scheduled(seq))
        return std::max(*scheduled, now + ending.wait.value_or(std::chrono::seconds{0}));
    if (!ending.counts)
        return now + ending.wait.value_or(wait_after(schedule, 1));
    Delivery const& delivery = *outlet.backlog.find(seq);
    Instant const since = std::max(*delivery.first_attempt_at, outlet.receiver->serving_since);
    auto const due = next_attempt(schedule, delivery.attempts + 1, since, now, ending.wait, parts_.random);
    if (!due && outlet.breaker().is_gone())  // It would be for want of a receiver, and that is for a person to decide.
        return now + wait_after(schedule, delivery.attempts + 1);
    return due;
}

void Engine::note_recovery(Outlet& outlet)
{
    if (outlet.breaker().is_gone())
        parts_.log.info(
            "destination.back", {{"brand", outlet.destination().brand}, {"destination", outlet.destination().name}});
    if (!outlet.breaker().succeeded())
        return;
    for (auto& [number, queue] : outlets_) {
        if (queue->receiver == outlet.receiver)
            queue->backlog.hurry(parts_.clock.now(), parts_.random);
    }
}

/// 410: the receiver says that it is no more. Nothing is sent but a question an hour, and nothing is thrown away.
void Engine::note_gone(Outlet& outlet)
{
    if (!outlet.breaker().is_gone())
        parts_.log.error("destination.gone",
            {{"brand", outlet.destination().brand}, {"destination", outlet.destination().name},
                {"remedy", "give it a new url, or take it out of the configuration"}});
    outlet.breaker().answered_gone(parts_.clock.now());
}

}  // namespace consentry::forward
