#include "app/look.hpp"

#include <algorithm>

namespace consentry::app {
namespace {

/// Of each number that a brand lists: a number that was silent since the start is silent, too.
std::map<std::string, EventTime> heard_of(Sight const& sight, Config const& config)
{
    std::map<std::string, EventTime> heard;
    for (BrandConfig const& brand : config.brands) {
        for (NumberConfig const& number : brand.numbers) {
            heard[number.phone_number_id]
                = sight.heard.last(number.phone_number_id).value_or(event_time(sight.started_at));
        }
    }
    return heard;
}

std::optional<std::chrono::seconds> least_lag(std::deque<intake::Tally>& tallies)
{
    std::optional<std::chrono::seconds> least;
    for (intake::Tally& tally : tallies) {
        if (auto const lag = tally.take_lag())
            least = least ? std::min(*least, *lag) : *lag;
    }
    return least;
}

void look_at_disk(std::string about, std::filesystem::path const& path, std::vector<DiskRoom>& disks)
{
    std::error_code error;
    auto const space = std::filesystem::space(path, error);
    if (!error)
        disks.push_back({std::move(about), space.available, space.capacity});
}

void look_at_brakes(std::string const& brand, consent::Reader& reader, Seen& seen)
{
    for (consent::BrakeView const& view : reader.brakes(brand)) {
        if (!view.brake.held_since)
            continue;
        std::string const source{name_of(view.source)};
        std::string const direction{name_of(view.direction)};
        seen.brakes[brand + "/" + source + "/" + direction]
            = "more " + direction + " than usual by " + source + "; held since " + rfc3339(*view.brake.held_since);
    }
}

}  // namespace

Seen look(Sight const& sight)
{
    auto const setup = sight.current.get();
    Config const& config = setup->config;
    Seen seen;
    seen.at = sight.clock.now();
    for (intake::Tally const& tally : sight.tallies) {
        seen.webhooks += tally.value(intake::Count::webhooks);
        seen.unauthentic += tally.value(intake::Count::unauthentic);
    }
    seen.heard = heard_of(sight, config);
    seen.lag = least_lag(sight.tallies);
    look_at_disk("store", config.store.file.parent_path(), seen.disks);
    look_at_disk("journal", config.journal.path, seen.disks);
    seen.store_trouble = sight.store.status().trouble;
    if (!setup->relays.empty())
        look_at_disk("relay log", config.relay.path, seen.disks);
    seen.relays = sight.relays.status();
    seen.destinations = sight.forwarder.status();
    for (forward::DestinationStatus const& one : seen.destinations)
        seen.dead[one.brand + "/" + one.name] = sight.store.delivery_reader().dead_count(one.brand, one.name);
    for (forward::DestinationStatus const& one : seen.destinations) {
        if (one.feed != forward::Feed::Kind::live || !one.hears_revocations)
            continue;
        if (auto const oldest = sight.store.delivery_reader().oldest_revocation(one.brand, one.name))
            seen.revocations[one.brand + "/" + one.name] = *oldest;
    }
    for (BrandConfig const& brand : config.brands)
        look_at_brakes(brand.name, sight.store.reader(), seen);
    for (BrandConfig const& brand : config.brands)
        seen.unlinked[brand.name] = sight.store.reader().unlinked_count(brand.name);
    for (BrandConfig const& brand : config.brands)
        seen.holds[brand.name] = sight.store.worklists().hold_figures(brand.name, event_time(seen.at));
    seen.oldest_erasure = sight.store.upkeep().erasures().oldest;
    if (setup->public_tls)
        seen.certificates["public"] = setup->public_tls->ends();
    if (setup->admin_tls)
        seen.certificates["admin"] = setup->admin_tls->ends();
    return seen;
}

AlarmBounds alarm_bounds_of(Config const& config)
{
    return {config.alarms.silence, config.alarms.backlog, config.alarms.hold, config.alarms.revocation};
}

}  // namespace consentry::app
