#pragma once

#include "forward/breaker.hpp"
#include "forward/courier.hpp"
#include "forward/pace.hpp"

#include <set>

namespace consentry::forward {

/// One configured destination and how its receiver is doing: what all queues for it share.
class Receiver {
public:
    Receiver(Destination config, DestinationNumber store_number, CourierParts const& parts);

    void configure(Destination config);

    Courier& courier() { return *courier_; }

    /// Nothing may be started or read: it is paused, or no longer configured.
    bool stands() const { return paused() || retired; }
    bool paused() const { return destination.paused || halted; }

    /// Whether one more attempt may begin.
    bool has_room(Instant now) const { return in_flight < destination.concurrency && pace.is_ready(now); }

    void began(Instant now, SubjectNumber subject);
    void ended(SubjectNumber subject);
    bool is_busy_with(SubjectNumber subject) const { return busy_.contains(subject); }

    Destination destination;
    DestinationNumber number;
    Breaker breaker;
    Pace pace;
    std::size_t in_flight = 0;
    bool halted = false;      ///< A person has paused it, whatever the configuration says.
    bool retired = false;     ///< No longer configured; goes when nothing is in flight.
    Instant serving_since{};  ///< No delivery is given up for the time before that: nobody tried it then.

private:
    CourierParts parts_;
    std::unique_ptr<Courier> courier_;
    std::multiset<SubjectNumber> busy_;
};

}  // namespace consentry::forward
