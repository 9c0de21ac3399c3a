#include "app/checkpoint_round.hpp"

namespace consentry::app {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 60s;  // A day may have gone by without an entry.
constexpr auto pause = 100ms;     // Commits come by the thousand; a full block of entries does not.
constexpr auto pause_in_trouble = 5s;

}  // namespace

CheckpointRound::CheckpointRound(consent::Proofs& proofs, StoreWorks store_works, Alarms& alarms, Clock const& clock)
    : proofs_{proofs}
    , store_works_{std::move(store_works)}
    , alarms_{alarms}
    , clock_{clock}
    , thread_{[this] { run(); }}
{
}

CheckpointRound::~CheckpointRound() { stop(); }

void CheckpointRound::notify()
{
    {
        std::lock_guard const lock{mutex_};
        news_ = true;
    }
    woken_.notify_one();
}

void CheckpointRound::stop()
{
    {
        std::lock_guard const lock{mutex_};
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

void CheckpointRound::run()
{
    for (bool all_well = true;;) {
        {
            std::unique_lock lock{mutex_};
            woken_.wait_for(lock, look_every, [&] { return stopping_ || news_ || !all_well; });
            woken_.wait_for(lock, all_well ? pause : pause_in_trouble, [this] { return stopping_; });
            if (stopping_)
                return;
            news_ = false;
        }
        all_well = look_once();
    }
}

/// A busy writer passes by itself, and of a store in trouble all is said.
void CheckpointRound::tell(std::string_view brand, Error const& error)
{
    if (error.fault != Fault::busy && store_works_())
        alarms_.raise(AlarmCode::checkpoint_failing, brand, error.detail);
}

bool CheckpointRound::look_once()
{
    bool all_well = true;
    try {
        for (consent::Coverage const& coverage : proofs_.coverage()) {
            EventTime const now = event_time(clock_.now());
            if (!consent::is_due(coverage, now))
                continue;
            auto const made = proofs_.cover(coverage.brand, consent::is_due_to_the_end(coverage, now));
            all_well = all_well && made;
            if (made)
                alarms_.clear(AlarmCode::checkpoint_failing, coverage.brand);
            else
                tell(coverage.brand, made.error());
        }
        alarms_.clear(AlarmCode::checkpoint_failing, "");
    } catch (std::exception const& trouble) {
        tell("", {Fault::unavailable, trouble.what()});
        all_well = false;
    }
    return all_well;
}

}  // namespace consentry::app
