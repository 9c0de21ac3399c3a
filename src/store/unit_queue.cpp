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

}  // namespace

void UnitQueue::take(std::vector<PendingUnit>& taken, std::size_t most)
{
    move_some(words_, taken, most);
    move_some(told_, taken, most);
}

/// Nobody's own word is in it: the business tells what it asked or gathered.
bool UnitQueue::is_told(consent::Unit const& unit)
{
    return std::ranges::none_of(unit.matters,
        [](consent::Matter const& matter) { return std::holds_alternative<consent::Signal>(matter.what); });
}

}  // namespace consentry::store
