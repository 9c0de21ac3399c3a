#pragma once

#include "consentry/base/alarms.hpp"
#include "consentry/consent/proofs.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace consentry::app {

/// Has checkpoints of every brand's ledger made when they are due. On a thread of its own, which waits for the writer's
/// turns: people's words go before.
class CheckpointRound {
public:
    /// A store that cannot be written has an alarm of its own.
    using StoreWorks = std::function<bool()>;

    /// What is given outlives it.
    CheckpointRound(consent::Proofs& proofs, StoreWorks store_works, Alarms& alarms, Clock const& clock);
    CheckpointRound(CheckpointRound const&) = delete;
    CheckpointRound& operator=(CheckpointRound const&) = delete;
    ~CheckpointRound();  ///< As stop().

    /// There are new entries. From any thread; returns at once.
    void notify();

    /// One look at all brands, as the thread takes it; false if something could not be made.
    bool look_once();

    /// Ends what is under way, and begins nothing more.
    void stop();

private:
    void run();

    void tell(std::string_view brand, Error const& error);

    consent::Proofs& proofs_;
    StoreWorks store_works_;
    Alarms& alarms_;
    Clock const& clock_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool news_ = true;  ///< What was entered before the start may not be covered.
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace consentry::app
