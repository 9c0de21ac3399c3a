#pragma once

#include "consentry/http/loop.hpp"
#include "forward/tasks.hpp"

#include <mutex>

namespace consentry::forward {

/// The tasks of a loop, until it is closed: the store may call back when the loop is gone.
class LoopTasks final : public Tasks {
public:
    explicit LoopTasks(http::Loop& loop)
        : loop_{&loop}
    {
    }

    void post(Task task) override
    {
        std::scoped_lock const lock{mutex_};
        if (loop_ != nullptr)
            loop_->post(std::move(task));
    }

    void after(std::chrono::milliseconds duration, Task task) override
    {
        std::scoped_lock const lock{mutex_};
        if (loop_ != nullptr)
            loop_->after(duration, std::move(task));
    }

    void close()
    {
        std::scoped_lock const lock{mutex_};
        loop_ = nullptr;
    }

private:
    std::mutex mutex_;
    http::Loop* loop_;
};

}  // namespace consentry::forward
