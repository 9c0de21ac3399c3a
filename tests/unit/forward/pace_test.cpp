// Attempts are spaced evenly, whatever the clock does.
#include "forward/pace.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

constexpr Instant begun{1'795'339'800'000ms};

}  // namespace

TEST_CASE("in no stretch of time there are more attempts than the rate has")
{
    Pace pace;
    pace.set(Rate{3, 1s});
    std::vector<Instant> attempts;
    for (Instant now = begun; now < begun + 10s; now += 1ms) {
        if (pace.is_ready(now)) {
            pace.take(now);
            attempts.push_back(now);
        }
    }
    CHECK(attempts.size() >= 30);
    for (std::size_t i = 3; i < attempts.size(); ++i)
        CHECK(attempts[i] - attempts[i - 3] >= 998ms);  // Timers may be late by one.
}

TEST_CASE("attempts that don't ask for the pace hold up the next by two steps at most")
{
    Pace pace;
    pace.set(Rate{1, 1s});
    for (int i = 0; i < 5; ++i)
        pace.take(begun);
    CHECK(pace.next(begun) > begun + 1s);
    CHECK(pace.next(begun) <= begun + 2s + 1ms);
    CHECK_FALSE(pace.is_ready(begun));
}

TEST_CASE("nobody waits until a clock that was set back has come as far again")
{
    Pace pace;
    pace.set(Rate{1, 1s});
    pace.take(begun);
    auto const [back, wait] = GENERATE(table<std::chrono::milliseconds, std::chrono::milliseconds>({
        {500ms, 1'499ms},
        {1h, 0ms},
    }));
    Instant const now = begun - back;
    CHECK(pace.next(now) == now + wait);
    CHECK(pace.is_ready(now + wait));
    pace.take(now + wait);
    CHECK(pace.next(now + wait) <= now + wait + 1s);
    CHECK_FALSE(pace.is_ready(now + wait));
}

TEST_CASE("without a rate there is no pace")
{
    Pace pace;
    pace.set({});
    pace.take(begun);
    CHECK(pace.is_ready(begun));
    CHECK(pace.is_ready(begun - 1h));
}
