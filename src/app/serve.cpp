#include "app/serve.hpp"

#include "app/alarm_events.hpp"
#include "app/checkpoint_round.hpp"
#include "app/journal_round.hpp"
#include "app/lapses.hpp"
#include "app/look.hpp"
#include "app/purges.hpp"
#include "app/reload.hpp"
#include "app/rounds.hpp"
#include "app/steering.hpp"
#include "app/stop_signals.hpp"
#include "app/store_choice.hpp"
#include "app/translate.hpp"
#include "app/watch.hpp"
#include "app/watchdog.hpp"
#include "consentry/api/admin_handler.hpp"
#include "consentry/api/webhook_handler.hpp"
#include "consentry/forward/forwarder.hpp"
#include "consentry/forward/relays.hpp"
#include "consentry/http/descriptors.hpp"
#include "consentry/store/journal.hpp"
#include "consentry/store/relay_log.hpp"
#include "consentry/store/store.hpp"

#include <sys/stat.h>

#include <thread>

namespace consentry::app {
namespace {

/// Beyond so many names strangers are taken for known more often, which costs a look at the store.
constexpr std::size_t names_expected = 2'000'000;

constexpr unsigned threads_for_long_questions = 2;

Exit report(Log& log, std::string_view what, Error const& error)
{
    log.error(what, {{"why", error.detail}});
    return error.fault == Fault::malformed ? Exit::usage : Exit::failed;
}

std::vector<api::Readiness> readiness_of(store::Store const& store)
{
    auto const status = store.status();
    return {{"store", status.trouble.empty(), status.trouble}};
}

store::JournalBounds bounds_of(Config const& config) { return {config.journal.keep, config.journal.limit_bytes}; }

api::WriterFigures figures_of(store::WriterStatus const& status)
{
    return {status.commits, status.units_kept, status.units_failed, status.queued, status.log_pages};
}

api::JournalFigures figures_of(store::JournalStatus const& status, Instant now)
{
    auto const oldest = status.oldest ? std::chrono::floor<std::chrono::seconds>(now - *status.oldest).count() : 0;
    return {status.records, status.bytes, oldest, status.kept};
}

api::ErasureFigures figures_of(store::ErasureStatus const& status, Instant now)
{
    auto const oldest = status.oldest ? (event_time(now) - *status.oldest).count() : 0;
    return {status.pending, oldest, status.purged};
}

std::vector<api::RetentionFigure> figures_of(store::RetentionStatus const& status)
{
    std::vector<api::RetentionFigure> figures;
    for (std::size_t i = 0; i < status.size(); ++i) {
        auto const last = status[i].last_run ? event_time(*status[i].last_run).time_since_epoch().count() : 0;
        figures.push_back({name_of(static_cast<store::RetentionKind>(i)), status[i].dropped, last, status[i].due});
    }
    return figures;
}

unsigned socket_threads(Config const& config)
{
    unsigned const cores = std::max(1u, std::thread::hardware_concurrency());
    return config.listen.threads == 0 ? cores : config.listen.threads;
}

/// So many programs of the business ask at once at most: each needs one.
constexpr std::size_t admin_connections = 1'000;

struct ListenerLimits {
    http::Limits public_listener;
    http::Limits admin_listener;
};

/// The limits of both listeners, within what the system grants to them together.
ListenerLimits granted_limits(Config const& config, Log& log)
{
    http::Limits const limits = limits_of(config);
    std::size_t const wanted = limits.connections_max;
    std::size_t const descriptors = http::raise_descriptor_limit();
    auto const shares = http::shares_within(descriptors, {wanted, std::min(wanted, admin_connections)});
    ListenerLimits granted{limits, limits};
    granted.public_listener.connections_max = shares.public_listener;
    granted.admin_listener.connections_max = shares.admin_listener;
    if (shares.public_listener < wanted)
        log.warn("serve.connections_limited",
            {{"connections", static_cast<std::int64_t>(shares.public_listener)},
                {"wanted", static_cast<std::int64_t>(wanted)}, {"descriptors", static_cast<std::int64_t>(descriptors)},
                {"why", "the system grants too few open files; raise LimitNOFILE or lower [limits] connections"}});
    return granted;
}

/// Every thread without which a webhook is not kept, or not told of. `http::Server` answers when all its threads have.
std::vector<LivingPart> living_parts(http::Server& listener, http::Server& admin, store::Store& store,
    store::FileJournal& journal, store::FileRelayLog& relay_log, forward::Forwarder& forwarder, forward::Relays& relays)
{
    return {{"public listener", [&listener](auto answered) { listener.ping(std::move(answered)); }},
        {"admin listener", [&admin](auto answered) { admin.ping(std::move(answered)); }},
        {"writer", [&store](auto answered) { store.ping(std::move(answered)); }},
        {"journal", [&journal](auto answered) { journal.ping(std::move(answered)); }},
        {"relay log", [&relay_log](auto answered) { relay_log.ping(std::move(answered)); }},
        {"forwarder", [&forwarder](auto answered) { forwarder.ping(std::move(answered)); }},
        {"relays", [&relays](auto answered) { relays.ping(std::move(answered)); }}};
}

/// Gently and in the order in which parts need each other: first nothing more comes in, then nothing more goes out.
/// What one part leaves of the time is the next one's.
void drain(http::Server& listener, http::Server& admin, forward::Forwarder& forwarder, forward::Relays& relays,
    store::Store& store, store::FileRelayLog& relay_log, std::chrono::milliseconds patience, Log& log)
{
    auto const deadline = std::chrono::steady_clock::now() + patience;
    auto const left = [deadline] {
        auto const time = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        return std::max(time, std::chrono::milliseconds{0});
    };
    bool const all_answered = listener.drain(left());
    admin.drain(left());
    keep_last_reads(store, log);
    bool const all_settled = forwarder.stop(left());
    store.stop();
    bool const all_relayed = relays.stop(left());
    relay_log.stop();
    log.info(
        "serve.stopped", {{"all_answered", all_answered}, {"all_settled", all_settled}, {"all_relayed", all_relayed}});
}

}  // namespace

/// A line may use only what stands above it, and is undone before it.
Exit serve(Setup setup, LoadAgain const& load, Log& log)
{
    StopSignals const signals;
    ::umask(077);  // What is made from here on holds phone numbers and texts.
    SystemClock const clock;
    SystemRandom random;
    CurrentSetup current{std::move(setup)};
    std::shared_ptr<Setup const> const first = current.get();
    Config const& config = first->config;
    intake::KnownNames known_names{names_expected};
    store::Options options = store_options_of(config);
    options.known_names = &known_names;
    unsigned const threads = socket_threads(config);
    options.readers = threads + threads_for_long_questions;  // Nobody who asks waits for another's question.
    auto const opened = store::Store::open(options, clock, random, log);
    if (!opened)
        return report(log, "serve.refused", opened.error());
    store::Store& store = **opened;
    AlarmEvents alarm_events{current, store.ledger(), clock};
    Alarms alarms{clock, log};
    alarms.on_change([&alarm_events](Alarm const& alarm, bool raised) { alarm_events.changed(alarm, raised); });
    api::Violations violations{alarms};
    auto const journal = store::FileJournal::open(config.journal.path, bounds_of(config), clock, alarms);
    if (!journal)
        return report(log, "serve.refused", journal.error());
    auto const relay_log = store::FileRelayLog::open(config.relay.path, relay_bounds_of(config), clock, alarms);
    if (!relay_log)
        return report(log, "serve.refused", relay_log.error());
    forward::Forwarder forwarder{
        {store.deliveries(), store.states(), store.tokens()}, forward_options_of(config), clock, log, first->trust};
    CheckpointRound checkpoints{store.proofs(), [&store] { return store.status().trouble.empty(); }, alarms, clock};
    store.on_commit([&forwarder, &checkpoints] {
        forwarder.notify();
        checkpoints.notify();
    });

    forward::Relays relays{**relay_log, {}, clock, alarms, log, first->trust};
    Steering steering{forwarder, relays};
    (*relay_log)->on_kept([&relays] { relays.notify(); });

    ListenerLimits const limits = granted_limits(config, log);
    std::deque<intake::Tally> tallies(threads);
    intake::NumbersHeard heard;
    api::WebhookParts const webhook_parts{
        store.ledger(), **journal, **relay_log, known_names, heard, alarms, violations, clock, log};
    http::Server listener{endpoint_of(config.listen.public_address), limits.public_listener, threads,
        [&](unsigned thread) {
            return std::make_unique<api::WebhookHandler>(first->brands, webhook_parts, tallies[thread]);
        },
        log, first->public_tls};
    auto services = std::make_shared<api::Services const>(api::Services{.brands = first->brands,
        .keys = keys_of(config),
        .ledger = store.ledger(),
        .reader = store.reader(),
        .receipts = store.receipts(),
        .worklists = store.worklists(),
        .proofs = store.proofs(),
        .deliveries = store.delivery_reader(),
        .journal = **journal,
        .data_reads = store.data_reads(),
        .alarms = alarms,
        .violations = violations,
        .steering = steering,
        .relays = [&relays] { return relays.status(); },
        .readiness = [&store] { return readiness_of(store); },
        .public_traffic = [&listener] { return listener.counters(); },
        .writer_figures = [&store] { return figures_of(store.status()); },
        .journal_figures = [&journal, &clock] { return figures_of((*journal)->status(), clock.now()); },
        .erasure_figures = [&store, &clock] { return figures_of(store.upkeep().erasures(), clock.now()); },
        .retention_figures = [&store] { return figures_of(store.upkeep().retention()); },
        .kept_for = kept_for(config),
        .tallies = tallies,
        .clock = clock,
        .log = log});
    api::ReaderPool pool{threads_for_long_questions};
    http::Server admin{endpoint_of(config.listen.admin_address), limits.admin_listener, threads,
        [&](unsigned) { return std::make_unique<api::AdminHandler>(services, pool); }, log, first->admin_tls};

    // Before anything comes in: a destination that is new gets every event from here on.
    for (forward::Destination const& destination : first->destinations)
        store.deliveries().open(destination.brand, destination.name);
    forwarder.start();
    forwarder.configure(first->destinations);
    relays.start();
    relays.configure(first->relays);
    for (http::Server* const server : {&admin, &listener}) {
        if (auto const started = server->start(); !started) {
            admin.drain(std::chrono::milliseconds{0});
            store.stop();          // Before the forwarder, which its commits wake, is gone.
            (*relay_log)->stop();  // Likewise.
            return report(log, "serve.refused", started.error());
        }
    }
    log.info("serve.listening",
        {{"public", config.listen.public_address.host}, {"public_port", std::int64_t{listener.port()}},
            {"admin", config.listen.admin_address.host}, {"admin_port", std::int64_t{admin.port()}},
            {"version", CONSENTRY_VERSION}});
    Sight const sight{current, store, forwarder, relays, tallies, heard, clock, clock.now()};
    Watch watch{[&] {
                    alarm_events.retry();
                    return look(sight);
                },
        alarm_bounds_of(config), alarms, log};
    JournalRound round{**journal, store.ledger(), log};
    round.begin(first->brands);
    Lapses lapses{store, current, clock};
    Purges purges{store, **journal, current, clock, log};
    Rounds rounds{
        {{"ends_of_consent", std::chrono::minutes{1}, [&lapses] { return lapses.slice(); }},
            {"erasures", std::chrono::seconds{1}, [&purges] { return purges.slice(); }},
            {"reads", std::chrono::seconds{1}, [&store] { return keep_reads(store); }},
            {"receipts", std::chrono::minutes{1}, [&store] { return store.tidy(); }},
            {"retention", std::chrono::minutes{10}, [&] { return drop_old(store, *current.get(), clock.now()); }}},
        log};
    ServiceNotice const notice = ServiceNotice::of_this_process();
    Watchdog watchdog{notice, living_parts(listener, admin, store, **journal, **relay_log, forwarder, relays), log};
    notice.ready();
    signals.wait([&] {
        notice.reloading();
        reload(load(),
            {listener, admin, forwarder, relays, **journal, **relay_log, round, rounds, watch, alarms, services,
                current, log});
        notice.ready();
    });
    notice.stopping();
    watchdog.let_end();
    round.stop();
    rounds.stop();
    checkpoints.stop();
    drain(listener, admin, forwarder, relays, store, **relay_log, config.limits.drain_time, log);
    return Exit::done;
}

}  // namespace consentry::app
