#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/forward/delivery_store.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/forward/state_source.hpp"
#include "consentry/forward/steering.hpp"
#include "consentry/forward/token_keeper.hpp"
#include "consentry/http/tls.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace consentry::forward {

/// What a forwarder reads and writes.
struct ForwarderStores {
    DeliveryStore& deliveries;
    StateSource& states;
    TokenKeeper& tokens;
};

/// Takes every event from the ledger to the destinations that want it: at least once, under the event's id, in order
/// per subject, signed, tried again over days. Works on a thread of its own. One per store.
class Forwarder final : public Steering {
public:
    /// `stores`, `clock` and `log` must outlive it, and the store's writer work until it has stopped. `trust`:
    /// whom to believe; without it the system's authorities. Throws std::runtime_error if those can't be loaded.
    Forwarder(ForwarderStores stores, ForwardOptions options, Clock const& clock, Log& log,
        std::shared_ptr<http::Trust const> trust = {});

    /// Stops at once if that was not done before.
    ~Forwarder() override;

    void start();

    /// From now on these are the destinations; the first time, and on every reload. From any thread but its own. Where
    /// it is started, it returns when they count, or after ten seconds.
    void configure(std::vector<Destination> destinations);

    /// The same with another schedule and another time to keep receipts.
    void configure(std::vector<Destination> destinations, Schedule schedule, std::chrono::seconds keep_receipts);

    /// Whom to believe from now on. From any thread.
    void renew(std::shared_ptr<http::Trust const> trust);

    /// There may be something new in the ledger: the writer calls it after each commit. Cheap; from any thread.
    void notify();

    // Steering. While started; `done` is called on the forwarder's thread.
    void retry(DeliveryId id, Answered done) override;
    void retry_all(std::string brand, std::string name, Answered done) override;
    void halt(std::string brand, std::string name, bool halted, Answered done) override;
    void replay(std::string brand, std::string name, ReplayRange range, Begun done) override;
    void snapshot(std::string brand, std::string name, Begun done) override;
    void test(std::string brand, std::string name, std::string contact, Tested done) override;
    std::vector<DestinationStatus> status() const override;

    /// Calls `answered` on the forwarder's thread; returns at once. From any thread, while started.
    void ping(std::function<void()> answered);

    /// Begins no further attempts, waits up to `limit` for those in flight and writes their receipts. False if
    /// something was left over, which is then sent again at the next start.
    bool stop(std::chrono::milliseconds limit);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace consentry::forward
