#include "consentry/api/reader_pool.hpp"

#include <sys/resource.h>
#include <unistd.h>

namespace consentry::api {

ReaderPool::ReaderPool(unsigned threads)
{
    for (unsigned i = 0; i < threads; ++i)
        threads_.emplace_back([this] { work(); });
}

ReaderPool::~ReaderPool()
{
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_)
        thread.join();
}

bool ReaderPool::submit(Task task)
{
    {
        std::lock_guard const lock{mutex_};
        if (stopping_ || waiting_.size() >= waiting_max)
            return false;
        waiting_.push_back(std::move(task));
    }
    wake_.notify_one();
    return true;
}

/// Short questions and people's words come first where there are fewer cores than threads.
void ReaderPool::work()
{
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 5);
    for (;;) {
        Task task;
        {
            std::unique_lock lock{mutex_};
            wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_)
                return;
            task = std::move(waiting_.front());
            waiting_.pop_front();
        }
        task();
    }
}

}  // namespace consentry::api
