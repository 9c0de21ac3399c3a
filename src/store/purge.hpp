#pragma once

#include "consentry/store/upkeep.hpp"
#include "store/erasure_list.hpp"
#include "store/retention.hpp"
#include "store/sqlite_data_reads.hpp"
#include "store/writer.hpp"

#include <map>
#include <mutex>

namespace consentry::store {

/// The upkeep of an SQLite store: looks on connections of its own, changes rows as jobs of the writer.
class SqliteUpkeep final : public Upkeep {
public:
    /// What is given outlives it. The tables have to be there.
    SqliteUpkeep(Location const& location, Writer& writer, SqliteDataReads& reads);
    ~SqliteUpkeep() override;

    Result<void> purge(Instant now, std::span<DestinationName const> destinations, Forget const& forget) override;
    ErasureStatus erasures() const override;
    Result<bool> drop_old(Instant now, Retention const& retention) override;
    RetentionStatus retention() const override;
    Result<void> keep_reads() override;

private:
    struct Statements;

    bool is_acknowledged(consent::SubjectNumber subject, std::span<DestinationName const> destinations);
    bool is_acknowledged_by(DestinationName const& destination, consent::SubjectNumber subject);
    std::vector<std::string> names_of(consent::SubjectNumber subject);
    Result<void> purge_rows(consent::SubjectNumber subject);
    Result<void> finish(consent::SubjectNumber subject, EventTime now);
    Result<void> run(Writer::Job job);
    bool empty_log();
    void note_status();

    Database database_;
    Database log_mover_;
    Writer& writer_;
    SqliteDataReads& reads_;
    RetentionSlices retention_;
    ErasureList list_;
    std::size_t listed_ = SIZE_MAX;  ///< How many erasures the list was last compared with.
    std::unique_ptr<Statements> statements_;
    std::map<consent::SubjectNumber, Instant> forget_again_;  ///< When to look outside of the tables once more.
    std::size_t still_in_log_ = 0;  ///< Of whom nothing is left but what the log may still hold.
    std::uint64_t purged_ = 0;
    mutable std::mutex mutex_;
    ErasureStatus status_;
    RetentionStatus retention_status_{};
};

}  // namespace consentry::store
