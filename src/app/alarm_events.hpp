#pragma once

#include "app/current_setup.hpp"
#include "consentry/base/alarms.hpp"
#include "consentry/consent/ledger.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace consentry::app {

/// Puts each alarm that rises or falls into the ledger of every brand that has a destination which asks for
/// `system.alarm` and that the alarm concerns: from there it is forwarded as surely as any other event. While the store
/// cannot be written they wait in memory, in their order.
class AlarmEvents {
public:
    /// What is given outlives it.
    AlarmEvents(CurrentSetup const& current, consent::Ledger& ledger, Clock const& clock);
    AlarmEvents(AlarmEvents const&) = delete;
    AlarmEvents& operator=(AlarmEvents const&) = delete;
    ~AlarmEvents();  ///< Waits for what is on its way.

    /// To be given to Alarms::on_change. From any thread; does not block.
    void changed(Alarm const& alarm, bool raised);

    /// Tries again what could not be kept. To be called every few seconds, from any thread.
    void retry() { send(); }

private:
    struct Change {
        Alarm alarm;
        bool raised = false;
        Instant at;
    };

    void send();
    void hand_over(consent::Unit unit);
    void landed(bool kept);
    consent::Unit take_waiting();
    consent::Unit unit_of(std::deque<Change> const& changes) const;

    CurrentSetup const& current_;
    consent::Ledger& ledger_;
    Clock const& clock_;
    std::mutex mutex_;
    std::condition_variable idle_;
    std::deque<Change> waiting_;     ///< The oldest first, as what follows.
    std::deque<Change> on_the_way_;  ///< The ledger has been handed them, and has not answered yet.
};

/// Whether the brand's own people may be told of it: an alarm about another brand, its number or its destination is not
/// for them. Alarms about the installation are for everybody.
bool concerns(Alarm const& alarm, intake::Brand const& brand, intake::Brands const& brands);

}  // namespace consentry::app
