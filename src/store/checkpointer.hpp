#pragma once

#include "consentry/base/log.hpp"
#include "store/database.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace consentry::store {

struct CheckpointLimits {
    int pages_soft = 10'000;  ///< From here on the log is moved into the file, beside the writer.
    int pages_hard = 40'000;  ///< From here on the writer makes room before it goes on.
    int pages_step = 1'000;   ///< An attempt that readers stood in the way of is repeated after so much growth.
};

/// Moves pages from the write-ahead log into the file, late and on a thread and connection of its own: a page that was
/// written often is moved once, and no commit waits for it.
///
/// A log starts again at its beginning only when a writer finds all of it moved. Under constant load that moment never
/// comes by itself, so the last stretch, which grew while the rest was moved, is the writer's.
class Checkpointer {
public:
    Checkpointer(Location const& location, Log& log, CheckpointLimits limits = {});
    ~Checkpointer();

    /// Told by the writer after each commit, between its transactions; `writer` is its connection. Short, except for
    /// the last stretch, and when the log has grown beyond the hard limit.
    void grown(Database& writer, int pages);

private:
    enum class Task {
        none,
        asked,    ///< The thread has work.
        finished  ///< Nearly all is moved: the writer's turn.
    };

    void run();
    void move_most();
    bool most_is_moved(bool wait);
    static void move_rest(Database& writer, int patience_ms);

    Database database_;
    Log& log_;
    CheckpointLimits limits_;
    int next_attempt_;  ///< The writer's: pages from which an attempt is worth it.
    int last_pages_ = 0;

    std::mutex mutex_;
    std::condition_variable changed_;
    Task task_ = Task::none;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace consentry::store
