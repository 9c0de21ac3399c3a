#pragma once

#include "consentry/consent/ledger.hpp"

#include <deque>

namespace consentry::store {

/// A unit of work that waits to be kept, and what became of it.
struct PendingUnit {
    consent::Unit unit;
    consent::Ledger::Done done;
    Instant arrived;
    Result<std::vector<consent::Outcome>> result{};
};

/// The units that wait for the writer. People's words are taken first, always; what the business tells comes behind
/// them, and bulk work behind that, unit by unit, when the writer has the time: so no import keeps a STOP waiting.
/// Within each, first come, first served. Not safe from several threads.
class UnitQueue {
public:
    bool empty() const { return size() == 0; }
    std::size_t size() const { return words_.size() + told_.size() + bulk_.size(); }

    /// How many wait that the unit would have to queue behind.
    std::size_t before(consent::Unit const& unit) const;

    void push(PendingUnit pending);

    /// Moves words and what was told to the end of `taken`, until that holds `most` or none waits.
    void take(std::vector<PendingUnit>& taken, std::size_t most);

    /// Moves one unit of bulk work to the end of `taken`; false if none waits.
    bool take_bulk(std::vector<PendingUnit>& taken);

private:
    std::vector<PendingUnit> words_;
    std::vector<PendingUnit> told_;
    std::deque<PendingUnit> bulk_;
};

}  // namespace consentry::store
