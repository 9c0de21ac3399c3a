#pragma once

#include "consentry/consent/checkpoint.hpp"
#include "store/database.hpp"
#include "store/entry_place.hpp"

namespace consentry::store {

/// Checkpoints of the ledger, as their table holds them.
class CheckpointRows {
public:
    explicit CheckpointRows(Database const& database);

    std::optional<consent::Checkpoint> last(BrandNumber brand, std::string_view name);
    std::vector<consent::Checkpoint> after(
        BrandNumber brand, std::string_view name, consent::Seq after, std::size_t limit);
    void add(BrandNumber brand, consent::Checkpoint const& checkpoint);

private:
    Statement last_;
    Statement after_;
    Statement add_;
};

/// What one turn of the writer did for the checkpoints of a brand.
struct CheckpointStep {
    std::vector<consent::Checkpoint> made;
    bool more = false;  ///< There are further full blocks.
};

/// Adds a few full blocks of entries to the Merkle tree and signs a checkpoint at the end of each; where none is left,
/// and `to_the_end`, one more at the last entry. To be called inside a transaction that writes.
CheckpointStep advance_checkpoints(
    Database& database, std::string_view brand, SigningKey const& key, EventTime now, bool to_the_end);

}  // namespace consentry::store
