#pragma once

#include "consentry/base/log.hpp"
#include "consentry/base/throttle.hpp"
#include "consentry/consent/ledger.hpp"
#include "consentry/store/status.hpp"
#include "store/checkpointer.hpp"
#include "store/sqlite_records.hpp"
#include "store/unit_queue.hpp"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace consentry::store {

struct WriterLimits {
    std::size_t group_units = 1024;                ///< At most so many units share a commit,
    std::chrono::milliseconds group_time{50};      ///< and no unit is added to one after this time.
    std::chrono::milliseconds bulk_time{10};       ///< How long bulk work alone may fill a group,
    std::chrono::milliseconds bulk_beside{2};      ///< or while others have come of late: a small commit flushes soon;
    std::chrono::milliseconds bulk_wait{50};       ///< and after which one unit of it goes along with the others.
    std::size_t queue = 10'000;                    ///< More waiting units of a kind, or jobs, are refused.
    std::chrono::milliseconds probe_every{1'000};  ///< How often a store in trouble is tried without being asked.
};

/// One thread that owns the connection that writes. As many units as are waiting share one transaction and one flush;
/// one that fails is undone and takes nobody along. If the commit itself fails, every unit of the group is told so, and
/// the next group tries anew: a full disk heals by itself.
class Writer final : public consent::Ledger {
public:
    /// Decides one matter on the records; called on the writer's thread, inside the transaction. It may be asked the
    /// same again, after all it did was undone.
    using Apply = std::move_only_function<consent::Outcome(consent::Records&, consent::Matter const&, Instant)>;

    /// Work of low priority on the store's own tables, inside the transaction of some group.
    using Job = std::move_only_function<void(Database&)>;
    using JobDone = std::move_only_function<void(Result<void>)>;

    /// The tables have to be there. `clock` and `log` outlive the writer; `checkpointer` may be none.
    Writer(Database database, Apply apply, Clock const& clock, Log& log, Checkpointer* checkpointer,
        WriterLimits limits = {});
    ~Writer() override;

    void commit(consent::Unit unit, Done done) override;

    /// Jobs run in the order in which they were handed over, behind the units that are waiting.
    void submit(Job job, JobDone done);

    /// Keeps an answer, inside the transaction of the unit that it tells of. To be set before the first unit.
    using KeepReceipt
        = std::move_only_function<void(Database&, consent::Request const&, std::string_view answer, Instant now)>;
    void on_receipt(KeepReceipt keep) { keep_receipt_ = std::move(keep); }

    /// Called on the writer's thread after each commit that kept a unit. To be set before the first unit.
    void on_commit(std::function<void()> hook);

    /// Takes nothing new, keeps what is queued, and ends the thread. May be called twice.
    void stop();

    WriterStatus status() const;

private:
    struct PendingJob {
        Job job;
        JobDone done;
        Result<void> result{};
    };
    /// What shares one commit.
    struct Group {
        std::vector<PendingUnit> units;
        std::vector<PendingJob> jobs;
        std::size_t bulk = 0;  ///< How many of the units are bulk work.
        std::chrono::steady_clock::time_point begun{};
    };

    enum class Turn { taken, refused, closing };

    Turn turn_of(std::size_t waiting) const;
    bool has_work() const { return !units_.empty() || !jobs_.empty(); }
    static std::unexpected<Error> refusal(Turn turn);
    void run();
    bool wait_for_work();
    void keep(Group& group);
    bool apply_together(Group& group);
    void apply_apart(Group& group);
    void apply_jobs(Group& group);
    void take_units(std::vector<PendingUnit>& taken);
    bool take_more(Group& group);
    bool take_bulk(Group& group);
    std::optional<PendingJob> take_job();
    void apply_one(PendingUnit& pending);
    void keep_receipt(consent::Receipt const& receipt, std::span<consent::Outcome const> outcomes);
    void run_one(PendingJob& pending);
    template <class Work>
    std::optional<Error> under_savepoint(Work work);
    void note_failure(std::exception const& error);
    void probe();
    void roll_back();
    void refuse(Group& group, std::string const& why);
    void answer(Group& group);
    void note_trouble(std::string const& why);

    Database database_;
    SqliteRecords records_;
    Statement savepoint_;
    Statement release_;
    Statement rollback_to_;
    Statement begin_;
    Statement commit_;
    Statement probe_;
    Apply apply_;
    Clock const& clock_;
    Log& log_;
    Checkpointer* checkpointer_;
    WriterLimits limits_;
    std::function<void()> on_commit_;
    KeepReceipt keep_receipt_;

    // Of the writer's thread alone.
    std::string group_trouble_;  ///< What went wrong in this group though it could be committed.
    Throttle failures_;
    std::chrono::steady_clock::time_point bulk_due_{};     ///< When bulk work has waited long enough.
    std::chrono::steady_clock::time_point quiet_since_{};  ///< Nothing but bulk work has come since.

    mutable std::mutex mutex_;
    std::condition_variable waiting_;
    UnitQueue units_;
    std::deque<PendingJob> jobs_;
    bool stopping_ = false;
    std::string trouble_;

    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> units_kept_ = 0;
    std::atomic<std::uint64_t> units_failed_ = 0;
    std::atomic<int> log_pages_ = 0;
    std::thread thread_;
};

}  // namespace consentry::store
