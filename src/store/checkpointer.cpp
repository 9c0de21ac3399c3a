#include "store/checkpointer.hpp"

#include <utility>

namespace consentry::store {
namespace {

// How long the writer waits for readers of an old state, so that the log can start again.
constexpr int patience_ms = 10;
constexpr int patience_at_hard_limit_ms = 1'000;
constexpr std::chrono::seconds thread_patience{2};

int checkpoint(Database& database, int mode)
{
    return sqlite3_wal_checkpoint_v2(database.handle(), nullptr, mode, nullptr, nullptr);
}

}  // namespace

Checkpointer::Checkpointer(Location const& location, Log& log, CheckpointLimits limits)
    : database_{location, Access::checkpoint}
    , log_{log}
    , limits_{limits}
    , next_attempt_{limits.pages_soft}
    , thread_{[this] { run(); }}
{
}

Checkpointer::~Checkpointer()
{
    {
        std::scoped_lock const lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Checkpointer::grown(Database& writer, int pages)
{
    if (pages < last_pages_)
        next_attempt_ = limits_.pages_soft;  // The log started again.
    last_pages_ = pages;
    if (pages < next_attempt_)
        return;
    bool const must_make_room = pages >= limits_.pages_hard;
    if (!most_is_moved(must_make_room))
        return;
    move_rest(writer, must_make_room ? patience_at_hard_limit_ms : patience_ms);
    next_attempt_ = pages + limits_.pages_step;
}

/// Asks the thread for its part, and tells whether it is done; waits for it if `wait`.
bool Checkpointer::most_is_moved(bool wait)
{
    std::unique_lock lock{mutex_};
    if (task_ == Task::none) {
        task_ = Task::asked;
        changed_.notify_all();
    }
    auto const finished = [this] { return task_ == Task::finished; };
    if (!(wait ? changed_.wait_for(lock, thread_patience, finished) : finished()))
        return wait;  // At the hard limit the writer tries even so.
    task_ = Task::none;
    return true;
}

void Checkpointer::run()
{
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || task_ == Task::asked; });
        if (stopping_)
            return;
        lock.unlock();
        move_most();
        lock.lock();
        task_ = Task::finished;
        changed_.notify_all();
    }
}

void Checkpointer::move_most()
{
    // The second pass moves what was written during the first, which leaves the writer little.
    for (int pass = 0; pass < 2; ++pass) {
        int const code = checkpoint(database_, SQLITE_CHECKPOINT_PASSIVE);
        if (code != SQLITE_OK && code != SQLITE_BUSY)
            log_.warn("store.checkpoint_failed", {{"why", std::string_view{sqlite3_errmsg(database_.handle())}}});
    }
}

/// Moves the last stretch and waits for readers of what is in the log, so that the next commit can start it again. If
/// it fails the log only stays longer than it might; the next commit will tell of a disk in trouble.
void Checkpointer::move_rest(Database& writer, int patience)
{
    sqlite3_busy_timeout(writer.handle(), patience);
    checkpoint(writer, SQLITE_CHECKPOINT_RESTART);
    sqlite3_busy_timeout(writer.handle(), Database::busy_timeout_ms);
}

}  // namespace consentry::store
