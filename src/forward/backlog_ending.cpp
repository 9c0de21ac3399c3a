// The backlog's attempts as they end.
#include "forward/backlog.hpp"

#include <utility>

namespace consentry::forward {

void Backlog::deliver(Seq seq, Instant now, unsigned status)
{
    items_.at(seq).delivery.delivered_at = now;
    end(seq, DeliveryState::delivered, status, {});
}

void Backlog::skip(Seq seq, Instant now, unsigned status, std::string why)
{
    items_.at(seq).delivery.delivered_at = now;
    end(seq, DeliveryState::skipped, status, std::move(why));
}

void Backlog::give_up(Seq seq, unsigned status, std::string error)
{
    end(seq, DeliveryState::dead, status, std::move(error));
}

void Backlog::leave_unknown(Seq seq, unsigned status, std::string why)
{
    end(seq, DeliveryState::unknown, status, std::move(why));
}

void Backlog::end(Seq seq, DeliveryState state, unsigned status, std::string why)
{
    Delivery& delivery = land(seq).delivery;
    ++delivery.attempts;
    delivery.state = state;
    delivery.due_at.reset();
    delivery.last_status = status;
    delivery.last_error = std::move(why);
    finish(seq);
}

void Backlog::finish(Seq seq)
{
    auto const node = items_.extract(seq);
    Item& item = node.mapped();
    changed_ -= item.changed ? 1 : 0;
    auto const lane = lanes_.find(item.delivery.subject);
    lane->second.seqs.erase(seq);
    refresh(lane->second);
    if (lane->second.seqs.empty())
        lanes_.erase(lane);
    receipts_.push_back(std::move(item.delivery));
}

void Backlog::retry(Seq seq, Instant due, unsigned status, std::string error, bool asked_for, bool counts)
{
    Item& item = land(seq);
    item.claimed = false;
    item.delivery.attempts += item.scheduled || !counts ? 0U : 1U;
    item.scheduled.reset();
    item.delivery.due_at = due;
    item.delivery.last_status = status;
    item.delivery.last_error = std::move(error);
    if (asked_for)
        item.delivery.last_error += and_asked_to_wait;
    item.not_before = asked_for ? std::optional{due} : std::nullopt;
    item.hurry = item.hurry == Hurry::pending ? Hurry::used : Hurry::possible;
    mark(item);
    refresh(lanes_.at(item.delivery.subject));
}

void Backlog::abandon(Seq seq) { refresh(lanes_.at(land(seq).delivery.subject)); }

}  // namespace consentry::forward
