#include "consentry/store/relay_log.hpp"

#include "store/relay_places.hpp"
#include "store/relay_state.hpp"

#include <algorithm>
#include <system_error>

namespace consentry::store {
namespace {

using forward::RelayBody;
using forward::RelayEnd;
using forward::RelayPlace;
using forward::RelayRecord;

constexpr std::size_t waiting_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::hours damaged_alarm_holds{24};

}  // namespace

Result<std::unique_ptr<FileRelayLog>> FileRelayLog::open(
    std::filesystem::path const& folder, RelayBounds bounds, Clock const& clock, Alarms& alarms)
try {
    std::unique_ptr<State> state{new State{.folder = folder, .clock = clock, .alarms = alarms, .bounds = bounds}};
    if (std::filesystem::exists(folder))
        state->load();
    state->writing = std::thread{[running = state.get()] { running->write(); }};
    auto log = std::make_unique<FileRelayLog>(std::move(state));
    log->state_->keeping = std::thread{[running = log->state_.get()] { running->keep_places(); }};
    return log;
} catch (std::exception const& trouble) {
    return fail(Fault::unavailable,
        "the relay log " + folder.string() + " cannot be used: " + trouble.what()
            + "; see to the owner and rights of that folder");
}

FileRelayLog::FileRelayLog(std::unique_ptr<State> state)
    : state_{std::move(state)}
{
}

FileRelayLog::~FileRelayLog() { stop(); }

void FileRelayLog::stop()
{
    {
        std::lock_guard const lock{state_->mutex};
        state_->stopping = true;
    }
    state_->written_to.notify_all();
    state_->settled_to.notify_all();
    for (std::thread* const thread : {&state_->writing, &state_->keeping}) {
        if (thread->joinable())
            thread->join();
    }
}

void FileRelayLog::State::load()
{
    remove_unfinished(folder);
    segments = segments_in(folder);
    end = cut_tail(segments);
    load_places();
    tidy();
}

/// Of a relay whose place is lost nobody knows what it has got: it gets all that there is once more.
void FileRelayLog::State::load_places()
{
    for (auto const& [relay, place] : places_in(folder)) {
        RelayPlace& known = places[relay];
        if (place) {
            known = *place;
        } else {
            alarms.report(AlarmCode::relay_damaged, relay,
                "how far this relay is cannot be read; it gets all that is kept once more", damaged_alarm_holds);
            auto const first = read(0);
            known.scanned = first ? first->at : end.position;
            known.ordinal = first ? first->ordinal : end.ordinal;
        }
        // What it is past has been, even where the segments are gone: positions only grow.
        end.position = std::max(end.position, known.scanned);
        end.ordinal = std::max(end.ordinal, known.ordinal);
    }
}

void FileRelayLog::keep(RelayBody body, Done done)
{
    {
        std::lock_guard const lock{state_->mutex};
        bool const room = state_->waiting_bytes + body.body.size() <= waiting_bytes_max;
        if (room && !state_->stopping) {
            state_->waiting_bytes += body.body.size();
            state_->waiting.push_back({std::move(body), std::move(done)});
            state_->written_to.notify_one();
            return;
        }
    }
    done(fail(Fault::busy, "the relay log takes nothing more at the moment; send it again"));
}

RelayPlace FileRelayLog::open(std::string const& relay)
{
    std::lock_guard const alone{state_->placing};
    RelayPlace place;
    {
        std::lock_guard const lock{state_->mutex};
        if (auto const known = state_->places.find(relay); known != state_->places.end())
            return known->second;
        place.scanned = state_->end.position;
        place.ordinal = state_->end.ordinal;
    }
    make_folder(state_->folder);
    replace_file(place_file(state_->folder, relay), to_text(place));
    std::lock_guard const lock{state_->mutex};
    return state_->places[relay] = place;
}

void FileRelayLog::settle(std::string const& relay, RelayPlace place, Done done)
{
    std::lock_guard const lock{state_->mutex};
    auto& one = state_->unsettled[relay];
    one.place = std::move(place);
    one.waiting.push_back(std::move(done));
    state_->settled_to.notify_one();
}

void FileRelayLog::keep_only(std::span<std::string const> relays)
{
    std::lock_guard const alone{state_->placing};
    std::vector<std::string> gone;
    {
        std::lock_guard const lock{state_->mutex};
        for (auto const& [relay, place] : state_->places) {
            if (std::ranges::find(relays, relay) == relays.end())
                gone.push_back(relay);
        }
        for (std::string const& relay : gone)
            state_->places.erase(relay);
    }
    for (std::string const& relay : gone)
        std::filesystem::remove(place_file(state_->folder, relay));
    state_->tidy();
}

std::optional<RelayRecord> FileRelayLog::read(RelayPosition from) { return state_->read(from); }

/// The segment in which `from` lies or, if it lies in none, the next one.
std::optional<std::pair<RelayPosition, RelaySegment>> FileRelayLog::State::segment_behind(RelayPosition from) const
{
    std::lock_guard const lock{mutex};
    auto segment = segments.upper_bound(from);
    if (segment != segments.begin() && std::prev(segment)->first + std::prev(segment)->second.size > from)
        --segment;
    while (segment != segments.end() && segment->second.size == 0)
        ++segment;
    return segment == segments.end() ? std::nullopt : std::optional{std::pair{segment->first, segment->second}};
}

std::optional<RelayRecord> FileRelayLog::State::read(RelayPosition from)
{
    while (auto const found = segment_behind(from)) {
        auto const& [start, segment] = *found;
        bool damaged = false;
        try {
            auto record = window.read(start, segment, std::max(from, start), damaged);
            if (damaged)
                alarms.report(AlarmCode::relay_damaged, "",
                    "a part of " + segment.path.filename().string() + " cannot be read; see to the disk",
                    damaged_alarm_holds);
            if (record)
                return record;
        } catch (std::system_error const& trouble) {
            if (trouble.code() != std::errc::no_such_file_or_directory)
                throw;
        }
        from = start + segment.size;  // Nothing more in this one, or it has just been removed.
    }
    return {};
}

RelayEnd FileRelayLog::end() const
{
    std::lock_guard const lock{state_->mutex};
    return state_->end;
}

RelayPosition FileRelayLog::begin() const
{
    std::lock_guard const lock{state_->mutex};
    return state_->begin;
}

void FileRelayLog::on_kept(std::function<void()> kept) { state_->kept = std::move(kept); }

void FileRelayLog::bound(RelayBounds bounds)
{
    std::lock_guard const lock{state_->mutex};
    state_->bounds = bounds;
}

void FileRelayLog::ping(std::function<void()> answered)
{
    std::lock_guard const lock{state_->mutex};
    state_->pings.push_back(std::move(answered));
    state_->written_to.notify_one();
}

}  // namespace consentry::store
