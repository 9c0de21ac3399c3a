// The backlog's way to disk: what has changed, and how far the cursor can go with it.
#include "forward/backlog.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace consentry::forward {
namespace {

/// Entries that only pass by are worth a write when there are this many: at a start they would be read again.
constexpr Seq cursor_step = 1'024;

}  // namespace

Delivery Backlog::claim(Seq seq)
{
    Item& item = items_.at(seq);
    item.claimed = true;
    changed_ -= item.changed ? 1 : 0;
    item.changed = false;
    Delivery row = item.delivery;
    row.state = DeliveryState::unknown;
    ++row.attempts;
    row.due_at.reset();
    row.last_error = "sent, and no answer was written down";
    return row;
}

void Backlog::disclaim(Seq seq)
{
    Item& item = land(seq);
    item.claimed = false;
    mark(item);
    refresh(lanes_.at(item.delivery.subject));
}

bool Backlog::has_changes() const
{
    // Before the first delivery that is not settled everything is, so the cursor can go at least there.
    Seq const free_to = items_.empty() ? scanned_ : items_.begin()->first - 1;
    return !receipts_.empty() || changed_ > 0 || free_to - cursor_ >= cursor_step;
}

bool Backlog::gets_row(Item const& item, Instant row_before) const
{
    if (item.claimed)
        return false;
    return item.changed || (!item.has_row && item.taken_at < row_before);
}

Delivery Backlog::row_of(Item const& item) const
{
    Delivery row = item.delivery;
    bool const first = *lanes_.at(row.subject).seqs.begin() == row.id.seq;
    row.state = first ? DeliveryState::waiting : DeliveryState::queued;
    return row;
}

void Backlog::collect(Settlement& settlement, Instant row_before)
{
    assert(!settling());
    Seq settled_to = scanned_;
    settling_ = std::exchange(receipts_, {});
    for (auto& [seq, item] : items_) {
        if (gets_row(item, row_before)) {
            settling_.push_back(row_of(item));
            changed_ -= item.changed ? 1 : 0;
            item.changed = false;
        } else if (!item.has_row) {
            settled_to = std::min(settled_to, seq - 1);
        }
    }
    if (settling_.empty() && settled_to == cursor_)
        return;
    settling_to_ = settled_to;
    std::ranges::copy(settling_, std::back_inserter(settlement.rows));
    if (settled_to != cursor_)
        settlement.cursors.push_back({number_, settled_to});
}

void Backlog::kept()
{
    assert(settling());
    cursor_ = *settling_to_;
    for (auto const& row : settling_) {
        if (auto const item = items_.find(row.id.seq); item != items_.end())
            item->second.has_row = true;
    }
    settling_.clear();
    settling_to_.reset();
}

void Backlog::lost()
{
    assert(settling());
    for (auto& row : settling_) {
        if (is_settled(row.state))
            receipts_.push_back(std::move(row));
        else if (auto const item = items_.find(row.id.seq); item != items_.end())
            mark(item->second);
    }
    settling_.clear();
    settling_to_.reset();
}

}  // namespace consentry::forward
