// What operators look at: readiness, and metrics in Prometheus' text format.
#include "api/calls.hpp"
#include "api/json.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

void help(std::string& page, std::string_view name, std::string_view type, std::string_view text)
{
    page.append("# HELP ").append(name).append(" ").append(text).append("\n");
    page.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void sample(std::string& page, std::string_view name, std::string const& labels, std::int64_t value)
{
    page.append(name);
    if (!labels.empty())
        page.append("{").append(labels).append("}");
    page.append(" ").append(std::to_string(value)).append("\n");
}

/// Names come from the configuration, which allows no quotes or line breaks in them.
std::string label(std::string_view name, std::string_view value)
{
    return std::string{name} + "=\"" + std::string{value} + "\"";
}

void put_intake(std::string& page, Services const& services)
{
    help(page, "consentry_intake_total", "counter",
        "What was heard: webhooks, items by kind, signals by what they say.");
    for (std::size_t i = 0; i < intake::count_kinds; ++i) {
        auto const count = static_cast<intake::Count>(i);
        std::uint64_t sum = 0;
        for (intake::Tally const& tally : services.tallies)
            sum += tally.value(count);
        sample(page, "consentry_intake_total", label("what", name_of(count)), static_cast<std::int64_t>(sum));
    }
}

void put_fields(std::string& page, Services const& services)
{
    help(page, "consentry_fields_total", "counter", "Items by the field of the webhook that they came under.");
    auto const put = [&](std::string_view name, std::size_t place) {
        std::uint64_t items = 0;
        for (intake::Tally const& tally : services.tallies)
            items += tally.field(place);
        sample(page, "consentry_fields_total", label("field", name), static_cast<std::int64_t>(items));
    };
    auto const fields = intake::counted_fields();
    for (std::size_t i = 0; i < fields.size(); ++i)
        put(fields[i], i);
    put("unknown", intake::fields_max);
}

/// Seconds as Prometheus writes them: `0.0025`.
std::string seconds(std::chrono::nanoseconds time)
{
    std::string text = std::to_string(time.count());
    if (text.size() < 10)
        text.insert(0, 10 - text.size(), '0');
    text.insert(text.size() - 9, 1, '.');
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
        text.pop_back();
    return text;
}

void put_times(std::string& page, http::AnswerTimes const& times)
{
    constexpr std::string_view name = "consentry_webhook_seconds";
    help(page, name, "histogram", "How long Meta waited for an answer: from the last byte of a request to the 200.");
    std::uint64_t within = 0;
    for (std::size_t i = 0; i < times.buckets.size(); ++i) {
        within += times.buckets[i];
        std::string const bound = i < times.bounds.size() ? seconds(times.bounds[i]) : "+Inf";
        sample(page, std::string{name} + "_bucket", label("le", bound), static_cast<std::int64_t>(within));
    }
    page.append(name).append("_sum ").append(seconds(times.sum)).append("\n");
    sample(page, std::string{name} + "_count", {}, static_cast<std::int64_t>(within));
}

void put_traffic(std::string& page, http::Counters const& traffic)
{
    help(page, "consentry_connections_open", "gauge", "Connections of the public listener now.");
    sample(page, "consentry_connections_open", {}, static_cast<std::int64_t>(traffic.open));
    help(page, "consentry_http_total", "counter", "Connections and requests of the public listener by outcome.");
    for (auto const& [what, value] : {std::pair{"accepted", traffic.accepted}, {"refused", traffic.refused},
             {"requests", traffic.requests}, {"malformed", traffic.malformed}, {"timeouts", traffic.timeouts},
             {"handshakes_failed", traffic.handshakes_failed}})
        sample(page, "consentry_http_total", label("what", what), static_cast<std::int64_t>(value));
    put_times(page, traffic.times);
}

void put_writer(std::string& page, WriterFigures const& writer)
{
    help(page, "consentry_store_commits_total", "counter", "Commits of the store, each flushed to disk.");
    sample(page, "consentry_store_commits_total", {}, static_cast<std::int64_t>(writer.commits));
    help(page, "consentry_store_units_total", "counter", "Webhooks and calls that were to be kept, by outcome.");
    sample(page, "consentry_store_units_total", label("outcome", "kept"), static_cast<std::int64_t>(writer.units));
    sample(page, "consentry_store_units_total", label("outcome", "failed"), static_cast<std::int64_t>(writer.failed));
    help(page, "consentry_store_queued", "gauge", "Webhooks and calls that wait for the writer now.");
    sample(page, "consentry_store_queued", {}, static_cast<std::int64_t>(writer.queued));
    help(page, "consentry_store_log_pages", "gauge", "Pages of the write-ahead log after the last commit.");
    sample(page, "consentry_store_log_pages", {}, writer.log_pages);
}

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

/// How much of each ledger is signed for. Nothing if the store cannot be read, as above.
void put_checkpoints(std::string& page, Services const& services)
try {
    auto const all = services.proofs.coverage();
    auto const put = [&](std::string_view name, std::string_view text, auto value) {
        help(page, name, "gauge", text);
        for (consent::Coverage const& one : all) {
            if (one.last)
                sample(page, name, label("brand", one.brand), value(one));
        }
    };
    EventTime const now = event_time(services.clock.now());
    put("consentry_checkpoint_entries", "Entries of the ledger that the newest signed checkpoint covers.",
        [](consent::Coverage const& one) { return one.last->count; });
    put("consentry_checkpoint_uncovered", "Entries behind it.",
        [](consent::Coverage const& one) { return one.count - one.last->count; });
    put("consentry_checkpoint_age_seconds", "How old it is.",
        [&](consent::Coverage const& one) { return (now - one.last->at).count(); });
} catch (std::exception const& trouble) {
    services.log.warn("metrics.incomplete", {{"why", trouble.what()}});
}

void put_journal(std::string& page, JournalFigures const& journal)
{
    help(page, "consentry_journal_records", "gauge", "Webhooks in the journal of which something is left to act on.");
    sample(page, "consentry_journal_records", {}, static_cast<std::int64_t>(journal.records));
    help(page, "consentry_journal_bytes", "gauge", "What the journal takes on disk.");
    sample(page, "consentry_journal_bytes", {}, static_cast<std::int64_t>(journal.bytes));
    help(page, "consentry_journal_oldest_seconds", "gauge", "How long its oldest webhook waits, to the hour.");
    sample(page, "consentry_journal_oldest_seconds", {}, journal.oldest_seconds);
    help(page, "consentry_journal_written_total", "counter", "Webhooks that it has kept, by what was missing.");
    for (std::size_t i = 0; i < journal.kept.size(); ++i)
        sample(page, "consentry_journal_written_total", label("gap", name_of(static_cast<intake::Gap>(i))),
            static_cast<std::int64_t>(journal.kept[i]));
}

void put_erasures(std::string& page, ErasureFigures const& erasures)
{
    help(page, "consentry_erasures_pending", "gauge", "People who were erased and of whom something is still there.");
    sample(page, "consentry_erasures_pending", {}, static_cast<std::int64_t>(erasures.pending));
    help(page, "consentry_erasures_oldest_seconds", "gauge", "How long the first of them waits.");
    sample(page, "consentry_erasures_oldest_seconds", {}, erasures.oldest_seconds);
    help(page, "consentry_erasures_purged_total", "counter", "People who were erased and of whom nothing is left.");
    sample(page, "consentry_erasures_purged_total", {}, static_cast<std::int64_t>(erasures.purged));
}

void put_retention(std::string& page, std::vector<RetentionFigure> const& kinds)
{
    help(page, "consentry_retention_dropped_total", "counter", "Rows or words that were older than they may be.");
    for (RetentionFigure const& kind : kinds)
        sample(page, "consentry_retention_dropped_total", label("kind", kind.kind),
            static_cast<std::int64_t>(kind.dropped));
    help(page, "consentry_retention_last_run_timestamp_seconds", "gauge", "When that was last looked for.");
    for (RetentionFigure const& kind : kinds)
        sample(page, "consentry_retention_last_run_timestamp_seconds", label("kind", kind.kind), kind.last_run_seconds);
    help(page, "consentry_retention_due", "gauge", "1 where more is to be dropped than was dropped so far.");
    for (RetentionFigure const& kind : kinds)
        sample(page, "consentry_retention_due", label("kind", kind.kind), kind.due ? 1 : 0);
}

/// Every code is there, so that a rule can be written before the first time.
void put_alarms(std::string& page, std::vector<Alarm> const& alarms)
{
    help(page, "consentry_alarm", "gauge", "How many alarms of this code stand; docs/runbook.md tells what to do.");
    for (std::size_t i = 0; i < alarm_codes; ++i) {
        auto const code = static_cast<AlarmCode>(i);
        sample(page, "consentry_alarm", label("code", name_of(code)), std::ranges::count(alarms, code, &Alarm::code));
    }
}

void put_readiness(std::string& page, Services const& services)
{
    help(page, "consentry_ready", "gauge", "1 where the part works.");
    for (Readiness const& part : services.readiness())
        sample(page, "consentry_ready", label("part", part.part), part.ready ? 1 : 0);
}

}  // namespace

http::Response metrics(Services const& services)
{
    std::string page;
    put_intake(page, services);
    put_fields(page, services);
    put_violations(page, services);
    put_traffic(page, services.public_traffic());
    put_writer(page, services.writer_figures());
    put_destinations(page, services);
    put_relays(page, services);
    put_checkpoints(page, services);
    put_journal(page, services.journal_figures());
    put_erasures(page, services.erasure_figures());
    put_retention(page, services.retention_figures());
    put_alarms(page, services.alarms.all());
    put_readiness(page, services);
    return {200, "text/plain; version=0.0.4", std::move(page), {}, false};
}

http::Response readiness(Services const& services, bool verbose)
{
    auto const parts = services.readiness();
    bool const ready = std::ranges::all_of(parts, &Readiness::ready);
    if (!verbose)
        return {ready ? 200u : 503u, "text/plain", ready ? "ready\n" : "not ready; see /readyz?verbose\n", {}, false};
    JsonWriter json;
    json.open().put("ready", ready).open("parts");
    for (Readiness const& part : parts)
        json.open(part.part).put("ready", part.ready).put_if_any("detail", part.detail).close();
    json.close().open_list("alarms");
    for (Alarm const& alarm : services.alarms.all())
        json.open()
            .put("code", name_of(alarm.code))
            .put_or_null("about", alarm.about)
            .put("detail", alarm.detail)
            .put("since", alarm.since)
            .close();
    json.close_list().close();
    return json_response(json, ready ? 200 : 503);
}

}  // namespace consentry::api
