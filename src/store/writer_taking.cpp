// What the writer takes next: people's words, then what was told, then bulk work, then jobs.
#include "store/writer.hpp"

namespace consentry::store {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds quiet_for{1};  // So long after a word the next one may come at any moment.

void Writer::take_units(std::vector<PendingUnit>& taken)
{
    std::size_t const before = taken.size();
    {
        std::scoped_lock const lock{mutex_};
        units_.take(taken, limits_.group_units);
    }
    if (taken.size() > before)
        quiet_since_ = SteadyClock::now();
}

/// False when the group is to be committed as it is.
bool Writer::take_more(Group& group)
{
    if (group.units.size() >= limits_.group_units || SteadyClock::now() >= group.begun + limits_.group_time)
        return false;
    std::size_t const before = group.units.size();
    take_units(group.units);
    return group.units.size() > before || take_bulk(group);
}

/// One unit of bulk work at a time, so that whoever speaks meanwhile waits for no more than that: as long as there is
/// nothing else, or where others keep the writer busy when its turn has come.
bool Writer::take_bulk(Group& group)
{
    auto const now = SteadyClock::now();
    bool const alone = group.bulk == group.units.size();
    auto const bulk_time = now < quiet_since_ + quiet_for ? limits_.bulk_beside : limits_.bulk_time;
    bool const may = alone ? now < group.begun + bulk_time || group.bulk == 0 : group.bulk == 0 && now >= bulk_due_;
    if (!may)
        return false;
    std::scoped_lock const lock{mutex_};
    if (!units_.take_bulk(group.units))
        return false;
    ++group.bulk;
    bulk_due_ = now + limits_.bulk_wait;
    return true;
}

std::optional<Writer::PendingJob> Writer::take_job()
{
    std::scoped_lock const lock{mutex_};
    if (jobs_.empty())
        return {};
    PendingJob job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
}

}  // namespace consentry::store
