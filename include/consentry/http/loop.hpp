#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace consentry::http {

/// One thread's round of work: functions to call now or later, and the sockets of a Client.
class Loop {
public:
    using Task = std::move_only_function<void()>;

    Loop();

    /// What has not been called yet is destroyed uncalled.
    ~Loop();

    void post(Task task);                                       ///< From any thread; called in order.
    void after(std::chrono::milliseconds duration, Task task);  ///< From any thread.

    /// Works until stop(), on the calling thread. An exception of a task comes out here.
    void run();

    void stop();  ///< From any thread. What is being called is finished, nothing else is begun.

    struct State;

private:
    friend class Client;
    std::unique_ptr<State> state_;
};

}  // namespace consentry::http
