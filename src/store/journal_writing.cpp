#include "store/journal_slice.hpp"
#include "store/journal_state.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using intake::JournalRecord;

constexpr std::chrono::seconds upkeep_every{60};
constexpr std::chrono::hours dropped_alarm_holds{24};
constexpr std::uint64_t slices_at_limit = 16;  // A file is at most such a part of the limit: then less goes at once.
constexpr std::uint64_t slice_bytes_max = 16 * 1024 * 1024;  // It is read as a whole.

}  // namespace

/// As many records as wait are written one behind the other; those who wait for them are told together.
void FileJournal::State::run()
{
    for (;;) {
        std::vector<Waiting> taken;
        std::vector<std::function<void()>> asking;
        {
            std::unique_lock lock{mutex};
            woken.wait_for(lock, upkeep_every, [this] { return stopping || !waiting.empty() || !pings.empty(); });
            if (stopping && waiting.empty()) {
                pings.clear();  // Who waits for one is told by its end.
                return;
            }
            taken.swap(waiting);
            waiting_bytes = 0;
            asking.swap(pings);
        }
        upkeep();
        if (!taken.empty())
            keep(taken);
        for (auto const& answered : asking)
            answered();
    }
}

void FileJournal::State::keep(std::vector<Waiting>& taken)
{
    std::string trouble;
    try {
        append(taken);
    } catch (std::exception const& error) {
        trouble = error.what();
        leave_file();
    }
    note(trouble);
    upkeep();
    for (Waiting& one : taken)
        one.done(
            trouble.empty() ? Result<void>{} : fail(Fault::unavailable, "the journal cannot be written: " + trouble));
}

/// All of them, under one flush, or none.
void FileJournal::State::append(std::vector<Waiting> const& taken)
{
    std::string text;
    std::map<Repetitions::Key, JournalRecord const*> fresh;
    for (Waiting const& one : taken) {
        Repetitions::Key key = Repetitions::key_of(one.record);
        if (!repetitions.knows(key) && fresh.emplace(std::move(key), &one.record).second)
            text += written(one.record);
    }
    if (text.empty())
        return;
    begin_slice_if_needed();
    file->append(text);
    std::lock_guard const lock{mutex};
    Slice& current = slices[slice];
    current.bytes += text.size();
    current.records += fresh.size();
    for (auto const& [key, record] : fresh) {
        repetitions.add(key);
        for (intake::Gap const gap : record->gaps)
            ++counted.kept[static_cast<std::size_t>(gap)];
    }
}

/// A start begins a file of its own, too: what a crash has left at the end of the last one stays apart.
void FileJournal::State::begin_slice_if_needed()
{
    std::string const hour = hour_of(clock.now());
    std::uint64_t most = 0;
    {
        std::lock_guard const lock{mutex};
        most = std::clamp<std::uint64_t>(bounds.bytes_max / slices_at_limit, 1, slice_bytes_max);
    }
    if (file && slice.starts_with(hour) && file->size() < most)
        return;
    if (!slice.starts_with(hour))
        slice_number = 0;
    std::filesystem::path path;
    do {
        std::string number = std::to_string(slice_number++);
        number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
        slice = hour + '-' + number;
        path = folder / (slice + std::string{slice_suffix});
    } while (std::filesystem::exists(path));
    file = std::make_unique<AppendedFile>(path);
}

/// Nothing more is written to it, and the next record begins a file of its own.
void FileJournal::State::leave_file()
{
    bool const empty = file && file->size() == 0;
    file.reset();
    if (empty)
        remove_files(slice);
}

void FileJournal::State::note(std::string const& trouble)
{
    {
        std::lock_guard const lock{mutex};
        counted.trouble = trouble;
    }
    if (trouble.empty())
        alarms.clear(AlarmCode::journal_failing, "");
    else
        alarms.raise(AlarmCode::journal_failing, "", trouble);
}

std::uint64_t FileJournal::State::bytes_of_all() const
{
    std::uint64_t bytes = 0;
    for (auto const& [name, one] : slices)
        bytes += one.bytes;
    return bytes;
}

/// What is settled goes, then what is too old, then what is too much: the oldest first.
void FileJournal::State::upkeep()
{
    Instant const now = clock.now();
    if (file && *end_of_hour(slice) <= now)
        leave_file();
    std::vector<std::string> gone;
    std::size_t dropped = 0;
    std::uint64_t bytes = 0;
    JournalBounds within;
    {
        std::lock_guard const lock{mutex};
        within = bounds;
        bytes = bytes_of_all();
        for (auto const& [name, one] : slices) {
            if (file && name == slice)
                continue;
            bool const is_over = one.all_settled() || *end_of_hour(name) + within.keep < now;
            if (!is_over && bytes <= within.bytes_max)
                continue;
            if (!is_over)
                dropped += one.records - one.settled.size();
            bytes -= one.bytes;
            gone.push_back(name);
        }
    }
    if (!gone.empty())
        drop(gone);
    upkeep_of_alarms(bytes, within.bytes_max, dropped);
}

void FileJournal::State::upkeep_of_alarms(std::uint64_t bytes, std::uint64_t bytes_max, std::size_t dropped)
{
    if (dropped > 0)
        alarms.report(AlarmCode::journal_dropped, "",
            std::to_string(dropped) + " webhooks left the journal before their time, since it is full",
            dropped_alarm_holds);
    if (bytes > bytes_max / 5 * 4)
        alarms.raise(AlarmCode::journal_growing, "", "it is fuller than four fifths of its limit");
    else if (bytes < bytes_max / 10 * 7)
        alarms.clear(AlarmCode::journal_growing, "");
}

void FileJournal::State::drop(std::vector<std::string> const& names)
{
    std::lock_guard const alone{settling};
    {
        std::lock_guard const lock{mutex};
        for (std::string const& name : names)
            slices.erase(name);
    }
    for (std::string const& name : names)
        remove_files(name);
    repetitions.forget();
}

void FileJournal::State::remove_files(std::string const& name) const
{
    std::error_code ignored;  // What cannot be removed is met again at the next start.
    for (std::string_view const suffix : {slice_suffix, settled_suffix})
        std::filesystem::remove(folder / (name + std::string{suffix}), ignored);
}

}  // namespace consentry::store
