#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace consentry::app {

/// Reads one variable of the environment; nothing if it is not set.
using ReadVariable = std::function<std::optional<std::string>(std::string const&)>;

/// Tells the service manager how the program is, by the datagrams of sd_notify(3). Where no manager listens nothing is
/// sent; one that does not take them is its own matter, as it will notice. Safe from every thread.
class ServiceNotice {
public:
    /// As $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID of `variable` say. `process` is our own id.
    ServiceNotice(ReadVariable const& variable, long process);

    /// As the environment of this process says.
    static ServiceNotice of_this_process();

    void ready() const;      ///< Serving: after the start, and after a reload.
    void reloading() const;  ///< Reading the configuration again; ready() ends it.
    void stopping() const;
    void alive() const;  ///< To be repeated within watchdog_limit().

    /// After how long a silence the manager will end the program; nothing if it does not watch us.
    std::optional<std::chrono::microseconds> watchdog_limit() const { return watchdog_limit_; }

private:
    void send(std::string const& state) const;

    std::string address_;  ///< As bind(2) takes it: an abstract one begins with a zero byte. Empty: nobody listens.
    std::optional<std::chrono::microseconds> watchdog_limit_;
};

}  // namespace consentry::app
