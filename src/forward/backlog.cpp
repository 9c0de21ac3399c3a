#include "forward/backlog.hpp"

#include "consentry/forward/schedule.hpp"

#include <algorithm>
#include <cassert>

namespace consentry::forward {
namespace {

/// Over how long the deliveries are spread that are tried again at once when a receiver recovers.
constexpr std::chrono::milliseconds hurry_spread{5'000};

bool waits_for_receiver(Delivery const& delivery)
{
    return delivery.attempts > 0 && receiver_failed(delivery.last_status);
}

}  // namespace

Backlog::Backlog(Place place, std::vector<Delivery> unsettled, std::vector<Seq> const& settled_after)
    : number_{place.number}
    , cursor_{place.cursor}
    , scanned_{place.cursor}
{
    for (Seq const seq : settled_after)
        ahead_.emplace(seq, std::nullopt);
    for (auto& delivery : unsettled)
        bring_back(std::move(delivery));
}

std::optional<Instant> Backlog::oldest() const
{
    if (items_.empty())
        return {};
    return items_.begin()->second.delivery.recorded_at;
}

void Backlog::pass(Seq seq)
{
    scanned_ = seq;
    auto const known = ahead_.extract(seq);
    if (known && known.mapped())
        insert({.delivery = std::move(*known.mapped()), .has_row = true});
}

void Backlog::take(LedgerEntry&& entry, Instant due)
{
    Seq const seq = entry.event.seq;
    auto const known = ahead_.extract(seq);
    scanned_ = seq;
    if (known) {
        if (!known.mapped())
            return;
        known.mapped()->subject = entry.subject;
        insert({.delivery = std::move(*known.mapped()), .has_row = true});
        return;
    }
    Item item;
    item.delivery.id = {number_, seq};
    item.delivery.subject = entry.subject;
    item.delivery.recorded_at = entry.event.recorded_at;
    item.delivery.due_at = due;
    item.taken_at = due;
    item.event = std::make_unique<consent::Event>(std::move(entry.event));
    insert(std::move(item));
}

void Backlog::insert(Item item)
{
    Seq const seq = item.delivery.id.seq;
    if (!item.delivery.due_at)
        item.delivery.due_at = Instant{};
    Lane& lane = lanes_[item.delivery.subject];
    lane.seqs.insert(seq);
    if (*lane.seqs.begin() != seq)
        item.event.reset();  // It has to queue, for days perhaps: it is read again when its turn comes.
    items_.insert_or_assign(seq, std::move(item));
    refresh(lane);
}

void Backlog::refresh(Lane& lane)
{
    if (lane.startable)
        startable_.erase(*lane.startable);
    lane.startable.reset();
    if (lane.in_flight > 0 || lane.seqs.empty())
        return;
    Seq const first = *lane.seqs.begin();
    lane.startable.emplace(*items_.at(first).delivery.due_at, first);
    startable_.insert(*lane.startable);
}

std::optional<Seq> Backlog::startable(Instant now) const
{
    if (startable_.empty() || startable_.begin()->first > now)
        return {};
    return startable_.begin()->second;
}

std::optional<Instant> Backlog::next_due() const
{
    if (startable_.empty())
        return {};
    return startable_.begin()->first;
}

Delivery const& Backlog::start(Seq seq, Instant now)
{
    Item& item = items_.at(seq);
    assert(!item.in_flight);
    item.in_flight = true;
    if (!item.delivery.first_attempt_at)
        item.delivery.first_attempt_at = now;
    Lane& lane = lanes_.at(item.delivery.subject);
    ++lane.in_flight;
    ++in_flight_;
    refresh(lane);
    return item.delivery;
}

std::unique_ptr<consent::Event> Backlog::take_event(Seq seq) { return std::move(items_.at(seq).event); }

Delivery const* Backlog::find(Seq seq) const
{
    auto const found = items_.find(seq);
    return found == items_.end() ? nullptr : &found->second.delivery;
}

bool Backlog::is_in_flight(Seq seq) const
{
    auto const found = items_.find(seq);
    return found != items_.end() && found->second.in_flight;
}

Backlog::Item& Backlog::land(Seq seq)
{
    Item& item = items_.at(seq);
    assert(item.in_flight);
    item.in_flight = false;
    --lanes_.at(item.delivery.subject).in_flight;
    --in_flight_;
    return item;
}

void Backlog::mark(Item& item)
{
    changed_ += item.changed ? 0 : 1;
    item.changed = true;
}

void Backlog::bring_back(Delivery delivery)
{
    Seq const seq = delivery.id.seq;
    if (seq > scanned_) {
        ahead_.insert_or_assign(seq, std::move(delivery));
        return;
    }
    if (items_.contains(seq))
        return;
    auto const not_before = delivery.last_error.ends_with(and_asked_to_wait) ? delivery.due_at : std::nullopt;
    insert({.delivery = std::move(delivery), .not_before = not_before, .has_row = true});
}

void Backlog::bring_forward(Seq seq, Instant due)
{
    Item& item = items_.at(seq);
    advance(item, due);
    item.not_before.reset();
    mark(item);
    refresh(lanes_.at(item.delivery.subject));
}

void Backlog::advance(Item& item, Instant due)
{
    if (!item.scheduled)
        item.scheduled = item.delivery.due_at;
    item.delivery.due_at = due;
}

void Backlog::defer(Seq seq, Instant due)
{
    Item& item = items_.at(seq);
    item.delivery.due_at = due;
    refresh(lanes_.at(item.delivery.subject));
}

std::optional<Seq> Backlog::probe(Instant now)
{
    std::optional<std::pair<unsigned, Seq>> best;
    for (auto const& [due, seq] : startable_) {
        Item const& item = items_.at(seq);
        if (item.not_before && *item.not_before > now)
            continue;
        if (!best || item.delivery.attempts < best->first)
            best.emplace(item.delivery.attempts, seq);
    }
    if (!best)
        return {};
    Item& item = items_.at(best->second);
    if (*item.delivery.due_at > now) {
        advance(item, now);
        refresh(lanes_.at(item.delivery.subject));
    }
    return best->second;
}

bool Backlog::has_untried() const
{
    return std::ranges::any_of(startable_, [this](auto const& one) {
        Delivery const& delivery = items_.at(one.second).delivery;
        return delivery.attempts == 0 && !delivery.first_attempt_at;
    });
}

std::optional<Instant> Backlog::asked_to_wait_until() const
{
    std::optional<Instant> until;
    for (auto const& [seq, item] : items_) {
        if (item.not_before && waits_for_receiver(item.delivery))
            until = std::max(until, item.not_before);
    }
    return until;
}

bool Backlog::has_failures() const
{
    auto const failed = [](auto const& entry) { return waits_for_receiver(entry.second.delivery); };
    auto const failed_ahead = [](auto const& entry) { return entry.second && waits_for_receiver(*entry.second); };
    return std::ranges::any_of(items_, failed) || std::ranges::any_of(ahead_, failed_ahead);
}

void Backlog::hurry(Instant now, Random& random)
{
    for (auto& [seq, item] : items_) {
        bool const bound = item.not_before && *item.not_before > now;
        bool const late = *item.delivery.due_at > now + hurry_spread;
        if (item.in_flight || item.hurry != Hurry::possible || bound || !late || !waits_for_receiver(item.delivery))
            continue;
        item.hurry = Hurry::pending;
        advance(item, now + jitter(hurry_spread, random));
        refresh(lanes_.at(item.delivery.subject));
    }
}

std::vector<Seq> Backlog::unsettled_seqs() const
{
    std::vector<Seq> seqs;
    seqs.reserve(items_.size());
    for (auto const& [seq, item] : items_)
        seqs.push_back(seq);
    return seqs;
}

void Backlog::regroup(std::vector<SubjectNumber> const& subjects)
{
    assert(subjects.size() == items_.size());
    lanes_.clear();
    startable_.clear();
    auto subject = subjects.begin();
    for (auto& [seq, item] : items_) {
        if (*subject != 0)
            item.delivery.subject = *subject;
        ++subject;
        Lane& lane = lanes_[item.delivery.subject];
        lane.seqs.insert(seq);
        lane.in_flight += item.in_flight ? 1U : 0U;
    }
    for (auto& [number, lane] : lanes_)
        refresh(lane);
}

}  // namespace consentry::forward
