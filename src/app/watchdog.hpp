#pragma once

#include "app/pulse.hpp"
#include "app/service_notice.hpp"
#include "consentry/base/log.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace consentry::app {

/// Tells the service manager three times within its limit that the program is alive, as long as every part answers. A
/// program that hangs is silent, is ended and started anew; what it has acknowledged is on the disk. Does nothing where
/// nobody watches.
class Watchdog {
public:
    /// `notice`, `log` and the parts must outlive it.
    Watchdog(ServiceNotice const& notice, std::vector<LivingPart> parts, Log& log);
    Watchdog(Watchdog const&) = delete;
    Watchdog& operator=(Watchdog const&) = delete;
    ~Watchdog();

    /// From now on the parts are not asked any more: they end one by one, within a time of its own.
    void let_end();

private:
    void run(std::chrono::microseconds period);
    void feel();

    ServiceNotice const& notice_;
    Log& log_;
    Pulse pulse_;  // Under the mutex, as is what follows.
    std::mutex mutex_;
    std::condition_variable woken_;
    bool ending_ = false;
    bool stopped_ = false;
    std::thread thread_;
};

}  // namespace consentry::app
