// How far each relay is, written down: now and then, when a person pauses one, and at the end.
#include "forward/relay_engine.hpp"

#include <utility>

namespace consentry::forward {
namespace {

constexpr std::size_t places_per_wait = 4'096;  // A longer list is written less often.

}  // namespace

void RelayEngine::settle_soon(RelayOutlet& outlet)
{
    if (outlet.settling || std::exchange(outlet.settle_posted, true))
        return;
    auto const times = static_cast<int>(1 + outlet.queue.size() / places_per_wait);
    parts_.tasks->after(options_.settle_every * times, [this, name = outlet.name()] {
        if (RelayOutlet* const there = outlet_of(name)) {
            there->settle_posted = false;
            settle(*there);
        }
    });
}

void RelayEngine::settle(RelayOutlet& outlet)
{
    if (outlet.settling || !std::exchange(outlet.changed, false))
        return;
    outlet.settling = true;
    parts_.relay_log.settle(
        outlet.name(), outlet.place(), [this, tasks = parts_.tasks, name = outlet.name()](Result<void> result) {
            tasks->post([this, name, result = std::move(result)] { on_settled(name, result); });
        });
}

void RelayEngine::on_settled(std::string const& relay, Result<void> const& result)
{
    RelayOutlet* const outlet = outlet_of(relay);
    if (!outlet)
        return;
    outlet->settling = false;
    if (!result) {
        outlet->changed = !stopping_;
        left_over_ = left_over_ || stopping_;
    }
    if (outlet->changed && !stopping_)
        settle_soon(*outlet);
    stop_if_idle();
}

void RelayEngine::stop(std::chrono::milliseconds limit, std::move_only_function<void(bool)> done)
{
    stopping_ = true;
    stopped_ = std::move(done);
    parts_.tasks->after(limit, [this] {
        given_up_ = true;
        stop_if_idle();
    });
    stop_if_idle();
}

void RelayEngine::stop_if_idle()
{
    if (!stopping_ || !stopped_)
        return;
    bool busy = false;
    for (auto& [name, outlet] : outlets_) {
        bool const sends = outlet.queue.in_flight() > 0;
        left_over_ = left_over_ || (sends && given_up_);
        if (!sends || given_up_)
            settle(outlet);
        busy = busy || (sends && !given_up_) || outlet.settling;
    }
    if (!busy)
        std::exchange(stopped_, nullptr)(!left_over_);
}

void RelayEngine::halt(std::string const& brand, std::string const& name, bool halted, Answered done)
{
    std::string const relay = relay_name(brand, name);
    RelayOutlet* const outlet = outlet_of(relay);
    if (!outlet)
        return done(fail(Fault::not_found, "brand " + brand + " has no relay " + name));
    if (!halted && outlet->destination.paused)
        return done(fail(
            Fault::conflict, "the configuration pauses this destination; take `paused = true` out of it and reload"));
    bool const before = std::exchange(outlet->halted, halted);
    parts_.relay_log.settle(relay, outlet->place(),
        [this, tasks = parts_.tasks, relay, before, halted, done = std::move(done)](Result<void> result) mutable {
            tasks->post([this, relay, before, halted, done = std::move(done), result = std::move(result)]() mutable {
                if (RelayOutlet* const there = outlet_of(relay)) {
                    if (!result)
                        there->halted = before;
                    else if (before != halted)
                        parts_.log.info(halted ? "destination.paused" : "destination.resumed",
                            {{"brand", std::string_view{there->destination.brand}},
                                {"destination", std::string_view{there->destination.name}}});
                    if (result && !halted)  // Somebody has seen to it.
                        there->queue.hurry_all(parts_.clock.now());
                    turn(*there);
                }
                done(std::move(result));
            });
        });
}

}  // namespace consentry::forward
