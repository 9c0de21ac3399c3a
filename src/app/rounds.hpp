#pragma once

#include "consentry/base/log.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace consentry::app {

/// Work that comes round, a slice at a time: nobody who waits for an answer is kept waiting by more than one slice.
struct RoundTask {
    std::string name;                 ///< As the log calls it.
    std::chrono::milliseconds every;  ///< Between the end of one round and the beginning of the next.
    std::function<bool()> slice;      ///< Returns whether the round has more to do.
};

/// Does the tasks in turn, on a thread of its own. One that throws is told in the log and tried again when its time
/// comes; the others go on.
class Rounds {
public:
    /// What is given outlives it. The first rounds begin at once.
    Rounds(std::vector<RoundTask> tasks, Log& log);
    Rounds(Rounds const&) = delete;
    Rounds& operator=(Rounds const&) = delete;
    ~Rounds();  ///< As stop().

    void wake();  ///< All rounds begin now: something has changed. From any thread.
    void stop();  ///< Ends between two slices, and begins no other.

private:
    using Clock = std::chrono::steady_clock;
    struct Running {
        RoundTask task;
        Clock::time_point due;
    };

    void run();
    bool slice(Running& running);
    bool wait();

    std::vector<Running> running_;
    Log& log_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool wanted_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace consentry::app
