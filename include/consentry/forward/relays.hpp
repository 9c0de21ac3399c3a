#pragma once

#include "consentry/base/alarms.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/forward/relay_log.hpp"
#include "consentry/http/tls.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace consentry::forward {

/// A receiver that expects to be Meta's webhook: a destination of the kind `relay`, as configured.
struct RelayDestination {
    std::string brand;
    std::string name;  ///< Its own within the brand; its place is kept under it.
    std::string url;   ///< http or https.
    bool allow_private_network = false;
    bool paused = false;  ///< Nothing is sent, and nothing is lost but by age.
    unsigned concurrency = 16;
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds answer_timeout{15'000};

    bool operator==(RelayDestination const&) const = default;
};

/// What holds for all relays.
struct RelayOptions {
    std::size_t waiting_max
        = 65'536;                    ///< Bodies a relay has passed and not delivered; from then on it reads no further.
    std::size_t aside_max = 10'000;  ///< Of these, the refused ones; beyond it the oldest is given up.
    std::size_t page = 256;          ///< Bodies that are passed before it is others' turn.
    std::chrono::milliseconds settle_every{500};
};

/// How a relay is doing, for the metrics and the API. Counts are since the start.
struct RelayStatus {
    std::string brand;
    std::string name;
    std::uint64_t relayed = 0;  ///< Bodies that the receiver has answered 2xx.
    std::uint64_t failed = 0;   ///< Attempts.
    std::uint64_t dropped = 0;  ///< Bodies that it has not got and will not get.
    std::uint64_t behind = 0;   ///< Bodies that it has still to get; of those not looked at yet, for whomever they are.
    std::uint64_t bytes = 0;    ///< Of these, in the log.
    std::int64_t aside = 0;     ///< Of these, the ones that the receiver refuses.
    std::int64_t in_flight = 0;
    std::optional<Instant> oldest{};  ///< When the oldest of these came.
    bool paused = false;
    bool failing = false;  ///< The last attempts failed one after another.
    bool gone = false;     ///< Its receiver has answered 410: it wants nothing more.
};

/// Passes webhooks on as Meta sent them: each at least once, in order per number, tried again until it is too old.
/// Works on a thread of its own. One per log.
class Relays {
public:
    using Answered = std::move_only_function<void(Result<void>)>;

    /// What is given must outlive it. `trust`: whom to believe; without it the system's authorities. Throws
    /// std::runtime_error if those can't be loaded.
    Relays(RelayLog& relay_log, RelayOptions options, Clock const& clock, Alarms& alarms, Log& log,
        std::shared_ptr<http::Trust const> trust = {});

    /// Stops at once if that was not done before.
    ~Relays();

    void start();

    /// From now on these are the relays; the first time, and on every reload. From any thread but its own. Where it is
    /// started, it returns when they count, or after ten seconds.
    void configure(std::vector<RelayDestination> destinations);

    /// There is something new in the log. Cheap; from any thread.
    void notify();

    /// Pauses a relay until it is resumed, over restarts too. `done` is called once, on the relays' thread:
    /// Fault::not_found, Fault::conflict if the configuration pauses it, Fault::unavailable. From any thread, while
    /// started.
    void halt(std::string brand, std::string name, bool halted, Answered done);

    /// Whom to believe from now on. From any thread.
    void renew(std::shared_ptr<http::Trust const> trust);

    /// Calls `answered` on the relays' thread; returns at once. From any thread, while started.
    void ping(std::function<void()> answered);

    /// Begins no further attempts, waits up to `limit` for those in flight and keeps every place. False if something
    /// was left over, which is then sent again at the next start.
    bool stop(std::chrono::milliseconds limit);

    std::vector<RelayStatus> status() const;  ///< From any thread.

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace consentry::forward
