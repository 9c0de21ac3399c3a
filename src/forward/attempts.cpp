// The engine's attempts: what is sent, what an answer means, and what a person asks to be tried again.
#include "forward/engine.hpp"

#include <algorithm>
#include <utility>

namespace consentry::forward {
namespace {

std::optional<std::chrono::seconds> wait_asked_for(
    std::expected<http::Answer, http::TransportError> const& answer, Instant now)
{
    if (!answer)
        return {};
    return retry_after(answer->status, answer->header("retry-after"), now);
}

std::string error_of(std::expected<http::Answer, http::TransportError> const& answer)
{
    if (!answer)
        return std::string{http::name_of(answer.error().fault)};
    return "answered " + std::to_string(answer->status);
}

}  // namespace

void Engine::attempt(Outlet& outlet, Seq seq)
{
    auto event = outlet.backlog.take_event(seq);
    if (!event) {
        auto entry = parts_.store.entry(outlet.destination.brand, seq);
        if (!entry)
            throw std::runtime_error{"entry " + std::to_string(seq) + " of the ledger is not there"};
        event = std::make_unique<consent::Event>(std::move(entry->event));
    }
    Instant const now = parts_.clock.now();
    auto request = outlet.request(*event, now);
    parts_.transport.send(std::move(request),
        [this, id = DeliveryId{outlet.number, seq}, event_id = std::move(event->id), now](
            Answer const& answer) { on_answer(id, event_id, now, answer); });
    outlet.backlog.start(seq, now);  // Behind send(): what throws there has not begun.
}

void Engine::on_answer(DeliveryId id, std::string const& event, Instant started, Answer const& answer)
{
    auto const found = outlets_.find(id.destination);
    if (found == outlets_.end() || !found->second->backlog.is_in_flight(id.seq))
        return;  // The stop did not wait for it.
    Outlet& outlet = *found->second;
    unsigned const attempts = outlet.backlog.find(id.seq)->attempts + 1;
    auto const outcome = conclude(outlet, id.seq, answer);
    parts_.log.write(answer && verdict_on(answer->status) == Verdict::delivered ? Severity::info : Severity::warning,
        "delivery.attempted",
        {{"event_id", event}, {"brand", outlet.destination.brand}, {"destination", outlet.destination.name},
            {"outcome", outcome}, {"status", std::int64_t{answer ? answer->status : 0}},
            {"error", answer ? std::string_view{} : http::name_of(answer.error().fault)},
            {"why", answer ? std::string_view{} : std::string_view{answer.error().detail}},
            {"ms", (parts_.clock.now() - started).count()}, {"attempt", std::int64_t{attempts}}});
    turn(outlet);
    stop_if_idle();
}

/// Writes down how an attempt ended, in memory; the word for it.
std::string_view Engine::conclude(Outlet& outlet, Seq seq, Answer const& answer)
{
    Instant const now = parts_.clock.now();
    unsigned const status = answer ? answer->status : 0;
    if (answer && verdict_on(status) == Verdict::delivered) {
        outlet.backlog.deliver(seq, now, status);
        ++outlet.gauge->delivered;
        note_recovery(outlet);
        return "delivered";
    }
    if (receiver_failed(status))
        outlet.failed(now);
    ++outlet.gauge->failed;
    if (verdict_on(status) == Verdict::gone)
        note_gone(outlet);
    auto const asked_for = wait_asked_for(answer, now);
    if (auto const due = next_due(outlet, seq, now, asked_for)) {
        outlet.backlog.retry(seq, *due, status, error_of(answer), asked_for.has_value());
        return "waiting";
    }
    outlet.backlog.give_up(seq, status, error_of(answer));
    ++outlet.gauge->dead;
    return "dead";
}

/// When to try again; nothing if it is to be given up.
std::optional<Instant> Engine::next_due(
    Outlet const& outlet, Seq seq, Instant now, std::optional<std::chrono::seconds> asked_for)
{
    if (auto const scheduled = outlet.backlog.scheduled(seq))
        return std::max(*scheduled, now + asked_for.value_or(std::chrono::seconds{0}));
    Delivery const& delivery = *outlet.backlog.find(seq);
    Instant const since = std::max(*delivery.first_attempt_at, outlet.serving_since);
    auto const due = next_attempt(options_.schedule, delivery.attempts + 1, since, now, asked_for, parts_.random);
    if (!due && outlet.gone())  // It would be for want of a receiver, and that is for a person to decide.
        return now + wait_after(options_.schedule, delivery.attempts + 1);
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
    if (delivery->state != DeliveryState::dead)
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
