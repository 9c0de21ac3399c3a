#include "forward/backlog.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

Instant const now{1'795'339'800'000ms};

LedgerEntry entry(Seq seq, SubjectNumber subject)
{
    LedgerEntry made;
    made.subject = subject;
    made.event.seq = seq;
    made.event.recorded_at = now;
    return made;
}

Delivery row(Seq seq, SubjectNumber subject, std::optional<Instant> due = now)
{
    Delivery made;
    made.id = {1, seq};
    made.subject = subject;
    made.attempts = 1;
    made.due_at = due;
    return made;
}

Settlement collected(Backlog& backlog, Instant row_before = now)
{
    Settlement settlement;
    backlog.collect(settlement, row_before);
    return settlement;
}

std::vector<Seq> seqs(Settlement const& settlement)
{
    std::vector<Seq> found;
    for (auto const& one : settlement.rows)
        found.push_back(one.id.seq);
    return found;
}

}  // namespace

TEST_CASE("the cursor stops before the first delivery that has no row")
{
    Backlog backlog{{1, 10}, {}, {}};
    backlog.pass(11);
    backlog.take(entry(12, 1), now);
    backlog.take(entry(13, 2), now);
    backlog.start(12, now);
    backlog.start(13, now);
    backlog.deliver(13, now, 200);

    auto const settlement = collected(backlog);
    CHECK(seqs(settlement) == std::vector<Seq>{13});
    REQUIRE(settlement.cursors.size() == 1);
    CHECK(settlement.cursors[0].cursor == 11);
    CHECK(backlog.cursor() == 10);
    backlog.kept();
    CHECK(backlog.cursor() == 11);
}

TEST_CASE("a delivery that takes long gets a row, and the cursor goes past it")
{
    Backlog backlog{{1, 10}, {}, {}};
    backlog.take(entry(11, 1), now);
    backlog.start(11, now);
    auto const settlement = collected(backlog, now + 1ms);
    CHECK(seqs(settlement) == std::vector<Seq>{11});
    CHECK(settlement.rows[0].state == DeliveryState::waiting);
    CHECK(settlement.cursors.at(0).cursor == 11);
}

TEST_CASE("what the store did not keep is collected again, unless it changed meanwhile")
{
    Backlog backlog{{1, 0}, {}, {}};
    backlog.take(entry(1, 1), now);
    backlog.take(entry(2, 2), now);
    backlog.start(1, now);
    backlog.start(2, now);
    backlog.retry(1, now + 5s, 500, "answered 500", false);
    backlog.deliver(2, now, 200);
    CHECK(seqs(collected(backlog)) == std::vector<Seq>{2, 1});

    backlog.start(1, now + 5s);
    backlog.deliver(1, now + 5s, 200);
    backlog.lost();
    auto const again = collected(backlog);
    CHECK(again.rows.size() == 2);
    CHECK(std::ranges::all_of(again.rows, [](auto const& one) { return one.state == DeliveryState::delivered; }));
    CHECK(again.cursors.at(0).cursor == 2);
    backlog.kept();
    CHECK_FALSE(backlog.has_changes());
}

TEST_CASE("a further failure that the store did not keep is collected again, over the row that is there")
{
    Backlog backlog{{1, 11}, {row(11, 1)}, {}};
    backlog.start(11, now);
    backlog.retry(11, now + 5min, 500, "answered 500", false);
    CHECK(collected(backlog).rows.at(0).attempts == 2);
    backlog.lost();
    CHECK(backlog.has_changes());
    CHECK(collected(backlog).rows.at(0).attempts == 2);
    backlog.kept();
    CHECK(collected(backlog).rows.empty());
}

TEST_CASE("nothing new is nothing to settle")
{
    Backlog backlog{{1, 5}, {}, {}};
    auto const settlement = collected(backlog);
    CHECK(settlement.rows.empty());
    CHECK(settlement.cursors.empty());
    CHECK_FALSE(backlog.settling());
}

TEST_CASE("a row beyond the cursor does not overtake an older entry of its subject")
{
    Backlog backlog{{1, 10}, {row(13, 1)}, {12}};
    CHECK_FALSE(backlog.startable(now));

    backlog.take(entry(11, 1), now);
    backlog.take(entry(12, 2), now);
    backlog.take(entry(13, 1), now);
    CHECK(backlog.size() == 2);
    CHECK(backlog.startable(now) == 11);
    backlog.start(11, now);
    CHECK_FALSE(backlog.startable(now));
    backlog.deliver(11, now, 200);
    CHECK(backlog.startable(now) == 13);
    CHECK(backlog.find(13)->attempts == 1);
}

TEST_CASE("a row is delivered even if the filter would not take its entry today")
{
    Backlog backlog{{1, 10}, {row(11, 1)}, {}};
    backlog.pass(11);
    CHECK(backlog.startable(now) == 11);
}

TEST_CASE("a delivery that a person brought back goes before what is queued behind it in the ledger")
{
    Backlog backlog{{1, 20}, {row(15, 1, now + 1h)}, {}};
    CHECK_FALSE(backlog.startable(now));
    backlog.bring_back(row(12, 1));
    CHECK(backlog.startable(now) == 12);
    backlog.start(12, now);
    CHECK_FALSE(backlog.startable(now + 2h));
    backlog.deliver(12, now, 200);
    CHECK_FALSE(backlog.startable(now));
    CHECK(backlog.startable(now + 1h) == 15);
}

TEST_CASE("the longest due goes first")
{
    Backlog backlog{{1, 20}, {row(11, 1, now), row(12, 2, now - 1s), row(13, 3, now + 1s)}, {}};
    CHECK(backlog.startable(now) == 12);
    backlog.start(12, now);
    CHECK(backlog.startable(now) == 11);
    backlog.start(11, now);
    CHECK_FALSE(backlog.startable(now));
    CHECK(backlog.next_due() == now + 1s);
}

TEST_CASE("subjects that become one have one delivery in flight from then on")
{
    Backlog backlog{{1, 20}, {row(11, 1), row(12, 2), row(13, 3)}, {}};
    backlog.start(12, now);
    backlog.regroup({2, 2, 3});
    CHECK(backlog.startable(now) == 13);
    backlog.start(13, now);
    CHECK_FALSE(backlog.startable(now));
    backlog.deliver(12, now, 200);
    CHECK(backlog.startable(now) == 11);
}
