#include "consentry/base/throttle.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace std::chrono_literals;

TEST_CASE("one line a second passes, and says how many did not")
{
    Throttle throttle;
    EventTime const now{1'795'339'800s};
    CHECK(throttle.pass(now) == 0);
    CHECK_FALSE(throttle.pass(now));
    CHECK_FALSE(throttle.pass(now));
    CHECK(throttle.pass(now + 1s) == 2);
    CHECK(throttle.pass(now + 2s) == 0);
}
