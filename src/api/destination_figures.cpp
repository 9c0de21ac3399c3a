// What the metrics tell of where events and webhooks go.
#include "api/metrics_page.hpp"

namespace consentry::api {
namespace {

/// What the store knows of how far a destination is behind.
struct Debt {
    std::int64_t behind = 0;              ///< Entries of the ledger.
    std::int64_t revocation_seconds = 0;  ///< How long it owes the receipt of an opt-out; 0 if it owes none.
};

/// Nothing if the store cannot be read: that must not cost the other metrics, by which an operator sees that it cannot.
std::optional<std::vector<Debt>> debts_of(
    Services const& services, std::vector<forward::DestinationStatus> const& destinations)
try {
    std::vector<Debt> debts;
    for (forward::DestinationStatus const& status : destinations) {
        Debt& debt = debts.emplace_back();
        if (status.feed != forward::Feed::Kind::live)
            continue;
        debt.behind = services.deliveries.head(status.brand) - status.cursor;
        auto const oldest = status.hears_revocations ? services.deliveries.oldest_revocation(status.brand, status.name)
                                                     : std::nullopt;
        if (oldest)
            debt.revocation_seconds
                = std::chrono::duration_cast<std::chrono::seconds>(services.clock.now() - *oldest).count();
    }
    return debts;
} catch (std::exception const& trouble) {
    services.log.warn("metrics.incomplete", {{"why", trouble.what()}});
    return {};
}

void put_delivery_times(std::string& page, std::vector<forward::DestinationStatus> const& all)
{
    constexpr std::string_view name = "consentry_delivery_seconds";
    help(page, name, "histogram", "From when an event was written down until its destination had acknowledged it.");
    for (forward::DestinationStatus const& status : all) {
        std::string const of_it = label("brand", status.brand) + "," + label("destination", status.name);
        std::uint64_t within = 0;
        for (std::size_t i = 0; i < status.times.buckets.size(); ++i) {
            within += status.times.buckets[i];
            bool const last = i == status.times.bounds.size();
            sample(page, std::string{name} + "_bucket",
                of_it + "," + label("le", last ? "+Inf" : seconds(status.times.bounds[i])),
                static_cast<std::int64_t>(within));
        }
        page.append(name).append("_sum{").append(of_it).append("} ").append(seconds(status.times.sum)).append("\n");
        sample(page, std::string{name} + "_count", of_it, static_cast<std::int64_t>(within));
    }
}

}  // namespace

void put_destinations(std::string& page, Services const& services)
{
    auto const all = services.steering.status();
    auto const put = [&](std::string_view name, std::string_view type, std::string_view text, auto value) {
        help(page, name, type, text);
        for (forward::DestinationStatus const& status : all)
            sample(page, name, label("brand", status.brand) + "," + label("destination", status.name), value(status));
    };
    using Status = forward::DestinationStatus;
    put("consentry_delivered_total", "counter", "Events that a destination has acknowledged.",
        [](Status const& status) { return static_cast<std::int64_t>(status.delivered); });
    put("consentry_failed_attempts_total", "counter", "Attempts that failed.",
        [](Status const& status) { return static_cast<std::int64_t>(status.failed); });
    put("consentry_dead_letters_total", "counter", "Deliveries that were given up.",
        [](Status const& status) { return static_cast<std::int64_t>(status.dead); });
    put("consentry_skipped_total", "counter", "Events with which there was nothing to do there: deliveries tell why.",
        [](Status const& status) { return static_cast<std::int64_t>(status.skipped); });
    put("consentry_unsettled", "gauge", "Deliveries queued, waiting or in flight.",
        [](Status const& status) { return status.unsettled; });
    put("consentry_breaker_open", "gauge", "1 while a receiver does not work and is only probed.",
        [](Status const& status) { return std::int64_t{status.failing}; });
    put_delivery_times(page, all);
    auto const debts = debts_of(services, all);
    if (!debts)
        return;
    auto const debt_of
        = [&](Status const& status) { return debts->at(static_cast<std::size_t>(&status - all.data())); };
    put("consentry_destination_behind", "gauge", "Entries of the ledger that the destination has still to come to.",
        [&](Status const& status) { return debt_of(status).behind; });
    put("consentry_revocation_unacknowledged_seconds", "gauge",
        "How long a destination owes the receipt of an opt-out; 0 if it owes none.",
        [&](Status const& status) { return debt_of(status).revocation_seconds; });
}

/// Every brand is there, so that a rule can be written before the first time.
void put_violations(std::string& page, Services const& services)
{
    constexpr std::string_view name = "consentry_violations_total";
    help(page, name, "counter", "Messages of the brand that were sent to people who had said no.");
    auto const counts = services.violations.counts();
    for (intake::Brand const& brand : services.brands->all()) {
        auto const found = counts.find(brand.policy->brand);
        std::uint64_t const count = found == counts.end() ? 0 : found->second;
        sample(page, name, label("brand", brand.policy->brand), static_cast<std::int64_t>(count));
    }
}

void put_relays(std::string& page, Services const& services)
{
    auto const all = services.relays();
    if (all.empty())
        return;
    EventTime const now = event_time(services.clock.now());
    auto const put = [&](std::string_view name, std::string_view type, std::string_view text, auto value) {
        help(page, name, type, text);
        for (forward::RelayStatus const& status : all)
            sample(page, name, label("brand", status.brand) + "," + label("destination", status.name),
                static_cast<std::int64_t>(value(status)));
    };
    using Status = forward::RelayStatus;
    put("consentry_relay_delivered_total", "counter", "Webhooks that a relay's receiver has answered 2xx.",
        [](Status const& status) { return status.relayed; });
    put("consentry_relay_failed_attempts_total", "counter", "Attempts that failed.",
        [](Status const& status) { return status.failed; });
    put("consentry_relay_dropped_total", "counter", "Webhooks that left the relay log before the relay had them.",
        [](Status const& status) { return status.dropped; });
    put("consentry_relay_behind", "gauge", "Webhooks that the relay has still to come to.",
        [](Status const& status) { return status.behind; });
    put("consentry_relay_behind_bytes", "gauge", "What they take in the relay log.",
        [](Status const& status) { return status.bytes; });
    put("consentry_relay_refused", "gauge", "Webhooks of these that the receiver refuses.",
        [](Status const& status) { return status.aside; });
    put("consentry_relay_oldest_seconds", "gauge", "How long the oldest of them waits.",
        [now](Status const& status) { return status.oldest ? (now - event_time(*status.oldest)).count() : 0; });
}

}  // namespace consentry::api
