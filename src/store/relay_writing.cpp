// The relay log's two threads: one that writes bodies, and one that keeps places and removes what nobody needs.
#include "store/relay_frame.hpp"
#include "store/relay_places.hpp"
#include "store/relay_state.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using forward::RelayPlace;

constexpr std::chrono::seconds upkeep_every{60};
constexpr std::chrono::minutes segment_time_max{10};  // What is delivered goes with its segment: so soon, then.
constexpr std::uint64_t segments_at_limit = 16;       // A segment is at most such a part of it: then less goes at once.
constexpr std::uint64_t segment_bytes_max = 16 * 1024 * 1024;

}  // namespace

/// As many bodies as wait are written one behind the other; those who wait for them are told together.
void FileRelayLog::State::write()
{
    for (;;) {
        std::vector<Waiting> taken;
        std::vector<std::function<void()>> asking;
        {
            std::unique_lock lock{mutex};
            written_to.wait_for(lock, upkeep_every, [this] { return stopping || !waiting.empty() || !pings.empty(); });
            if (stopping && waiting.empty()) {
                pings.clear();  // Who waits for one is told by its end.
                return;
            }
            taken.swap(waiting);
            waiting_bytes = 0;
            asking.swap(pings);
        }
        if (!taken.empty())
            keep(taken);
        else if (file && file_begun + segment_time_max <= clock.now())
            leave_segment();
        for (auto const& answered : asking)
            answered();
    }
}

void FileRelayLog::State::keep(std::vector<Waiting>& taken)
{
    std::string trouble;
    try {
        append(taken);
    } catch (std::exception const& error) {
        trouble = error.what();
        leave_segment();
    }
    note("", trouble);
    for (Waiting& one : taken)
        one.done(
            trouble.empty() ? Result<void>{} : fail(Fault::unavailable, "the relay log cannot be written: " + trouble));
    if (trouble.empty() && kept)
        kept();
}

/// All of them, under one flush, or none.
void FileRelayLog::State::append(std::vector<Waiting> const& taken)
{
    begin_segment_if_needed();
    std::string text;
    std::uint64_t ordinal = end.ordinal;  // Nobody else changes it while this thread runs.
    for (Waiting const& one : taken)
        text += framed(one.body, ordinal++);
    file->append(text);
    std::lock_guard const lock{mutex};
    segments.at(*active).size = file->size();
    end = {*active + file->size(), ordinal};
}

/// A start begins a segment of its own, too: what a crash has left at the end of the last one stays apart.
void FileRelayLog::State::begin_segment_if_needed()
{
    Instant const now = clock.now();
    RelayPosition start = 0;
    std::uint64_t most = 0;
    {
        std::lock_guard const lock{mutex};
        most = std::clamp<std::uint64_t>(bounds.bytes_max / segments_at_limit, 1, segment_bytes_max);
    }
    if (file && file->size() < most && now < file_begun + segment_time_max)
        return;
    leave_segment();
    {
        std::lock_guard const lock{mutex};
        start = end.position;
    }
    make_folder(folder);
    std::filesystem::path const path = folder / segment_name(start, now);
    file = std::make_unique<AppendedFile>(path);
    file_begun = now;
    std::lock_guard const lock{mutex};
    segments[start] = {path, now, 0};
    active = start;
}

/// Nothing more is written to it. What could not be taken back of its last write keeps its place.
void FileRelayLog::State::leave_segment()
{
    if (!file)
        return;
    std::uint64_t const size = file->size();
    file.reset();
    std::lock_guard const lock{mutex};
    end.position = std::max(end.position, *active + size);
    if (size == 0) {
        std::error_code ignored;  // An empty one is written to, or removed, after the next start.
        std::filesystem::remove(segments.at(*active).path, ignored);
        segments.erase(*active);
    }
    active.reset();
}

void FileRelayLog::State::note(std::string_view about, std::string const& trouble)
{
    if (trouble.empty())
        alarms.clear(AlarmCode::relay_failing, about);
    else
        alarms.raise(AlarmCode::relay_failing, about, trouble);
}

void FileRelayLog::State::keep_places()
{
    for (;;) {
        std::map<std::string, Unsettled> taken;
        {
            std::unique_lock lock{mutex};
            settled_to.wait_for(lock, upkeep_every, [this] { return stopping || !unsettled.empty(); });
            if (stopping && unsettled.empty())
                return;
            taken.swap(unsettled);
        }
        std::map<std::string, std::string> troubles;
        for (auto const& [relay, one] : taken)
            troubles[relay] = settle(relay, one.place);
        tidy();
        for (auto& [relay, one] : taken) {
            std::string const& trouble = troubles[relay];
            for (Done& done : one.waiting)
                done(trouble.empty() ? Result<void>{}
                                     : fail(Fault::unavailable, "a relay's place is not kept: " + trouble));
        }
    }
}

/// Why the place is not kept, if it is not. That of a relay that was forgotten meanwhile is not written again.
std::string FileRelayLog::State::settle(std::string const& relay, RelayPlace const& place)
try {
    std::lock_guard const alone{placing};
    {
        std::lock_guard const lock{mutex};
        if (!places.contains(relay))
            return "the relay is not configured any more";
    }
    replace_file(place_file(folder, relay), to_text(place));
    note(relay, "");
    std::lock_guard const lock{mutex};
    places[relay] = place;
    return {};
} catch (std::exception const& trouble) {
    note(relay, trouble.what());
    return trouble.what();
}

bool FileRelayLog::State::needs(RelayPosition begin_of, RelayPosition end_of) const
{
    return std::ranges::any_of(places, [&](auto const& entry) {
        RelayPlace const& place = entry.second;
        auto const first = std::ranges::lower_bound(place.waiting, begin_of, {}, &forward::RelayWaiting::at);
        return place.scanned < end_of || (first != place.waiting.end() && first->at < end_of);
    });
}

/// What every relay is past goes, then what is too old, then what is too much: the oldest first.
void FileRelayLog::State::tidy()
{
    std::vector<std::filesystem::path> gone;
    {
        std::lock_guard const lock{mutex};
        std::uint64_t total = 0;
        for (auto const& [start, segment] : segments)
            total += segment.size;
        Instant const now = clock.now();
        for (auto segment = segments.begin(); segment != segments.end();) {
            auto const& [start, file_of] = *segment;
            bool const is_over = file_of.begun + bounds.keep <= now || total > bounds.bytes_max;
            bool const is_needed = needs(start, start + file_of.size);
            if (active == start || (is_needed && !is_over)) {
                ++segment;
                continue;
            }
            if (is_needed)
                begin = start + file_of.size;
            total -= file_of.size;
            gone.push_back(file_of.path);
            segment = segments.erase(segment);
        }
    }
    std::error_code ignored;  // What cannot be removed is met again at the next start.
    for (std::filesystem::path const& path : gone)
        std::filesystem::remove(path, ignored);
}

}  // namespace consentry::store
