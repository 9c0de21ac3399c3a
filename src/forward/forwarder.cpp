#include "consentry/forward/forwarder.hpp"

#include "consentry/http/client.hpp"
#include "consentry/http/loop.hpp"
#include "forward/engine.hpp"
#include "forward/loop_tasks.hpp"

#include <atomic>
#include <future>
#include <thread>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

/// Destinations may share a host; what one of them is allowed must not be taken by another.
constexpr std::size_t connections_per_origin = 256;

/// How much longer than its limit a stop waits for the last receipts to be flushed.
constexpr std::chrono::milliseconds receipts_limit = 5s;
constexpr std::chrono::milliseconds take_over_limit = 10s;

}  // namespace

struct Forwarder::State {
    State(DeliveryStore& store, StateSource& states, ForwardOptions options, Clock const& clock, Log& to_log,
        std::shared_ptr<http::Trust const> trust)
        : log{to_log}
        , tasks{std::make_shared<LoopTasks>(loop)}
        , client{loop, {.connections_per_origin = connections_per_origin, .trust = std::move(trust)}}
        , engine{{store, client, states, tasks, clock, random, to_log}, std::move(options)}
    {
    }

    void run();
    void take_over(std::move_only_function<void()> change);
    bool stop(std::chrono::milliseconds limit);

    Log& log;
    SystemRandom random;
    http::Loop loop;
    std::shared_ptr<LoopTasks> tasks;
    http::Client client;
    Engine engine;
    std::atomic<bool> notified = false;
    std::atomic<bool> stopped = false;
    std::thread thread;
};

/// Whatever a task throws, the deliveries of the others go on.
void Forwarder::State::run()
{
    while (!stopped) {
        try {
            loop.run();
            return;
        } catch (std::exception const& failure) {
            log.error("forward.failed", {{"why", failure.what()}});
        }
    }
}

/// Whoever is told that a configuration counts may ask for its destinations by name.
void Forwarder::State::take_over(std::move_only_function<void()> change)
{
    auto const taken = std::make_shared<std::promise<void>>();
    tasks->post([change = std::move(change), taken]() mutable {
        change();
        taken->set_value();
    });
    if (thread.joinable())
        taken->get_future().wait_for(take_over_limit);
}

bool Forwarder::State::stop(std::chrono::milliseconds limit)
{
    if (!thread.joinable())
        return true;
    auto const clean = std::make_shared<std::promise<bool>>();
    auto future = clean->get_future();
    tasks->post([this, limit, clean] { engine.stop(limit, [clean](bool all) { clean->set_value(all); }); });
    bool const in_time = future.wait_for(limit + receipts_limit) == std::future_status::ready;
    bool const all = in_time && future.get();
    stopped = true;
    loop.stop();
    thread.join();
    tasks->close();
    return all;
}

Forwarder::Forwarder(DeliveryStore& store, StateSource& states, ForwardOptions options, Clock const& clock, Log& log,
    std::shared_ptr<http::Trust const> trust)
    : state_{std::make_unique<State>(store, states, std::move(options), clock, log, std::move(trust))}
{
}

Forwarder::~Forwarder()
{
    state_->stop(0ms);
    state_->tasks->close();
}

void Forwarder::start()
{
    state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

void Forwarder::configure(std::vector<Destination> destinations)
{
    state_->take_over([state = state_.get(), destinations = std::move(destinations)]() mutable {
        state->engine.configure(std::move(destinations));
    });
}

void Forwarder::configure(std::vector<Destination> destinations, Schedule schedule, std::chrono::seconds keep_receipts)
{
    state_->take_over([state = state_.get(), destinations = std::move(destinations), schedule = std::move(schedule),
                          keep_receipts]() mutable {
        state->engine.reschedule(std::move(schedule), keep_receipts);
        state->engine.configure(std::move(destinations));
    });
}

void Forwarder::renew(std::shared_ptr<http::Trust const> trust) { state_->client.renew(std::move(trust)); }

void Forwarder::notify()
{
    if (state_->notified.exchange(true))
        return;  // The engine has not looked since the last time: it will see this as well.
    state_->tasks->post([state = state_.get()] {
        state->notified = false;
        state->engine.wake();
    });
}

void Forwarder::retry(DeliveryId id, Answered done)
{
    state_->tasks->post(
        [state = state_.get(), id, done = std::move(done)]() mutable { state->engine.retry(id, std::move(done)); });
}

void Forwarder::halt(std::string brand, std::string name, bool halted, Answered done)
{
    state_->tasks->post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), halted,
            done = std::move(done)]() mutable { state->engine.halt(brand, name, halted, std::move(done)); });
}

void Forwarder::retry_all(std::string brand, std::string name, Answered done)
{
    state_->tasks->post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), done = std::move(done)]() mutable {
            state->engine.retry_all(brand, name, std::move(done));
        });
}

void Forwarder::replay(std::string brand, std::string name, ReplayRange range, Begun done)
{
    state_->tasks->post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), range,
            done = std::move(done)]() mutable { state->engine.replay(brand, name, range, std::move(done)); });
}

void Forwarder::snapshot(std::string brand, std::string name, Begun done)
{
    state_->tasks->post(
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
    state_->tasks->post([state = state_.get(), brand = std::move(brand), name = std::move(name),
                            contact = std::move(contact), told = std::move(told)]() mutable {
        state->engine.test(brand, name, std::move(contact), std::move(told));
    });
}

void Forwarder::ping(std::function<void()> answered) { state_->tasks->post(std::move(answered)); }

bool Forwarder::stop(std::chrono::milliseconds limit) { return state_->stop(limit); }

std::vector<DestinationStatus> Forwarder::status() const { return state_->engine.status(); }

}  // namespace consentry::forward
