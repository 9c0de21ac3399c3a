#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/random.hpp"
#include "consentry/forward/destination.hpp"
#include "consentry/forward/state_source.hpp"
#include "consentry/http/transport.hpp"
#include "forward/tasks.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace consentry::forward {

class ConnectorAccounts;

/// How an attempt ended, as judged by who knows the receiver's ways.
struct Ending {
    enum class Kind {
        delivered,
        skipped,  ///< There is nothing to do for this receiver, and never will be: no such contact, or too late.
        retry,
        refused,  ///< The same again would be refused again: a person has to look.
        unknown,  ///< It may have arrived, and must not arrive twice: it is left at that.
        gone,     ///< The receiver wants nothing more, of this or of anything else.
    };

    Kind kind = Kind::retry;
    unsigned status = 0;   ///< HTTP status of the last answer; 0 if there was none.
    std::string error{};   ///< Short, never personal: `timeout`, `answered 503`, `no such contact`. Empty if delivered.
    std::string detail{};  ///< A sentence for the operator, never personal; may be empty.
    std::optional<std::chrono::seconds> wait{};  ///< The receiver asked for nothing more until then.
    bool counts = true;        ///< Of a retry: it uses up an attempt. A quota that is used up for the day does not.
    bool by_receiver = false;  ///< It failed for the receiver's sake rather than for what it was sent.
};

/// One event on its way.
struct Parcel {
    consent::Event event;
    SubjectNumber subject = 0;  ///< Whom it concerns now; 0: nobody.
    unsigned attempts = 0;      ///< That were made before.
    bool replayed = false;      ///< Somebody asked for it once more.
};

/// Takes events to one receiver: what differs between the kinds of destinations. Called on the engine's thread only.
class Courier {
public:
    using Done = std::move_only_function<void(Ending)>;

    virtual ~Courier() = default;

    /// Whether the event is anything for this kind of receiver at all. What is not leaves no row.
    virtual bool wants(consent::Event const& /*event*/) const { return true; }

    /// An attempt that is not worth beginning ends at once, so: skipped, with the reason. May read the states.
    virtual std::optional<Ending> forgo(Parcel const& /*parcel*/, Instant /*now*/) { return std::nullopt; }

    /// Begins an attempt. `done` is called once, on the engine's thread and not before carry() has returned, even if
    /// the courier has been destroyed meanwhile. What carry() throws has not begun.
    virtual void carry(Parcel parcel, Instant now, Done done) = 0;

    /// One attempt that is of no event, to see whether the receiver and its setup work: `contact` is a phone number in
    /// digits where the courier looks somebody up; may be empty. `done` as of carry().
    virtual void prove(std::string contact, Instant now, Done done) = 0;

    /// Whether an attempt of which nobody knows how it ended must not be made again.
    virtual bool at_most_once() const { return false; }
};

/// What couriers work with. All of it outlives them.
struct CourierParts {
    http::Transport& transport;  ///< Calls back on the engine's thread.
    StateSource& states;
    Clock const& clock;
    Random& random;
    std::shared_ptr<Tasks> tasks;
    ConnectorAccounts& accounts;
};

std::unique_ptr<Courier> make_courier(Destination const& destination, CourierParts const& parts);

/// Of an answer, or its absence, where nothing but its status tells how it went.
Ending judged_by_status(std::expected<http::Answer, http::TransportError> const& answer, Instant now);

}  // namespace consentry::forward
