#include "forward/relay_engine.hpp"

#include <algorithm>
#include <utility>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

/// How long a log that failed is left alone.
constexpr std::chrono::milliseconds log_pause = 1s;

/// How often a relay is looked at for which nothing seems to happen: what grows old, and the clock on the wall.
constexpr std::chrono::milliseconds tick_every = 10s;

constexpr std::chrono::hours dropped_alarm_holds{24};

}  // namespace

RelayEngine::RelayEngine(RelayParts parts, RelayOptions options)
    : parts_{std::move(parts)}
    , options_{options}
{
    tick();
}

void RelayEngine::configure(std::vector<RelayDestination> destinations)
{
    std::vector<std::string> names;
    unopened_.clear();
    for (RelayDestination& destination : destinations) {
        names.push_back(relay_name(destination.brand, destination.name));
        if (RelayOutlet* const known = outlet_of(names.back()))
            reconfigure(*known, std::move(destination));
        else
            unopened_.push_back(std::move(destination));
    }
    std::erase_if(outlets_, [&](auto const& entry) {
        bool const gone = std::ranges::find(names, entry.first) == names.end();
        if (gone)
            parts_.log.info("relay.removed", {{"relay", std::string_view{entry.first}}});
        return gone;
    });
    try {
        parts_.relay_log.keep_only(names);
    } catch (std::exception const& failure) {
        parts_.log.error("relay.log_failed", {{"why", failure.what()}});
    }
    open_all();
    list_gauges();
    for (auto& [name, outlet] : outlets_)
        turn(outlet);
}

/// A receiver that was moved, or whose configuration somebody has looked at, is asked anew.
void RelayEngine::reconfigure(RelayOutlet& outlet, RelayDestination destination)
{
    if (outlet.destination == destination)
        return;
    outlet.destination = std::move(destination);
    outlet.forget_gone();
    outlet.queue.hurry_all(parts_.clock.now());
}

void RelayEngine::open_all()
{
    if (stopping_)
        return;
    std::erase_if(unopened_, [this](RelayDestination const& destination) { return open(destination); });
    list_gauges();
    if (!unopened_.empty())
        parts_.tasks->after(log_pause, [this] { open_all(); });
}

/// False if the log can't. What its place tells of and is not in the log any more, is lost.
bool RelayEngine::open(RelayDestination const& destination)
{
    RelayOutlet opened{destination};
    std::string const name = opened.name();
    try {
        RelayPlace const place = parts_.relay_log.open(name);
        opened.scanned = place.scanned;
        opened.ordinal = place.ordinal;
        opened.halted = place.halted;
        std::uint64_t lost = 0;
        for (RelayWaiting const& one : place.waiting) {
            auto const record = parts_.relay_log.read(one.at);
            if (record && record->at == one.at)
                opened.queue.take_back(*record, one, parts_.clock.now());
            else
                ++lost;
        }
        count_dropped(opened, lost);
    } catch (std::exception const& failure) {
        parts_.log.error("relay.not_opened", {{"relay", std::string_view{name}}, {"why", failure.what()}});
        parts_.alarms.raise(AlarmCode::relay_failing, name, failure.what());
        return false;
    }
    parts_.alarms.clear(AlarmCode::relay_failing, name);
    turn(outlets_.emplace(name, std::move(opened)).first->second);
    return true;
}

RelayOutlet* RelayEngine::outlet_of(std::string const& relay)
{
    auto const found = outlets_.find(relay);
    return found == outlets_.end() ? nullptr : &found->second;
}

void RelayEngine::list_gauges()
{
    std::vector<std::shared_ptr<RelayGauge>> gauges;
    for (auto const& [name, outlet] : outlets_)
        gauges.push_back(outlet.gauge);
    std::scoped_lock const lock{gauges_mutex_};
    gauges_ = std::move(gauges);
}

std::vector<RelayStatus> RelayEngine::status() const
{
    std::scoped_lock const lock{gauges_mutex_};
    std::vector<RelayStatus> all;
    std::ranges::transform(gauges_, std::back_inserter(all), [](auto const& gauge) { return gauge->read(); });
    return all;
}

void RelayEngine::tick()
{
    wake();
    if (!stopping_)
        parts_.tasks->after(tick_every, [this] { tick(); });
}

void RelayEngine::wake()
{
    for (auto& [name, outlet] : outlets_)
        turn(outlet);
}

void RelayEngine::turn(RelayOutlet& outlet)
{
    if (stopping_)
        return;
    try {
        notice_dropped(outlet);
        if (!advance(outlet))
            turn_later(outlet, 0ms);
        set_alarm(outlet);
        publish(outlet);
    } catch (std::exception const& failure) {
        parts_.log.error("relay.log_failed", {{"relay", outlet.name()}, {"why", failure.what()}});
        turn_later(outlet, log_pause);
    }
    if (outlet.changed)
        settle_soon(outlet);
}

void RelayEngine::turn_later(RelayOutlet& outlet, std::chrono::milliseconds wait)
{
    if (std::exchange(outlet.posted, true))
        return;
    auto again = [this, name = outlet.name()] {
        if (RelayOutlet* const there = outlet_of(name)) {
            there->posted = false;
            turn(*there);
        }
    };
    if (wait == 0ms)
        parts_.tasks->post(std::move(again));
    else
        parts_.tasks->after(wait, std::move(again));
}

/// What can be sent goes first; only for want of it the log is read on.
bool RelayEngine::advance(RelayOutlet& outlet)
{
    std::size_t passed = 0;
    while (may_start(outlet)) {
        if (auto const at = next(outlet, parts_.clock.now())) {
            attempt(outlet, *at);
            continue;
        }
        bool const wants_more = !outlet.gone() || outlet.queue.size() == 0;
        if (!wants_more || outlet.queue.size() >= options_.waiting_max)
            return true;  // The log keeps the rest.
        if (++passed > options_.page)
            return false;
        if (!scan(outlet))
            return true;
    }
    return true;
}

bool RelayEngine::may_start(RelayOutlet const& outlet) const
{
    std::size_t const most = outlet.gone() ? 1 : outlet.destination.concurrency;
    return !outlet.paused() && outlet.queue.in_flight() < most;
}

std::optional<RelayPosition> RelayEngine::next(RelayOutlet const& outlet, Instant now) const
{
    auto const question = outlet.question_due();
    if (!question)
        return outlet.queue.startable(now);
    return *question <= now ? outlet.queue.first() : std::nullopt;
}

/// Passes the next body of the log, if there is one.
bool RelayEngine::scan(RelayOutlet& outlet)
{
    auto record = parts_.relay_log.read(outlet.scanned);
    if (!record)
        return false;
    count_dropped(outlet, outlet.pass(record->next, record->ordinal, record->ordinal + 1));
    if (std::ranges::find(record->what.relays, outlet.name()) == record->what.relays.end())
        return true;
    outlet.queue.take(*record, parts_.clock.now());
    outlet.at_hand = std::move(record);
    return true;
}

/// What has left the log before it was delivered is not waited for any longer.
void RelayEngine::notice_dropped(RelayOutlet& outlet)
{
    RelayPosition const begin = parts_.relay_log.begin();
    std::size_t const dropped = outlet.queue.drop_before(begin);
    outlet.changed = outlet.changed || dropped > 0;
    count_dropped(outlet, dropped);
    if (outlet.scanned >= begin)
        return;
    auto const first = parts_.relay_log.read(begin);
    RelayEnd const end = first ? RelayEnd{first->at, first->ordinal} : parts_.relay_log.end();
    count_dropped(outlet, outlet.pass(end.position, end.ordinal, end.ordinal));
}

void RelayEngine::count_dropped(RelayOutlet& outlet, std::uint64_t count)
{
    if (count == 0)
        return;
    outlet.dropped += count;
    parts_.alarms.report(AlarmCode::relay_dropped, outlet.name(),
        std::to_string(outlet.dropped) + " webhooks have left the relay log since the start that it had not delivered",
        dropped_alarm_holds);
}

/// Whoever stands still is asked for the age of what comes next: nothing else tells it.
void RelayEngine::publish(RelayOutlet& outlet)
{
    RelayEnd const end = parts_.relay_log.end();
    std::optional<Instant> next_one;
    if (outlet.queue.size() == 0 && outlet.scanned < end.position) {
        if (auto const record = parts_.relay_log.read(outlet.scanned))
            next_one = record->what.received_at;
    }
    outlet.publish(end, next_one);
}

void RelayEngine::set_alarm(RelayOutlet& outlet)
{
    auto due = outlet.queue.next_due();
    if (!due || !may_start(outlet))
        return;
    if (auto const question = outlet.question_due())
        due = question;
    if (outlet.alarm && *outlet.alarm <= *due)
        return;
    outlet.alarm = due;
    auto const wait = std::clamp<std::chrono::milliseconds>(*due - parts_.clock.now(), 1ms, tick_every);
    parts_.tasks->after(wait, [this, name = outlet.name(), at = *due] {
        RelayOutlet* const there = outlet_of(name);
        if (!there)
            return;
        if (there->alarm == at)
            there->alarm.reset();
        turn(*there);
    });
}

}  // namespace consentry::forward
