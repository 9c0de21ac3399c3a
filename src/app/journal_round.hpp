#pragma once

#include "consentry/api/replay.hpp"
#include "consentry/base/log.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace consentry::app {

/// Goes through the journal whenever there is reason to believe that more of it can be understood: at the start and
/// after a reload. On a thread of its own, one webhook after the other.
class JournalRound {
public:
    /// What is given outlives it.
    JournalRound(intake::Journal& journal, consent::Ledger& ledger, Log& log);
    JournalRound(JournalRound const&) = delete;
    JournalRound& operator=(JournalRound const&) = delete;
    ~JournalRound();  ///< As stop().

    /// From any thread. A round that is under way is ended and begun anew.
    void begin(std::shared_ptr<intake::Brands const> brands);

    /// Ends a round that is under way, and begins no other.
    void stop();

private:
    void run();

    intake::Journal& journal_;
    consent::Ledger& ledger_;
    Log& log_;
    std::mutex mutex_;
    std::condition_variable woken_;
    std::shared_ptr<intake::Brands const> brands_;  // Of the round that is wanted; null: none is.
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace consentry::app
