#pragma once

#include "consentry/base/result.hpp"
#include "consentry/forward/destination.hpp"

#include <functional>
#include <string>
#include <vector>

namespace consentry::forward {

/// What people may ask of deliveries and destinations. From any thread; `done` is called once, from any thread, with
/// Fault::not_found if there is no such destination or delivery, Fault::unavailable if it could not be kept.
class Steering {
public:
    using Answered = std::move_only_function<void(Result<void>)>;
    using Begun = std::move_only_function<void(Result<std::string>)>;
    using Tested = std::move_only_function<void(Result<TestOutcome>)>;

    virtual ~Steering() = default;

    /// Tries a delivery now that waits, or has ended without being taken. Fault::conflict if there is nothing to retry,
    /// Fault::busy.
    virtual void retry(DeliveryId id, Answered done) = 0;

    /// Tries everything that waits for a destination now, and brings back what was given up. Answered as soon as it has
    /// begun.
    virtual void retry_all(std::string brand, std::string name, Answered done) = 0;

    /// Pauses a destination until it is resumed, over restarts too. Fault::conflict if the configuration pauses it.
    virtual void halt(std::string brand, std::string name, bool halted, Answered done) = 0;

    /// Tells a destination once more what the ledger has in that range, each event marked as replayed; or how everybody
    /// stands at this moment. `done` gets the name under which its deliveries are found, `crm/replay-7`.
    virtual void replay(std::string brand, std::string name, ReplayRange range, Begun done) = 0;
    virtual void snapshot(std::string brand, std::string name, Begun done) = 0;

    /// One attempt that is of no event. `contact`: whom a connector looks up, in digits; may be empty.
    virtual void test(std::string brand, std::string name, std::string contact, Tested done) = 0;

    virtual std::vector<DestinationStatus> status() const = 0;
};

}  // namespace consentry::forward
