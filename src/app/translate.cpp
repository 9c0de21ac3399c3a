#include "app/translate.hpp"

#include "app/reply_target.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

consent::TextPolicy text_policy_of(TextDetail detail)
{
    switch (detail) {
    case TextDetail::exact: return consent::TextPolicy::exact;
    case TextDetail::full: return consent::TextPolicy::full;
    case TextDetail::none: return consent::TextPolicy::none;
    }
    return consent::TextPolicy::none;
}

api::Role role_of(Role role)
{
    switch (role) {
    case Role::reader: return api::Role::reader;
    case Role::writer: return api::Role::writer;
    case Role::admin: return api::Role::admin;
    }
    return api::Role::reader;
}

void make_connector(DestinationConfig const& config, Connector const& connector, forward::Destination& destination)
{
    destination.connector = connector_target_of(config, connector);
    auto const bound = forward::needs_of(*connector).concurrency;
    destination.concurrency = std::min(config.concurrency, bound.value_or(config.concurrency));
}

Result<forward::Destination> destination_of(
    BrandConfig const& brand, DestinationConfig const& config, DestinationParts const& parts)
{
    forward::Destination destination;
    destination.brand = brand.name;
    destination.name = config.name;
    destination.kind = config.kind;
    destination.url = config.url;
    destination.secrets = config.secrets;
    if (config.kind == "reply") {
        make_reply(brand, config, parts.packs, destination);
    } else if (!config.events.empty()) {
        auto filter = forward::Filter::parse(config.events);
        if (!filter)
            return fail(Fault::malformed, "destination " + config.name + ": " + filter.error().detail);
        destination.filter = std::move(*filter);
    }
    destination.text = text_policy_of(config.text);
    destination.allow_private_network = config.allow_private_network;
    destination.paused = config.paused;
    destination.concurrency = config.concurrency;
    destination.rate = config.rate;
    if (has_connector(config))
        make_connector(config, parts.connectors.at(config.kind), destination);
    return destination;
}

}  // namespace

http::Limits limits_of(Config const& config)
{
    http::Limits limits;
    limits.header_bytes_max = config.limits.header_bytes;
    limits.body_bytes_max = config.limits.body_bytes;
    limits.connections_max = config.limits.connections;
    limits.header = config.limits.header_time;
    limits.body = config.limits.body_time;
    limits.handler = config.limits.handler_time;
    limits.idle = config.limits.idle_time;
    limits.write = config.limits.write_time;
    return limits;
}

http::Endpoint endpoint_of(Address const& address) { return {address.host, address.port}; }

std::vector<api::Key> keys_of(Config const& config)
{
    std::vector<api::Key> keys;
    for (ApiKeyConfig const& key : config.api_keys)
        keys.push_back({key.name, role_of(key.role), key.hash, key.brands, key.may_reopen});
    return keys;
}

api::KeptFor kept_for(Config const& config)
{
    RetentionConfig const& kept = config.retention;
    return {kept.message_text, kept.unmatched_text, kept.reads, kept.attempts, config.journal.keep,
        relays_of(config).empty() ? std::chrono::seconds{0} : config.relay.keep};
}

forward::ForwardOptions forward_options_of(Config const& config)
{
    forward::ForwardOptions options;
    options.schedule = {config.forward.schedule, config.forward.give_up};
    options.keep_receipts = config.retention.attempts;
    return options;
}

Result<std::vector<forward::Destination>> destinations_of(Config const& config, DestinationParts const& parts)
{
    std::vector<forward::Destination> destinations;
    for (BrandConfig const& brand : config.brands) {
        for (DestinationConfig const& entry : brand.destinations) {
            if (entry.kind == "relay" || (has_connector(entry) && !parts.connectors.contains(entry.kind)))
                continue;
            auto destination = destination_of(brand, entry, parts);
            if (!destination)
                return std::unexpected(destination.error());
            if (intake::Brand const* const known = parts.brands.find(brand.name))
                destination->policy = known->policy;
            destinations.push_back(std::move(*destination));
        }
    }
    return destinations;
}

std::vector<forward::RelayDestination> relays_of(Config const& config)
{
    std::vector<forward::RelayDestination> relays;
    for (BrandConfig const& brand : config.brands) {
        for (DestinationConfig const& entry : brand.destinations) {
            if (entry.kind != "relay")
                continue;
            forward::RelayDestination relay;
            relay.brand = brand.name;
            relay.name = entry.name;
            relay.url = entry.url;
            relay.allow_private_network = entry.allow_private_network;
            relay.paused = entry.paused;
            relay.concurrency = entry.concurrency;
            relays.push_back(std::move(relay));
        }
    }
    return relays;
}

store::RelayBounds relay_bounds_of(Config const& config) { return {config.relay.keep, config.relay.limit_bytes}; }

}  // namespace consentry::app
