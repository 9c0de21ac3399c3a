#include "consentry/forward/relays.hpp"

#include "forward/engine_thread.hpp"
#include "forward/relay_engine.hpp"

namespace consentry::forward {

struct Relays::State {
    State(RelayLog& relay_log, RelayOptions options, Clock const& clock, Alarms& alarms, Log& log,
        std::shared_ptr<http::Trust const> trust)
        : thread{log, std::move(trust)}
        , engine{{relay_log, thread.client(), thread.tasks(), clock, thread.random(), alarms, log}, options}
    {
    }

    bool stop(std::chrono::milliseconds limit)
    {
        return thread.stop(limit, [this, limit](auto stopped) { engine.stop(limit, std::move(stopped)); });
    }

    EngineThread thread;
    RelayEngine engine;
};

Relays::Relays(RelayLog& relay_log, RelayOptions options, Clock const& clock, Alarms& alarms, Log& log,
    std::shared_ptr<http::Trust const> trust)
    : state_{std::make_unique<State>(relay_log, options, clock, alarms, log, std::move(trust))}
{
}

Relays::~Relays()
{
    state_->stop(std::chrono::milliseconds{0});
    state_->thread.close();
}

void Relays::start() { state_->thread.start(); }

void Relays::configure(std::vector<RelayDestination> destinations)
{
    state_->thread.take_over([state = state_.get(), destinations = std::move(destinations)]() mutable {
        state->engine.configure(std::move(destinations));
    });
}

void Relays::notify()
{
    state_->thread.notify([state = state_.get()] { state->engine.wake(); });
}

void Relays::halt(std::string brand, std::string name, bool halted, Answered done)
{
    state_->thread.post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), halted,
            done = std::move(done)]() mutable { state->engine.halt(brand, name, halted, std::move(done)); });
}

void Relays::ping(std::function<void()> answered) { state_->thread.post(std::move(answered)); }

bool Relays::stop(std::chrono::milliseconds limit) { return state_->stop(limit); }

std::vector<RelayStatus> Relays::status() const { return state_->engine.status(); }

void Relays::renew(std::shared_ptr<http::Trust const> trust) { state_->thread.client().renew(std::move(trust)); }

}  // namespace consentry::forward
