#include "app/rounds.hpp"

#include <algorithm>
#include <utility>

namespace consentry::app {

Rounds::Rounds(std::vector<RoundTask> tasks, Log& log)
    : log_{log}
{
    for (RoundTask& task : tasks)
        running_.push_back({std::move(task), Clock::now()});
    thread_ = std::thread{[this] { run(); }};
}

Rounds::~Rounds() { stop(); }

void Rounds::wake()
{
    std::lock_guard const lock{mutex_};
    wanted_ = true;
    woken_.notify_one();
}

void Rounds::stop()
{
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void Rounds::run()
{
    while (wait()) {
        for (Running& running : running_) {
            if (running.due <= Clock::now() && !slice(running))
                running.due = Clock::now() + running.task.every;
            std::lock_guard const lock{mutex_};
            if (stopping_)
                return;
        }
    }
}

bool Rounds::slice(Running& running)
try {
    return running.task.slice();
} catch (std::exception const& trouble) {
    log_.warn("round.failed", {{"round", std::string_view{running.task.name}}, {"why", trouble.what()}});
    return false;
}

/// Returns false when it is over. A round that has more to do is due at once.
bool Rounds::wait()
{
    auto const next = std::ranges::min_element(running_, {}, &Running::due);
    std::unique_lock lock{mutex_};
    auto const called = [this] { return stopping_ || wanted_; };
    if (next == running_.end())
        woken_.wait(lock, called);
    else
        woken_.wait_until(lock, next->due, called);
    if (std::exchange(wanted_, false)) {
        for (Running& running : running_)
            running.due = Clock::now();
    }
    return !stopping_;
}

}  // namespace consentry::app
