#include "consentry/store/journal.hpp"

#include "store/journal_folder.hpp"
#include "store/journal_slice.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace consentry::store {
namespace {

using intake::JournalRecord;

constexpr std::size_t waiting_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::chrono::seconds upkeep_every{60};
constexpr std::chrono::hours dropped_alarm_holds{24};
constexpr std::size_t repetitions_known = 4'096;  // Meta repeats a webhook, and several apps may tell of one.
constexpr std::uint64_t slices_at_limit = 16;     // A file is at most such a part of the limit: then less goes at once.

/// What was kept lately, so that the same body need not be kept twice.
class Repetitions {
public:
    bool knows(Digest const& body) const { return known_.contains(body); }

    void add(Digest const& body)
    {
        if (!known_.insert(body).second)
            return;
        order_.push_back(body);
        if (order_.size() > repetitions_known) {
            known_.erase(order_.front());
            order_.pop_front();
        }
    }

private:
    std::set<Digest> known_;
    std::deque<Digest> order_;
};

}  // namespace

struct FileJournal::State {
    struct Waiting {
        JournalRecord record;
        Done done;
    };

    std::filesystem::path const folder;
    Clock const& clock;
    Alarms& alarms;

    mutable std::mutex mutex{};
    std::condition_variable woken{};
    JournalBounds bounds{};
    std::vector<Waiting> waiting{};
    std::size_t waiting_bytes = 0;
    std::map<std::string, Slice> slices{};
    JournalStatus counted{};  ///< Its `kept` and `trouble`; the rest is told by the slices.
    bool stopping = false;

    // Of the journal's thread alone.
    std::unique_ptr<AppendedFile> file{};
    std::string slice{};
    unsigned slice_number = 0;
    Repetitions repetitions{};
    std::thread thread{};

    void run();
    void keep(std::vector<Waiting>& taken);
    void append(std::vector<Waiting> const& taken);
    void begin_slice_if_needed();
    void note(std::string const& trouble);
    void upkeep();
    void drop(std::string const& name);
    std::uint64_t bytes_of_all() const;
};

/// As many records as wait are written one behind the other; those who wait for them are told together.
void FileJournal::State::run()
{
    for (;;) {
        std::vector<Waiting> taken;
        {
            std::unique_lock lock{mutex};
            woken.wait_for(lock, upkeep_every, [this] { return stopping || !waiting.empty(); });
            if (stopping && waiting.empty())
                return;
            taken.swap(waiting);
            waiting_bytes = 0;
        }
        keep(taken);
        upkeep();
    }
}

void FileJournal::State::keep(std::vector<Waiting>& taken)
{
    std::string trouble;
    try {
        append(taken);
    } catch (std::exception const& error) {
        trouble = error.what();
        file.reset();  // The next one begins a file of its own.
    }
    if (!taken.empty())
        note(trouble);
    for (Waiting& one : taken)
        one.done(
            trouble.empty() ? Result<void>{} : fail(Fault::unavailable, "the journal cannot be written: " + trouble));
}

/// All of them, under one flush, or none.
void FileJournal::State::append(std::vector<Waiting> const& taken)
{
    std::string text;
    std::map<Digest, JournalRecord const*> fresh;
    for (Waiting const& one : taken) {
        Digest const digest = sha256(one.record.body);
        if (!repetitions.knows(digest) && fresh.emplace(digest, &one.record).second)
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
    for (auto const& [digest, record] : fresh) {
        repetitions.add(digest);
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
        most = std::max<std::uint64_t>(bounds.bytes_max / slices_at_limit, 1);
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
    std::vector<std::string> gone;
    std::size_t dropped = 0;
    std::uint64_t bytes = 0;
    JournalBounds within;
    {
        std::lock_guard const lock{mutex};
        within = bounds;
        bytes = bytes_of_all();
        Instant const now = clock.now();
        for (auto const& [name, one] : slices) {
            bool const is_current = file && name == slice;
            bool const is_over = (one.all_settled() || *end_of_hour(name) + within.keep < now) && !is_current;
            bool const is_too_much = bytes > within.bytes_max && !is_current;
            if (!is_over && !is_too_much)
                continue;
            if (!is_over)
                dropped += one.records - one.settled.size();
            bytes -= one.bytes;
            gone.push_back(name);
        }
        for (std::string const& name : gone)
            slices.erase(name);
    }
    for (std::string const& name : gone)
        drop(name);
    if (dropped > 0)
        alarms.report(AlarmCode::journal_dropped, "",
            std::to_string(dropped) + " webhooks left the journal before their time, since it is full",
            dropped_alarm_holds);
    if (bytes > within.bytes_max / 5 * 4)
        alarms.raise(AlarmCode::journal_growing, "", "it is fuller than four fifths of its limit");
    else if (bytes < within.bytes_max / 10 * 7)
        alarms.clear(AlarmCode::journal_growing, "");
}

void FileJournal::State::drop(std::string const& name)
{
    std::error_code ignored;  // What cannot be removed is met again at the next start.
    for (std::string_view const suffix : {slice_suffix, settled_suffix})
        std::filesystem::remove(folder / (name + std::string{suffix}), ignored);
}

Result<std::unique_ptr<FileJournal>> FileJournal::open(
    std::filesystem::path const& folder, JournalBounds bounds, Clock const& clock, Alarms& alarms)
try {
    if (!std::filesystem::exists(folder)) {
        std::filesystem::create_directories(folder);
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    }
    std::unique_ptr<State> state{new State{.folder = folder, .clock = clock, .alarms = alarms, .bounds = bounds}};
    state->slices = slices_in(folder);
    state->upkeep();
    state->thread = std::thread{[running = state.get()] { running->run(); }};
    return std::make_unique<FileJournal>(std::move(state));
} catch (std::exception const& trouble) {
    return fail(Fault::unavailable,
        "the journal " + folder.string() + " cannot be used: " + trouble.what()
            + "; see to the owner and rights of that folder");
}

FileJournal::FileJournal(std::unique_ptr<State> state)
    : state_{std::move(state)}
{
}

FileJournal::~FileJournal() { stop(); }

void FileJournal::stop()
{
    {
        std::lock_guard const lock{state_->mutex};
        state_->stopping = true;
    }
    state_->woken.notify_all();
    if (state_->thread.joinable())
        state_->thread.join();
}

void FileJournal::keep(JournalRecord record, Done done)
{
    {
        std::lock_guard const lock{state_->mutex};
        bool const room = state_->waiting_bytes + record.body.size() <= waiting_bytes_max;
        if (room && !state_->stopping) {
            state_->waiting_bytes += record.body.size();
            state_->waiting.push_back({std::move(record), std::move(done)});
            state_->woken.notify_one();
            return;
        }
    }
    done(fail(Fault::busy, "the journal takes nothing more at the moment; send it again"));
}

void FileJournal::for_each(std::function<bool(JournalRecord const& record)> const& take)
{
    std::vector<std::pair<std::string, std::set<std::size_t>>> names;
    {
        std::lock_guard const lock{state_->mutex};
        for (auto const& [name, one] : state_->slices)
            names.emplace_back(name, one.settled);
    }
    for (auto const& [name, settled] : names) {
        for (SliceRecord& found : read_slice(contents_of_slice(state_->folder, name))) {
            if (!found.trouble.empty() || settled.contains(found.offset))
                continue;
            found.record.id = journal_id(name, found.offset);
            if (!take(found.record))
                return;
        }
    }
}

Result<void> FileJournal::settle(std::string const& id)
try {
    auto const place = parts_of(id);
    std::lock_guard const lock{state_->mutex};
    auto const known = place ? state_->slices.find(place->first) : state_->slices.end();
    if (known == state_->slices.end())
        return {};  // It has left the journal meanwhile.
    AppendedFile{state_->folder / (place->first + std::string{settled_suffix})}.append(
        std::to_string(place->second) + '\n');
    known->second.settled.insert(place->second);
    return {};
} catch (std::exception const& trouble) {
    return fail(Fault::unavailable, std::string{"the journal cannot be written: "} + trouble.what());
}

void FileJournal::bound(JournalBounds bounds)
{
    {
        std::lock_guard const lock{state_->mutex};
        state_->bounds = bounds;
    }
    state_->woken.notify_one();
}

JournalStatus FileJournal::status() const
{
    std::lock_guard const lock{state_->mutex};
    JournalStatus status = state_->counted;
    status.bytes = state_->bytes_of_all();
    for (auto const& [name, one] : state_->slices) {
        status.records += one.records - std::min(one.records, one.settled.size());
        if (!status.oldest && !one.all_settled())
            status.oldest = *end_of_hour(name) - std::chrono::hours{1};
    }
    return status;
}

std::vector<JournalLine> read_journal(std::filesystem::path const& folder)
{
    std::vector<JournalLine> lines;
    for (auto const& [name, slice] : slices_in(folder)) {
        for (SliceRecord& found : read_slice(contents_of_slice(folder, name))) {
            found.record.id = journal_id(name, found.offset);
            lines.push_back({std::move(found.record), slice.settled.contains(found.offset), std::move(found.trouble)});
        }
    }
    return lines;
}

}  // namespace consentry::store
