// The engine's receipts: what became of deliveries, written in batches behind whatever is more urgent.
#include "forward/engine.hpp"

#include <utility>

namespace consentry::forward {
namespace {

using namespace std::chrono_literals;

/// A delivery that is older gets a row with the next receipts, even if it is in flight.
constexpr std::chrono::milliseconds row_after = 1s;

constexpr std::chrono::milliseconds settle_pause = 1s;  ///< After a failure.
constexpr std::chrono::milliseconds prune_every = 1h;
constexpr std::chrono::milliseconds prune_pause = 100ms;

}  // namespace

void Engine::settle_soon()
{
    if (settling_ || settle_paused_)
        return;
    std::size_t receipts = 0;
    for (auto const& [number, outlet] : outlets_)
        receipts += outlet->backlog.receipts();
    if (receipts >= options_.settle_at)
        return settle();
    if (std::exchange(settle_posted_, true))
        return;
    parts_.tasks->after(options_.settle_every, [this] {
        settle_posted_ = false;
        settle();
    });
}

void Engine::settle()
{
    if (settling_)
        return;
    Settlement settlement;
    for (auto& [number, outlet] : outlets_) {
        outlet->backlog.collect(settlement, parts_.clock.now() - row_after);
        outlet->revive_settling |= std::exchange(outlet->revive_asked, false);
    }
    if (settlement.rows.empty() && settlement.cursors.empty())
        return;
    settling_ = true;
    parts_.store.settle(std::move(settlement), [this, tasks = parts_.tasks](Result<void> result) {
        tasks->post([this, result = std::move(result)] { on_settled(result); });
    });
}

void Engine::on_settled(Result<void> const& result)
{
    settling_ = false;
    for (auto& [number, outlet] : outlets_) {
        if (std::exchange(outlet->revive_settling, false)) {
            // What has just been given up is on disk now, or has to be written again first.
            if (result && !outlet->revive_asked)
                outlet->reviving = 0;
            outlet->revive_asked |= !result;
        }
        if (!outlet->backlog.settling())
            continue;
        if (result)
            outlet->backlog.kept();
        else
            outlet->backlog.lost();
    }
    if (!result) {
        parts_.log.error("forward.receipts_not_kept", {{"why", result.error().detail}});
        if (stopped_)
            return std::exchange(stopped_, nullptr)(false);
        settle_paused_ = true;
        parts_.tasks->after(settle_pause, [this] {
            settle_paused_ = false;
            settle();
        });
    }
    remove_retired();
    for (auto& [number, outlet] : outlets_)
        turn(*outlet);
    stop_if_idle();
}

void Engine::prune_later(bool more)
{
    parts_.tasks->after(more ? prune_pause : prune_every, [this] { prune(); });
}

void Engine::prune()
{
    if (stopping_)
        return;
    parts_.store.prune(parts_.clock.now() - options_.keep_receipts, [this, tasks = parts_.tasks](Result<bool> more) {
        tasks->post([this, more = more.value_or(false)] { prune_later(more); });
    });
}

}  // namespace consentry::forward
