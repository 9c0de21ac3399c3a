#include "consentry/forward/relays.hpp"

#include "consentry/http/client.hpp"
#include "forward/loop_tasks.hpp"
#include "forward/relay_engine.hpp"

#include <atomic>
#include <future>
#include <thread>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

/// Relays may share a host; what one of them is allowed must not be taken by another.
constexpr std::size_t connections_per_origin = 256;

/// How much longer than its limit a stop waits for the places to be flushed.
constexpr std::chrono::milliseconds places_limit = 5s;
constexpr std::chrono::milliseconds take_over_limit = 10s;

}  // namespace

struct Relays::State {
    State(RelayLog& relay_log, RelayOptions options, Clock const& clock, Alarms& alarms, Log& to_log,
        std::shared_ptr<http::Trust const> trust)
        : log{to_log}
        , tasks{std::make_shared<LoopTasks>(loop)}
        , client{loop, {.connections_per_origin = connections_per_origin, .trust = std::move(trust)}}
        , engine{{relay_log, client, tasks, clock, random, alarms, to_log}, options}
    {
    }

    void run();
    bool stop(std::chrono::milliseconds limit);

    Log& log;
    SystemRandom random;
    http::Loop loop;
    std::shared_ptr<LoopTasks> tasks;
    http::Client client;
    RelayEngine engine;
    std::atomic<bool> notified = false;
    std::atomic<bool> stopped = false;
    std::thread thread;
};

/// Whatever a task throws, the relays go on.
void Relays::State::run()
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

bool Relays::State::stop(std::chrono::milliseconds limit)
{
    if (!thread.joinable())
        return true;
    auto const clean = std::make_shared<std::promise<bool>>();
    auto future = clean->get_future();
    tasks->post([this, limit, clean] { engine.stop(limit, [clean](bool all) { clean->set_value(all); }); });
    bool const in_time = future.wait_for(limit + places_limit) == std::future_status::ready;
    bool const all = in_time && future.get();
    stopped = true;
    loop.stop();
    thread.join();
    tasks->close();
    return all;
}

Relays::Relays(RelayLog& relay_log, RelayOptions options, Clock const& clock, Alarms& alarms, Log& log,
    std::shared_ptr<http::Trust const> trust)
    : state_{std::make_unique<State>(relay_log, options, clock, alarms, log, std::move(trust))}
{
}

Relays::~Relays()
{
    state_->stop(0ms);
    state_->tasks->close();
}

void Relays::start()
{
    state_->thread = std::thread{[state = state_.get()] { state->run(); }};
}

void Relays::configure(std::vector<RelayDestination> destinations)
{
    auto const taken = std::make_shared<std::promise<void>>();
    state_->tasks->post([state = state_.get(), destinations = std::move(destinations), taken]() mutable {
        state->engine.configure(std::move(destinations));
        taken->set_value();
    });
    if (state_->thread.joinable())
        taken->get_future().wait_for(take_over_limit);
}

void Relays::notify()
{
    if (state_->notified.exchange(true))
        return;  // The engine has not looked since the last time: it will see this as well.
    state_->tasks->post([state = state_.get()] {
        state->notified = false;
        state->engine.wake();
    });
}

void Relays::halt(std::string brand, std::string name, bool halted, Answered done)
{
    state_->tasks->post(
        [state = state_.get(), brand = std::move(brand), name = std::move(name), halted,
            done = std::move(done)]() mutable { state->engine.halt(brand, name, halted, std::move(done)); });
}

void Relays::ping(std::function<void()> answered) { state_->tasks->post(std::move(answered)); }

bool Relays::stop(std::chrono::milliseconds limit) { return state_->stop(limit); }

std::vector<RelayStatus> Relays::status() const { return state_->engine.status(); }

void Relays::renew(std::shared_ptr<http::Trust const> trust) { state_->client.renew(std::move(trust)); }

}  // namespace consentry::forward
