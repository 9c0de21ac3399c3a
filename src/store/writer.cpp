#include "store/writer.hpp"

#include <algorithm>
#include <utility>

namespace consentry::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

int note_log_pages(void* pages, sqlite3*, char const*, int count)
{
    static_cast<std::atomic<int>*>(pages)->store(count, std::memory_order_relaxed);
    return SQLITE_OK;
}

/// Whether the machine is to blame, so that others will fail as well.
bool is_trouble_of_machine(int code)
{
    return code == SQLITE_CORRUPT || code == SQLITE_IOERR || code == SQLITE_FULL || code == SQLITE_NOTADB
        || code == SQLITE_NOMEM;
}

}  // namespace

Writer::Writer(
    Database database, Apply apply, Clock const& clock, Log& log, Checkpointer* checkpointer, WriterLimits limits)
    : database_{std::move(database)}
    , records_{database_}
    , savepoint_{database_.prepare("SAVEPOINT unit")}
    , release_{database_.prepare("RELEASE unit")}
    , rollback_to_{database_.prepare("ROLLBACK TO unit")}
    , begin_{database_.prepare("BEGIN IMMEDIATE")}
    , commit_{database_.prepare("COMMIT")}
    , probe_{database_.prepare("UPDATE installation SET value = value WHERE key = 'epoch'")}
    , apply_{std::move(apply)}
    , clock_{clock}
    , log_{log}
    , checkpointer_{checkpointer}
    , limits_{limits}
{
    sqlite3_wal_hook(database_.handle(), note_log_pages, &log_pages_);
    thread_ = std::thread{[this] { run(); }};
}

Writer::~Writer() { stop(); }

void Writer::stop()
{
    {
        std::scoped_lock const lock{mutex_};
        stopping_ = true;
    }
    waiting_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void Writer::on_commit(std::function<void()> hook)
{
    std::scoped_lock const lock{mutex_};
    on_commit_ = std::move(hook);
}

void Writer::commit(consent::Unit unit, Done done)
{
    Instant const arrived = unit.arrived.value_or(clock_.now());
    std::unique_lock lock{mutex_};
    Turn const turn = turn_of(units_.before(unit));
    if (turn == Turn::taken) {
        units_.push({std::move(unit), std::move(done), arrived});
        bool const first = units_.size() == 1;
        lock.unlock();
        if (first)  // Whoever comes later finds the writer awake.
            waiting_.notify_one();
        return;
    }
    lock.unlock();
    units_failed_.fetch_add(1, std::memory_order_relaxed);
    done(refusal(turn));
}

void Writer::submit(Job job, JobDone done)
{
    std::unique_lock lock{mutex_};
    Turn const turn = turn_of(jobs_.size());
    if (turn == Turn::taken) {
        jobs_.push_back({std::move(job), std::move(done)});
        lock.unlock();
        waiting_.notify_one();
        return;
    }
    lock.unlock();
    done(refusal(turn));
}

/// What becomes of one more, where so many are waiting. Under the mutex.
Writer::Turn Writer::turn_of(std::size_t waiting) const
{
    if (stopping_)
        return Turn::closing;
    return waiting < limits_.queue ? Turn::taken : Turn::refused;
}

std::unexpected<Error> Writer::refusal(Turn turn)
{
    if (turn == Turn::closing)
        return fail(Fault::unavailable, "the store is closing; ask again when it is back");
    return fail(Fault::busy, "more is waiting to be kept than the disk can take; ask again in a moment");
}

WriterStatus Writer::status() const
{
    WriterStatus status;
    status.commits = commits_.load(std::memory_order_relaxed);
    status.units_kept = units_kept_.load(std::memory_order_relaxed);
    status.units_failed = units_failed_.load(std::memory_order_relaxed);
    status.log_pages = log_pages_.load(std::memory_order_relaxed);
    std::scoped_lock const lock{mutex_};
    status.queued = units_.size();
    status.trouble = trouble_;
    return status;
}

void Writer::run()
{
    Group group;  // Kept, for its memory.
    while (wait_for_work()) {
        group.units.clear();
        group.jobs.clear();
        group.bulk = 0;
        keep(group);
        answer(group);
        if (checkpointer_)
            checkpointer_->grown(database_, log_pages_.load(std::memory_order_relaxed));
    }
}

/// Returns false when the writer is to end and nothing is left.
bool Writer::wait_for_work()
{
    std::unique_lock lock{mutex_};
    auto const something = [this] { return stopping_ || has_work(); };
    if (trouble_.empty())
        waiting_.wait(lock, something);
    else if (!waiting_.wait_for(lock, limits_.probe_every, something))
        return true;  // Nobody asked: the store is tried.
    return has_work();
}

/// Everything happens here: either the group is on disk when it returns, or its results say that it is not.
void Writer::keep(Group& group)
{
    group.begun = SteadyClock::now();
    take_units(group.units);
    group_trouble_.clear();
    try {
        // Where the disk failed badly enough, undoing the last group may have failed as well.
        if (database_.in_transaction())
            roll_back();
        begin_.run();
        if (!apply_together(group)) {
            roll_back();
            begin_.run();
            apply_apart(group);
        }
        apply_jobs(group);
        probe();
        commit_.run();
        commits_.fetch_add(1, std::memory_order_relaxed);
        note_trouble(group_trouble_);
    } catch (std::exception const& error) {
        roll_back();
        // Where nothing could even begin, bulk work and jobs are answered, too, so that no queue waits for ever.
        if (group.units.empty() && group.jobs.empty() && !take_bulk(group)) {
            if (auto job = take_job())
                group.jobs.push_back(std::move(*job));
        }
        refuse(group, error.what());
    }
}

/// Units that arrive while others are applied come along, as long as nobody waits too long for it. Returns false if one
/// of them failed.
bool Writer::apply_together(Group& group)
{
    std::size_t applied = 0;
    try {
        do {
            for (; applied < group.units.size(); ++applied)
                apply_one(group.units[applied]);
        } while (take_more(group));
        return true;
    } catch (std::exception const&) {
        return false;
    }
}

/// A savepoint costs a copy of every page a unit touches, so it is paid for only when somebody did fail: then all are
/// applied anew, each under its own, and who fails again fails alone.
void Writer::apply_apart(Group& group)
{
    for (PendingUnit& pending : group.units) {
        if (auto error = under_savepoint([&] { apply_one(pending); }))
            pending.result = std::unexpected(std::move(*error));
    }
}

/// One job is let in even when units are waiting, so that receipts do not grow without end under constant load.
void Writer::apply_jobs(Group& group)
{
    auto const end = SteadyClock::now() + limits_.group_time;
    while (auto job = take_job()) {
        group.jobs.push_back(std::move(*job));
        run_one(group.jobs.back());
        if (SteadyClock::now() > end)
            return;
        std::scoped_lock const lock{mutex_};
        if (!units_.empty())
            return;
    }
}

/// What fails is undone and told to its owner alone, unless SQLite gave up the whole transaction: that throws.
template <class Work>
std::optional<Error> Writer::under_savepoint(Work work)
{
    savepoint_.run();
    try {
        work();
        release_.run();
        return {};
    } catch (std::exception const& error) {
        records_.forget();
        if (!database_.in_transaction())
            throw;
        note_failure(error);
        rollback_to_.run();
        release_.run();
        return Error{Fault::unavailable, error.what()};
    }
}

void Writer::apply_one(PendingUnit& pending)
{
    std::vector<consent::Outcome> outcomes;
    outcomes.reserve(pending.unit.matters.size());
    for (consent::Matter const& matter : pending.unit.matters)
        outcomes.push_back(apply_(records_, matter, pending.arrived));
    if (pending.unit.receipt)
        keep_receipt(*pending.unit.receipt, outcomes);
    pending.result = std::move(outcomes);
}

/// What was answered stands or falls with what was done.
void Writer::keep_receipt(consent::Receipt const& receipt, std::span<consent::Outcome const> outcomes)
{
    std::string const answer = receipt.answer(outcomes);
    if (!answer.empty())
        keep_receipt_(database_, receipt.request, answer, clock_.now());
}

void Writer::run_one(PendingJob& pending)
{
    if (auto error = under_savepoint([&] { pending.job(database_); }))
        pending.result = std::unexpected(std::move(*error));
}

void Writer::roll_back()
{
    records_.forget();
    if (database_.in_transaction())
        sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

/// What was still waiting when the group broke goes with it: it would only fail the same way.
void Writer::refuse(Group& group, std::string const& why)
{
    Error const error{Fault::unavailable, why};
    for (PendingUnit& pending : group.units)
        pending.result = std::unexpected(error);
    for (PendingJob& pending : group.jobs)
        pending.result = std::unexpected(error);
    note_trouble(why);
}

void Writer::answer(Group& group)
{
    std::size_t kept = 0;
    for (PendingUnit& pending : group.units) {
        kept += pending.result ? std::size_t{1} : std::size_t{0};
        pending.done(std::move(pending.result));
    }
    for (PendingJob& pending : group.jobs)
        pending.done(std::move(pending.result));
    units_kept_.fetch_add(kept, std::memory_order_relaxed);
    units_failed_.fetch_add(group.units.size() - kept, std::memory_order_relaxed);
    if (kept > 0 && on_commit_)
        on_commit_();
}

/// One unit or job failed and takes nobody along; but it must not go unseen.
void Writer::note_failure(std::exception const& error)
{
    if (auto const more = failures_.pass(event_time(clock_.now())))
        log_.error("store.unit_failed", {{"why", error.what()}, {"more_since_last", *more}});
    auto const* const of_store = dynamic_cast<StoreError const*>(&error);
    if (of_store && is_trouble_of_machine(of_store->primary()))
        group_trouble_ = error.what();
}

/// While the store is in trouble a commit that writes nothing would prove nothing.
void Writer::probe()
{
    if (!trouble_.empty() && probe_.run() != 1)
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: its epoch is missing; restore a backup"};
}

/// Empty: none. Only this thread writes `trouble_`, so it may look without the lock.
void Writer::note_trouble(std::string const& why)
{
    if (trouble_ == why)
        return;
    {
        std::scoped_lock const lock{mutex_};
        trouble_ = why;  // Before the log: whoever reads there that it is well, finds it so.
    }
    if (why.empty())
        log_.info("store.recovered", {});
    else
        log_.error("store.failing", {{"why", std::string_view{why}}});
}

}  // namespace consentry::store
