#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace consentry::api {

/// Threads for work that is too long for a socket thread: checks of thousands of contacts, pages of history.
class ReaderPool {
public:
    using Task = std::move_only_function<void()>;

    explicit ReaderPool(unsigned threads);

    /// Finishes what has begun; what waits is destroyed uncalled.
    ~ReaderPool();
    ReaderPool(ReaderPool const&) = delete;
    ReaderPool& operator=(ReaderPool const&) = delete;

    /// False if so much is waiting that nothing more is taken; the task is then destroyed.
    bool submit(Task task);

private:
    void work();

    static constexpr std::size_t waiting_max = 1000;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace consentry::api
