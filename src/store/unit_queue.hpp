#pragma once

#include "consentry/consent/ledger.hpp"

namespace consentry::store {

/// A unit of work that waits to be kept, and what became of it.
struct PendingUnit {
    consent::Unit unit;
    consent::Ledger::Done done;
    Instant arrived;
    Result<std::vector<consent::Outcome>> result{};
};

/// The units that wait for the writer. People's words are taken first, always; what the business tells comes behind
/// them, so that no import keeps a STOP waiting. Within either, first come, first served. Not safe from several
/// threads.
class UnitQueue {
public:
    bool empty() const { return size() == 0; }
    std::size_t size() const { return words_.size() + told_.size(); }

    /// How many wait that the unit would have to queue behind.
    std::size_t before(consent::Unit const& unit) const { return is_told(unit) ? told_.size() : words_.size(); }

    void push(PendingUnit pending) { (is_told(pending.unit) ? told_ : words_).push_back(std::move(pending)); }

    /// Moves units to the end of `taken`, until that holds `most` or nothing waits.
    void take(std::vector<PendingUnit>& taken, std::size_t most);

private:
    static bool is_told(consent::Unit const& unit);

    std::vector<PendingUnit> words_;
    std::vector<PendingUnit> told_;
};

}  // namespace consentry::store
