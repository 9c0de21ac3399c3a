#pragma once

#include "consentry/base/time.hpp"
#include "consentry/consent/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::forward {

using consent::Seq;
using consent::SubjectNumber;

/// A destination of a brand, as the store numbers it.
using DestinationNumber = std::int64_t;

enum class DeliveryState {
    queued,     ///< Behind an older delivery of its subject; not tried yet, or not again.
    waiting,    ///< For its next attempt.
    delivered,  ///< The receiver answered 2xx.
    dead,       ///< Given up, or refused for good; only a person brings it back.
    skipped,    ///< There was nothing to do for this receiver: no such contact there, or its time had passed.
    unknown,    ///< Handed over where it must not be twice, and nobody knows what came of it.
};

/// Whether nothing more will be tried, unless a person asks for it.
bool is_settled(DeliveryState state);

std::string_view name_of(DeliveryState state);
std::optional<DeliveryState> delivery_state_of(std::string_view name);

/// Names one event on its way to one destination. Outside it is `dlv_<destination>_<seq>`.
struct DeliveryId {
    DestinationNumber destination = 0;
    Seq seq = 0;

    bool operator==(DeliveryId const&) const = default;
};

std::string to_string(DeliveryId id);
std::optional<DeliveryId> parse_delivery_id(std::string_view text);  ///< Nothing if it is not one.

/// One event on its way to one destination.
struct Delivery {
    DeliveryId id;
    SubjectNumber subject = 0;  ///< Whom the event concerns now: after a merge it is the kept subject.
    DeliveryState state = DeliveryState::waiting;
    unsigned attempts = 0;                    ///< Of the schedule, and the one that went well.
    Instant recorded_at;                      ///< Of the event: how old it is.
    std::optional<Instant> first_attempt_at;  ///< Giving up is counted from here.
    std::optional<Instant> due_at;            ///< Of the next attempt, while waiting.
    std::optional<Instant> delivered_at;
    unsigned last_status = 0;  ///< HTTP status of the last answer; 0 if there was none.
    std::string last_error;    ///< Short, never personal: `timeout`, `answered 503`. Empty after success.

    bool operator==(Delivery const&) const = default;
};

/// A delivery as people look at it.
struct DeliveryView {
    Delivery delivery;
    std::string brand;
    std::string destination;
    std::string event;  ///< `evt_…`
    consent::EventType type = consent::EventType::opted_out;
};

}  // namespace consentry::forward
