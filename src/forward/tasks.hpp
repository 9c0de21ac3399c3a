#pragma once

#include <chrono>
#include <functional>

namespace consentry::forward {

/// The round of one thread, as the engine needs it: a test turns it by hand.
class Tasks {
public:
    using Task = std::move_only_function<void()>;

    virtual ~Tasks() = default;
    virtual void post(Task task) = 0;  ///< From any thread. Called in order, on the engine's; or never, after the end.
    virtual void after(std::chrono::milliseconds duration, Task task) = 0;  ///< Likewise.
};

}  // namespace consentry::forward
