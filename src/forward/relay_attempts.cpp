// The attempts of the relays' engine: what is sent, and what an answer means.
#include "consentry/forward/schedule.hpp"
#include "forward/relay_engine.hpp"

#include <utility>

namespace consentry::forward {

/// A body that is not there any more, or damaged, holds nobody up.
void RelayEngine::attempt(RelayOutlet& outlet, RelayPosition at)
{
    auto record = std::exchange(outlet.at_hand, std::nullopt);
    if (!record || record->at != at)
        record = parts_.relay_log.read(at);
    if (!record || record->at != at) {
        outlet.queue.remove(at);
        outlet.changed = true;
        return count_dropped(outlet, 1);
    }
    parts_.transport.send(outlet.request(std::move(*record)),
        [this, relay = outlet.name(), at](Answer const& answer) { on_answer(relay, at, answer); });
    outlet.queue.start(at);  // Behind send(): what throws there has not begun.
}

void RelayEngine::on_answer(std::string const& relay, RelayPosition at, Answer const& answer)
{
    RelayOutlet* const outlet = outlet_of(relay);
    auto const* const body = outlet ? outlet->queue.find(at) : nullptr;
    if (!body || !body->in_flight)
        return;  // The relay was removed meanwhile.
    conclude(*outlet, at, answer);
    outlet->changed = true;
    turn(*outlet);
    stop_if_idle();
}

void RelayEngine::conclude(RelayOutlet& outlet, RelayPosition at, Answer const& answer)
{
    Instant const now = parts_.clock.now();
    RelayVerdict const verdict = relay_verdict_on(answer ? answer->status : 0);
    if (verdict != RelayVerdict::delivered) {
        ++outlet.attempts_failed;
        note_failure(outlet, answer);
    }
    switch (verdict) {
    case RelayVerdict::delivered:
        ++outlet.relayed;
        outlet.queue.remove(at);
        if (outlet.succeeded(now))
            outlet.queue.hurry(now);
        return;
    case RelayVerdict::trouble: return on_trouble(outlet, at, answer);
    case RelayVerdict::refused: return on_refusal(outlet, at);
    case RelayVerdict::gone:
        outlet.queue.put_off(at);
        outlet.failed();
        return outlet.answered_gone(now);
    }
}

void RelayEngine::on_trouble(RelayOutlet& outlet, RelayPosition at, Answer const& answer)
{
    Instant const now = parts_.clock.now();
    auto const asked_for = answer ? retry_after(answer->status, answer->header("retry-after"), now) : std::nullopt;
    auto const* const body = outlet.queue.find(at);
    auto wait = body->aside ? relay_wait_after_refusal(body->refusals) : relay_wait_after(body->failures + 1);
    outlet.failed();
    outlet.queue.fail(at, after(std::max(wait, asked_for.value_or(std::chrono::seconds{0}))), asked_for.has_value());
}

/// The receiver works, but this body is not to its liking. The oldest of too many goes: they are there for somebody who
/// mends the receiver, and must not keep the others from it.
void RelayEngine::on_refusal(RelayOutlet& outlet, RelayPosition at)
{
    Instant const now = parts_.clock.now();
    if (outlet.succeeded(now))
        outlet.queue.hurry(now);
    unsigned const refusals = outlet.queue.find(at)->refusals + 1;
    Instant const due = after(relay_wait_after_refusal(refusals));
    if (refusals < relay_refusals_in_place || outlet.queue.find(at)->aside)
        return outlet.queue.refuse(at, due);
    outlet.queue.set_aside(at, due);
    if (outlet.queue.aside() <= options_.aside_max)
        return;
    if (auto const oldest = outlet.queue.oldest_aside()) {
        outlet.queue.remove(*oldest);
        count_dropped(outlet, 1);
    }
}

/// A receiver that is down would fill the log: one line a second says how often.
void RelayEngine::note_failure(RelayOutlet const& outlet, Answer const& answer)
{
    auto const more = failures_[outlet.name()].pass(event_time(parts_.clock.now()));
    if (!more)
        return;
    parts_.log.warn("relay.failed",
        {{"brand", std::string_view{outlet.destination.brand}},
            {"destination", std::string_view{outlet.destination.name}},
            {"status", std::int64_t{answer ? answer->status : 0}},
            {"error", answer ? std::string_view{} : http::name_of(answer.error().fault)},
            {"why", answer ? std::string_view{} : std::string_view{answer.error().detail}},
            {"more_since_last", *more}});
}

/// Jitter is only ever added, so that what the receiver asked for is never undercut.
Instant RelayEngine::after(std::chrono::seconds wait)
{
    return parts_.clock.now() + wait + jitter(std::chrono::milliseconds{wait} / 10, parts_.random);
}

}  // namespace consentry::forward
