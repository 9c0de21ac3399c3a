#include "consentry/consent/proofs.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;
using namespace std::chrono_literals;

namespace {

EventTime const noon{std::chrono::seconds{1'795'348'800}};

Coverage covering(Seq count, Seq covered)
{
    Coverage coverage{"demo", count, {}};
    if (covered > 0) {
        coverage.last.emplace();
        coverage.last->count = covered;
        coverage.last->at = noon;
    }
    return coverage;
}

}  // namespace

TEST_CASE("the first entry of a brand is covered at once, an empty ledger never")
{
    CHECK_FALSE(is_due(covering(0, 0), noon));
    CHECK(is_due(covering(1, 0), noon));
    CHECK(is_due_to_the_end(covering(1, 0), noon));
}

TEST_CASE("a checkpoint is due when a block of entries is full")
{
    CHECK_FALSE(is_due(covering(1'023, 1), noon));
    CHECK(is_due(covering(1'024, 1), noon));
    CHECK(is_due(covering(1'024, 1'023), noon));
    CHECK_FALSE(is_due(covering(1'025, 1'024), noon));
    CHECK_FALSE(is_due_to_the_end(covering(5'000, 1), noon));
}

TEST_CASE("once a day whatever is new is covered, and nothing new makes no checkpoint")
{
    CHECK_FALSE(is_due(covering(7, 5), noon + 23h + 59min));
    CHECK(is_due(covering(7, 5), noon + 24h));
    CHECK(is_due_to_the_end(covering(7, 5), noon + 24h));
    CHECK_FALSE(is_due(covering(5, 5), noon + 999h));
}
