#pragma once

#include "consentry/intake/journal.hpp"

#include <vector>

namespace consentry::test {

/// A journal in memory, which keeps at once, or refuses.
struct MemoryJournal final : intake::Journal {
    std::vector<intake::JournalRecord> records;
    bool full = false;

    void keep(intake::JournalRecord record, Done done) override
    {
        if (full)
            return done(fail(Fault::unavailable, "the journal cannot be written: no room"));
        record.id = "memory@" + std::to_string(records.size());
        records.push_back(std::move(record));
        done({});
    }

    void for_each(std::string const& after, std::function<bool(intake::JournalRecord const&)> const& take) override
    {
        for (intake::JournalRecord const& record : std::vector{records}) {
            if (record.id > after && !take(record))
                return;
        }
    }

    Result<void> settle(std::string const& id) override
    {
        std::erase_if(records, [&](intake::JournalRecord const& record) { return record.id == id; });
        return {};
    }
};

}  // namespace consentry::test
