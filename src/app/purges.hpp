#pragma once

#include "app/current_setup.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/store/journal.hpp"
#include "consentry/store/store.hpp"

namespace consentry::app {

/// Removes what is personal of those who were erased from the store and the journal, as soon as every destination of
/// the setup has acknowledged that. What others say beside them in the journal is signed anew by the app that signed
/// it.
Result<void> purge(store::Store& store, store::FileJournal& journal, Setup const& setup, Instant now);

/// Drops some of what is older than the configuration lets it be; returns whether there may be more. Throws
/// std::runtime_error if it could not be done.
bool drop_old(store::Store& store, Setup const& setup, Instant now);

/// Writes down who has read what; never has more to do. Throws std::runtime_error likewise.
bool keep_reads(store::Store& store);

/// The same at the end, where nobody tries again.
void keep_last_reads(store::Store& store, Log& log);

/// The same as work that comes round.
class Purges {
public:
    /// What is given outlives it.
    Purges(store::Store& store, store::FileJournal& journal, CurrentSetup const& current, Clock const& clock, Log& log)
        : store_{store}
        , journal_{journal}
        , current_{current}
        , clock_{clock}
        , log_{log}
    {
    }

    /// Everybody of whom something may go. Never has more to do. Throws std::runtime_error if it could not be done.
    bool slice();

private:
    store::Store& store_;
    store::FileJournal& journal_;
    CurrentSetup const& current_;
    Clock const& clock_;
    Log& log_;
};

}  // namespace consentry::app
