// What operators look at: readiness, and metrics in Prometheus' text format.
#include "api/calls.hpp"
#include "api/json.hpp"
#include "api/metrics_page.hpp"

#include <algorithm>

namespace consentry::api {
namespace {

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
