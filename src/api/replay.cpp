#include "consentry/api/replay.hpp"

#include "consentry/intake/intake.hpp"

#include <future>

namespace consentry::api {
namespace {

using Outcomes = Result<std::vector<consent::Outcome>>;

Outcomes commit(consent::Ledger& ledger, consent::Unit unit)
{
    // Shared, since the ledger may keep its callback for a moment longer than it needs it.
    auto const promise = std::make_shared<std::promise<Outcomes>>();
    auto outcome = promise->get_future();
    ledger.commit(std::move(unit), [promise](Outcomes result) { promise->set_value(std::move(result)); });
    return outcome.get();
}

/// One that cannot be kept may be to blame itself; after so many in a row the ledger is.
constexpr int failures_in_a_row_most = 3;

}  // namespace

Replayed replay(intake::Journal& journal, std::shared_ptr<intake::Brands const> const& brands, consent::Ledger& ledger,
    std::function<bool()> const& stop)
{
    Replayed replayed;
    intake::KnownNames known{0};  // Links are learnt from what comes; of what was kept, only from beside what counts.
    intake::Tally uncounted;      // They were counted when they came.
    intake::NumbersHeard unheard;
    intake::Intake hearing{brands, known, unheard, uncounted};
    int failures_in_a_row = 0;
    journal.for_each({}, [&](intake::JournalRecord const& record) {
        if (stop())
            return false;
        auto received = hearing.receive(record.body, record.signature, record.brand, event_time(record.received_at));
        if (!received) {
            ++replayed.untrusted;
            return true;
        }
        bool const explained = received->gaps.empty();
        if (!received->unit.matters.empty()) {
            received->unit.arrived = record.received_at;
            auto const kept = commit(ledger, std::move(received->unit));
            if (!kept) {
                replayed.trouble = kept.error().detail;
                ++replayed.waiting;
                return ++failures_in_a_row < failures_in_a_row_most;
            }
            failures_in_a_row = 0;
            for (consent::Outcome const& outcome : *kept)
                replayed.events += outcome.events.size();
        }
        ++(explained ? replayed.settled : replayed.waiting);
        if (!explained)
            return true;
        Result<void> const settled = journal.settle(record.id);
        if (!settled)
            replayed.trouble = settled.error().detail;
        return settled.has_value();
    });
    return replayed;
}

}  // namespace consentry::api
