#include "consentry/forward/forwarder.hpp"

#include "forward/engine.hpp"
#include "forward/engine_thread.hpp"

namespace consentry::forward {

struct Forwarder::State {
    State(ForwarderStores stores, ForwardOptions options, Clock const& clock, Log& log,
        std::shared_ptr<http::Trust const> trust)
        : thread{log, std::move(trust)}
        , engine{{stores.deliveries, thread.client(), stores.states, thread.tasks(), clock, thread.random(), log,
                     stores.tokens},
              std::move(options)}
    {
    }

    bool stop(std::chrono::milliseconds limit)
    {
        return thread.stop(limit, [this, limit](auto stopped) { engine.stop(limit, std::move(stopped)); });
    }

    EngineThread thread;
    Engine engine;
};

Forwarder::Forwarder(ForwarderStores stores, ForwardOptions options, Clock const& clock, Log& log,
    std::shared_ptr<http::Trust const> trust)
    : state_{std::make_unique<State>(stores, std::move(options), clock, log, std::move(trust))}
{
}

Forwarder::~Forwarder()
{
    state_->stop(std::chrono::milliseconds{0});
    state_->thread.close();
}

void Forwarder::start() { state_->thread.start(); }

void Forwarder::configure(std::vector<Destination> destinations)
{
    state_->thread.take_over([state = state_.get(), destinations = std::move(destinations)]() mutable {
        state->engine.configure(std::move(destinations));
    });
}

void Forwarder::configure(std::vector<Destination> destinations, Schedule schedule, std::chrono::seconds keep_receipts)
{
    state_->thread.take_over([state = state_.get(), destinations = std::move(destinations),
                                 schedule = std::move(schedule), keep_receipts]() mutable {
        state->engine.reschedule(std::move(schedule), keep_receipts);
        state->engine.configure(std::move(destinations));
    });
}

void Forwarder::renew(std::shared_ptr<http::Trust const> trust) { state_->thread.client().renew(std::move(trust)); }

void Forwarder::notify()
{
    state_->thread.notify([state = state_.get()] { state->engine.wake(); });
}

void Forwarder::retry(DeliveryId id, Answered done)
{
    state_->thread.post(
        [state = state_.get(), id, done = std::move(done)]() mutable { state->engine.retry(id, std::move(done)); });
}

void Forwarder::halt(std::string brand, std::string name, bool halted, Answered done)
{
    state_->thread.post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), halted,
            done = std::move(done)]() mutable { state->engine.halt(brand, name, halted, std::move(done)); });
}

void Forwarder::retry_all(std::string brand, std::string name, Answered done)
{
    state_->thread.post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), done = std::move(done)]() mutable {
            state->engine.retry_all(brand, name, std::move(done));
        });
}

void Forwarder::replay(std::string brand, std::string name, ReplayRange range, Begun done)
{
    state_->thread.post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), range,
            done = std::move(done)]() mutable { state->engine.replay(brand, name, range, std::move(done)); });
}

void Forwarder::snapshot(std::string brand, std::string name, Begun done)
{
    state_->thread.post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), done = std::move(done)]() mutable {
            state->engine.snapshot(brand, name, std::move(done));
        });
}

void Forwarder::test(std::string brand, std::string name, std::string contact, Tested done)
{
    auto told = [done = std::move(done)](Result<Ending> ending) mutable {
        if (!ending)
            return done(std::unexpected{std::move(ending.error())});
        bool const works = ending->kind == Ending::Kind::delivered || ending->kind == Ending::Kind::skipped;
        done(TestOutcome{works, ending->status, std::move(ending->error), std::move(ending->detail)});
    };
    state_->thread.post([state = state_.get(), brand = std::move(brand), name = std::move(name),
                            contact = std::move(contact), told = std::move(told)]() mutable {
        state->engine.test(brand, name, std::move(contact), std::move(told));
    });
}

void Forwarder::ping(std::function<void()> answered) { state_->thread.post(std::move(answered)); }

bool Forwarder::stop(std::chrono::milliseconds limit) { return state_->stop(limit); }

std::vector<DestinationStatus> Forwarder::status() const { return state_->engine.status(); }

}  // namespace consentry::forward
