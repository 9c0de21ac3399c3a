#include "store/unit_queue.hpp"

#include <algorithm>
#include <iterator>

namespace consentry::store {
namespace {

void move_some(std::vector<PendingUnit>& from, std::vector<PendingUnit>& to, std::size_t most)
{
    if (to.empty() && from.size() <= most) {
        to.swap(from);
        return;
    }
    auto const count = static_cast<std::ptrdiff_t>(std::min(from.size(), most - to.size()));
    to.insert(to.end(), std::move_iterator{from.begin()}, std::move_iterator{from.begin() + count});
    from.erase(from.begin(), from.begin() + count);
}

/// Nobody's own word is in it: the business tells what it asked or gathered.
bool is_told(consent::Unit const& unit)
{
    return std::ranges::none_of(unit.matters,
        [](consent::Matter const& matter) { return std::holds_alternative<consent::Signal>(matter.what); });
}

}  // namespace

std::size_t UnitQueue::before(consent::Unit const& unit) const
{
    if (!is_told(unit))
        return words_.size();
    return unit.bulk ? bulk_.size() : told_.size();
}

void UnitQueue::push(PendingUnit pending)
{
    // A person's own word is never bulk, whoever says so.
    if (!is_told(pending.unit))
        words_.push_back(std::move(pending));
    else if (pending.unit.bulk)
        bulk_.push_back(std::move(pending));
    else
        told_.push_back(std::move(pending));
}

void UnitQueue::take(std::vector<PendingUnit>& taken, std::size_t most)
{
    move_some(words_, taken, most);
    move_some(told_, taken, most);
}

bool UnitQueue::take_bulk(std::vector<PendingUnit>& taken)
{
    if (bulk_.empty())
        return false;
    taken.push_back(std::move(bulk_.front()));
    bulk_.pop_front();
    return true;
}

}  // namespace consentry::store
