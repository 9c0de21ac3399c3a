#pragma once

#include <csignal>

namespace consentry::app {

/// The signals that tell the program what to do. Blocked in every thread before there is a second one, and waited for
/// in the first: so a signal is a value like any other and nothing runs inside a handler.
class StopSignals {
public:
    StopSignals()
    {
        sigemptyset(&set_);
        for (int const signal : {SIGTERM, SIGINT, SIGHUP})
            sigaddset(&set_, signal);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);  // A peer that is gone is an error of that write,
        std::signal(SIGXFSZ, SIG_IGN);  // and so is a file that may not grow: the store then refuses, and recovers.
    }

    /// Waits for the end, and calls `reload` at each hang-up.
    template <class Reload>
    void wait(Reload reload) const
    {
        for (;;) {
            int signal = 0;
            sigwait(&set_, &signal);
            if (signal != SIGHUP)
                return;
            reload();
        }
    }

private:
    sigset_t set_{};
};

}  // namespace consentry::app
