#include "consentry/forward/delivery.hpp"

#include <array>
#include <charconv>

namespace consentry::forward {
namespace {

constexpr std::string_view id_prefix = "dlv_";
constexpr std::array states{DeliveryState::queued, DeliveryState::waiting, DeliveryState::delivered,
    DeliveryState::dead, DeliveryState::skipped, DeliveryState::unknown};

/// A positive number in its one spelling; nothing if it is anything else.
std::optional<std::int64_t> parse_number(std::string_view text)
{
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0 || text.front() == '0')
        return {};
    return value;
}

}  // namespace

bool is_settled(DeliveryState state) { return state != DeliveryState::queued && state != DeliveryState::waiting; }

std::string_view name_of(DeliveryState state)
{
    switch (state) {
    case DeliveryState::queued: return "queued";
    case DeliveryState::waiting: return "waiting";
    case DeliveryState::delivered: return "delivered";
    case DeliveryState::dead: return "dead";
    case DeliveryState::skipped: return "skipped";
    case DeliveryState::unknown: return "unknown";
    }
    return "dead";
}

std::optional<DeliveryState> delivery_state_of(std::string_view name)
{
    for (auto const state : states) {
        if (name_of(state) == name)
            return state;
    }
    return {};
}

std::string to_string(DeliveryId id)
{
    return std::string{id_prefix} + std::to_string(id.destination) + "_" + std::to_string(id.seq);
}

std::optional<DeliveryId> parse_delivery_id(std::string_view text)
{
    if (!text.starts_with(id_prefix))
        return {};
    text.remove_prefix(id_prefix.size());
    auto const middle = text.find('_');
    if (middle == std::string_view::npos)
        return {};
    auto const destination = parse_number(text.substr(0, middle));
    auto const seq = parse_number(text.substr(middle + 1));
    if (!destination || !seq)
        return {};
    return DeliveryId{*destination, *seq};
}

}  // namespace consentry::forward
