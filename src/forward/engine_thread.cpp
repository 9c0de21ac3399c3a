#include "forward/engine_thread.hpp"

#include <future>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

/// Destinations may share a host; what one of them is allowed must not be taken by another.
constexpr std::size_t connections_per_origin = 256;

/// How much longer than its limit a stop waits for the last of it to be flushed.
constexpr std::chrono::milliseconds flush_limit = 5s;
constexpr std::chrono::milliseconds take_over_limit = 10s;

}  // namespace

EngineThread::EngineThread(Log& log, std::shared_ptr<http::Trust const> trust)
    : log_{log}
    , tasks_{std::make_shared<LoopTasks>(loop_)}
    , client_{loop_, {.connections_per_origin = connections_per_origin, .trust = std::move(trust)}}
{
}

void EngineThread::start()
{
    thread_ = std::thread{[this] { run(); }};
}

/// Whatever a task throws, the deliveries of the others go on.
void EngineThread::run()
{
    while (!stopped_) {
        try {
            loop_.run();
            return;
        } catch (std::exception const& failure) {
            log_.error("forward.failed", {{"why", failure.what()}});
        }
    }
}

void EngineThread::take_over(Task change)
{
    auto const taken = std::make_shared<std::promise<void>>();
    post([change = std::move(change), taken]() mutable {
        change();
        taken->set_value();
    });
    if (thread_.joinable())
        taken->get_future().wait_for(take_over_limit);
}

void EngineThread::notify(Task wake)
{
    if (notified_.exchange(true))
        return;  // The engine has not looked since the last time: it will see this as well.
    post([this, wake = std::move(wake)]() mutable {
        notified_ = false;
        wake();
    });
}

bool EngineThread::stop(std::chrono::milliseconds limit, std::move_only_function<void(Stopped)> stop_engine)
{
    if (!thread_.joinable())
        return true;
    auto const clean = std::make_shared<std::promise<bool>>();
    auto future = clean->get_future();
    post([stop_engine = std::move(stop_engine), clean]() mutable {
        stop_engine([clean](bool all) { clean->set_value(all); });
    });
    bool const in_time = future.wait_for(limit + flush_limit) == std::future_status::ready;
    bool const all = in_time && future.get();
    stopped_ = true;
    loop_.stop();
    thread_.join();
    close();
    return all;
}

}  // namespace consentry::forward
