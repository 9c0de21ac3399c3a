#include "store/unit_queue.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::store;

namespace {

PendingUnit pending(consent::Matter::What what, int second)
{
    PendingUnit made;
    made.unit.matters.push_back({nullptr, {}, std::move(what)});
    made.arrived = Instant{std::chrono::seconds{second}};
    return made;
}

PendingUnit said(int second) { return pending(consent::Signal{}, second); }
PendingUnit imported(int second) { return pending(consent::Record{}, second); }
PendingUnit bulk(PendingUnit one)
{
    one.unit.bulk = true;
    return one;
}
PendingUnit asked(int second) { return pending(consent::Ask{}, second); }

/// When the taken ones came, in the order in which they were taken.
std::vector<std::int64_t> take(UnitQueue& queue, std::size_t most)
{
    std::vector<PendingUnit> taken;
    queue.take(taken, most);
    std::vector<std::int64_t> seconds;
    for (PendingUnit const& one : taken)
        seconds.push_back(std::chrono::duration_cast<std::chrono::seconds>(one.arrived.time_since_epoch()).count());
    return seconds;
}

using Seconds = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("people's words are taken before what the business tells, either in the order in which it came")
{
    UnitQueue queue;
    queue.push(imported(1));
    queue.push(said(2));
    queue.push(asked(3));
    queue.push(said(4));
    CHECK(queue.size() == 4);
    CHECK(take(queue, 3) == Seconds{2, 4, 1});
    queue.push(said(5));
    CHECK(take(queue, 3) == Seconds{5, 3});
    CHECK(queue.empty());
}

TEST_CASE("a word is not kept waiting by however much the business tells")
{
    UnitQueue queue;
    for (int i = 0; i < 100; ++i)
        queue.push(imported(i));
    CHECK(queue.before(said(0).unit) == 0);
    CHECK(queue.before(imported(0).unit) == 100);
    queue.push(said(1000));
    CHECK(take(queue, 2) == Seconds{1000, 0});
    CHECK(queue.size() == 99);
}

TEST_CASE("what is taken comes behind what is there already, and no more than fits")
{
    UnitQueue queue;
    queue.push(said(1));
    queue.push(said(2));
    std::vector<PendingUnit> taken;
    taken.push_back(said(0));
    queue.take(taken, 2);
    REQUIRE(taken.size() == 2);
    CHECK(taken[1].arrived == said(1).arrived);
    CHECK(queue.size() == 1);
}

TEST_CASE("bulk work waits apart, is taken unit by unit, and holds up nothing else")
{
    UnitQueue queue;
    for (int i = 0; i < 3; ++i)
        queue.push(bulk(imported(i)));
    CHECK(queue.before(imported(0).unit) == 0);
    CHECK(queue.before(bulk(imported(0)).unit) == 3);
    queue.push(imported(10));
    CHECK(take(queue, 100) == Seconds{10});
    std::vector<PendingUnit> taken;
    while (queue.take_bulk(taken)) { }
    REQUIRE(taken.size() == 3);
    CHECK(taken[0].arrived == imported(0).arrived);
    CHECK(taken[2].arrived == imported(2).arrived);
    CHECK(queue.empty());
}

TEST_CASE("a person's own word is never bulk, whoever says so")
{
    UnitQueue queue;
    queue.push(bulk(said(1)));
    CHECK(take(queue, 100) == Seconds{1});
}
