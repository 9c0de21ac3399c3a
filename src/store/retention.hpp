#pragma once

#include "consentry/store/upkeep.hpp"
#include "store/writer.hpp"

#include <deque>

namespace consentry::store {

/// The name of its row in the table `round`, which holds the last entry that was looked at.
std::string round_of(RetentionKind kind);

/// Drops what is older than it may be, a slice at a time: looks on a connection of its own, changes rows as a job of
/// the writer. How far it has come stands in the table `round`, in the same transaction, so that `verify` knows which
/// words may be missing.
class RetentionSlices {
public:
    RetentionSlices(Database& database, Writer& writer);

    /// Returns whether there may be more to drop.
    Result<bool> drop(Instant now, Retention const& retention);

    RetentionStatus const& status() const { return status_; }

private:
    struct Slice {
        std::vector<std::int64_t> places{};  ///< Whose words go.
        consent::Seq cursor = 0;             ///< Where it has come to; 0: nothing is old enough.
        bool more = false;
    };

    Result<bool> drop_texts(RetentionKind kind, Instant before);
    Slice texts_of(RetentionKind kind, std::int64_t brand, consent::Seq after, std::string const& before);
    Result<bool> drop_reads(Instant before);
    Result<void> run(Writer::Job job);
    RetentionFigures& figures(RetentionKind kind) { return status_[static_cast<std::size_t>(kind)]; }

    Database& database_;
    Writer& writer_;
    Statement brands_;
    Statement cursor_;
    Statement entries_;
    RetentionStatus status_{};
};

}  // namespace consentry::store
