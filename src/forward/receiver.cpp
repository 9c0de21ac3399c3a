#include "forward/receiver.hpp"

#include <utility>

namespace consentry::forward {

Receiver::Receiver(Destination config, DestinationNumber store_number, CourierParts const& parts)
    : destination{std::move(config)}
    , number{store_number}
    , parts_{parts}
    , courier_{make_courier(destination, parts_)}
{
    pace.set(destination.rate);
}

void Receiver::configure(Destination config)
{
    if (config.url != destination.url)
        breaker = {};  // How the old address was doing says nothing of the new one.
    destination = std::move(config);
    courier_ = make_courier(destination, parts_);
    pace.set(destination.rate);
    retired = false;
}

void Receiver::began(Instant now, SubjectNumber subject)
{
    ++in_flight;
    pace.take(now);
    busy_.insert(subject);
}

void Receiver::ended(SubjectNumber subject)
{
    --in_flight;
    if (auto const one = busy_.find(subject); one != busy_.end())
        busy_.erase(one);
}

}  // namespace consentry::forward
