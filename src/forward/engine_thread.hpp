#pragma once

#include "consentry/base/log.hpp"
#include "consentry/base/random.hpp"
#include "consentry/http/client.hpp"
#include "forward/loop_tasks.hpp"

#include <atomic>
#include <memory>
#include <thread>

namespace consentry::forward {

/// The thread of an engine: its round of work and its client, and how it is begun, told and ended. The engine stands
/// behind it, works with its parts, and goes before it.
class EngineThread {
public:
    using Task = Tasks::Task;
    using Stopped = std::move_only_function<void(bool all)>;

    /// Throws std::runtime_error if the authorities of `trust` can't be loaded.
    EngineThread(Log& log, std::shared_ptr<http::Trust const> trust);

    void start();

    /// From any thread; called on this one, in order.
    void post(Task task) { tasks_->post(std::move(task)); }

    /// The same, and returns when it has been called, or after ten seconds; at once where the thread is not started.
    void take_over(Task change);

    /// Calls `wake` on this thread, once for however many ask before it has looked. Cheap; from any thread.
    void notify(Task wake);

    /// Has `stop_engine` called on this thread and ends it when that calls back, or five seconds behind `limit`. False
    /// if something was left over. Not started, or ended already: true.
    bool stop(std::chrono::milliseconds limit, std::move_only_function<void(Stopped)> stop_engine);

    /// Nothing is called any more.
    void close() { tasks_->close(); }

    std::shared_ptr<Tasks> tasks() const { return tasks_; }
    http::Client& client() { return client_; }
    Random& random() { return random_; }

private:
    void run();

    Log& log_;
    SystemRandom random_;
    http::Loop loop_;
    std::shared_ptr<LoopTasks> tasks_;
    http::Client client_;
    std::atomic<bool> notified_ = false;
    std::atomic<bool> stopped_ = false;
    std::thread thread_;
};

}  // namespace consentry::forward
