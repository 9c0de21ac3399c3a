#pragma once

#include "app/conditions.hpp"
#include "consentry/base/log.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace consentry::app {

/// Looks every few seconds whether everything is as it should be, and has alarms rise and fall.
class Watch {
public:
    using Look = std::function<Seen()>;

    /// `look` is called on the watch's thread. What is given outlives it.
    Watch(Look look, AlarmBounds bounds, Alarms& alarms, Log& log);
    Watch(Watch const&) = delete;
    Watch& operator=(Watch const&) = delete;
    ~Watch();

    void bound(AlarmBounds bounds);  ///< From the next look on. From any thread.

    /// One look, as the thread does it.
    void look_once();

private:
    void run();

    Look look_;
    Alarms& alarms_;
    Log& log_;
    std::deque<Seen> past_;  ///< Of the last minutes, the oldest first.
    std::mutex mutex_;
    std::condition_variable woken_;
    AlarmBounds bounds_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace consentry::app
