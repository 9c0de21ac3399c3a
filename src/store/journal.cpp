#include "consentry/store/journal.hpp"

#include "store/journal_slice.hpp"
#include "store/journal_state.hpp"

namespace consentry::store {
namespace {

using intake::JournalRecord;

constexpr std::size_t waiting_bytes_max = std::size_t{64} * 1024 * 1024;

}  // namespace

Result<std::unique_ptr<FileJournal>> FileJournal::open(
    std::filesystem::path const& folder, JournalBounds bounds, Clock const& clock, Alarms& alarms)
try {
    make_folder(folder);
    remove_unfinished(folder);
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

void FileJournal::for_each(std::string const& after, std::function<bool(JournalRecord const& record)> const& take)
{
    auto const last = parts_of(after).value_or(std::pair{std::string{}, std::size_t{0}});
    std::vector<std::pair<std::string, std::set<std::size_t>>> names;
    {
        std::lock_guard const lock{state_->mutex};
        for (auto const& [name, one] : state_->slices) {
            if (name >= last.first && !one.all_settled())
                names.emplace_back(name, one.settled);
        }
    }
    for (auto const& [name, settled] : names) {
        for (SliceRecord& found : read_slice(contents_of_slice(state_->folder, name))) {
            bool const is_behind = name > last.first || found.offset > last.second;
            if (!is_behind || !found.trouble.empty() || settled.contains(found.offset))
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
    std::lock_guard const alone{state_->settling};
    auto const slice = [&]() -> Slice* {
        auto const found = place ? state_->slices.find(place->first) : state_->slices.end();
        return found == state_->slices.end() ? nullptr : &found->second;
    };
    {
        std::lock_guard const lock{state_->mutex};
        if (!slice())
            return {};  // It has left the journal meanwhile.
    }
    AppendedFile{state_->folder / (place->first + std::string{settled_suffix})}.append(
        std::to_string(place->second) + '\n');
    std::lock_guard const lock{state_->mutex};
    slice()->settled.insert(place->second);
    return {};
} catch (std::exception const& trouble) {
    return fail(Fault::unavailable, std::string{"the journal cannot be written: "} + trouble.what());
}

void FileJournal::bound(JournalBounds bounds)
{
    std::lock_guard const lock{state_->mutex};
    state_->bounds = bounds;
}

void FileJournal::ping(std::function<void()> answered)
{
    std::lock_guard const lock{state_->mutex};
    state_->pings.push_back(std::move(answered));
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

}  // namespace consentry::store
