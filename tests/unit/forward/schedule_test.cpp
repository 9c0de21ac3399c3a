#include "consentry/forward/schedule.hpp"

#include "support/catch.hpp"

#include <algorithm>

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

/// Draws the same byte always: 0 is the least jitter there is.
class FixedRandom final : public Random {
public:
    explicit FixedRandom(std::uint8_t byte = 0)
        : byte_{byte}
    {
    }
    void fill(std::span<std::uint8_t> bytes) override { std::fill(bytes.begin(), bytes.end(), byte_); }

private:
    std::uint8_t byte_;
};

constexpr auto day = 24h;
Schedule const usual{{0s, 5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h}, 10 * day};
Instant const start{1'795'339'800'000ms};

std::optional<Instant> next(unsigned attempts, Instant now, std::optional<std::chrono::seconds> asked_for = {})
{
    FixedRandom none;
    return next_attempt(usual, attempts, start, now, asked_for, none);
}

}  // namespace

TEST_CASE("only 2xx is a success; a redirect is none, and 410 is told apart")
{
    for (unsigned const status : {200U, 201U, 202U, 204U, 299U})
        CHECK(verdict_on(status) == Verdict::delivered);
    for (unsigned const status : {0U, 199U, 301U, 302U, 307U, 308U, 400U, 401U, 404U, 429U, 500U, 503U, 599U})
        CHECK(verdict_on(status) == Verdict::retry);
    CHECK(verdict_on(410) == Verdict::gone);
}

TEST_CASE("waits follow the schedule, then come daily")
{
    CHECK(wait_after(usual, 0) == 0s);
    CHECK(next(1, start) == start + 5s);
    CHECK(next(2, start + 5s) == start + 5s + 5min);
    CHECK(next(9, start + 75h) == start + 75h + 24h);
    CHECK(next(10, start + 100h) == start + 100h + 24h);
    CHECK(next(57, start + 100h) == start + 100h + 24h);
}

TEST_CASE("a receiver that is down all the time is tried for nearly ten days, then given up")
{
    SystemRandom random;
    Instant at = start;
    unsigned attempts = 1;
    while (auto const due = next_attempt(usual, attempts, start, at, {}, random)) {
        REQUIRE(*due > at);
        at = *due;
        ++attempts;
    }
    CHECK(attempts >= 14);
    CHECK(at - start >= 8 * day);
    CHECK(at - start <= 10 * day + 15min);
    CHECK_FALSE(next(3, start + 11 * day));
}

TEST_CASE("jitter only ever adds, a tenth of the wait and 15 minutes at most")
{
    SystemRandom random;
    for (unsigned attempts = 1; attempts < 12; ++attempts) {
        auto const wait = wait_after(usual, attempts);
        for (int i = 0; i < 50; ++i) {
            auto const due = next_attempt(usual, attempts, start, start, {}, random).value();
            CHECK(due >= start + wait);
            CHECK(
                due <= start + wait + std::min<std::chrono::milliseconds>(std::chrono::milliseconds{wait} / 10, 15min));
        }
    }
    FixedRandom high{0xFF};
    CHECK(next_attempt(usual, 4, start, start, {}, high).value() > start + 2h);
}

TEST_CASE("what a receiver asks for is never undercut, and never makes it earlier than the schedule")
{
    CHECK(next(1, start, 60s) == start + 60s);
    CHECK(next(4, start, 60s) == start + 2h);
}

TEST_CASE("Retry-After is seconds or a date, and counts with 429 and 503 only")
{
    CHECK(retry_after(429, "120", start) == 120s);
    CHECK(retry_after(503, "1", start) == 1s);
    for (unsigned const status : {200U, 301U, 400U, 500U, 502U, 504U})
        CHECK_FALSE(retry_after(status, "120", start));

    // start is Sunday, 22 November 2026, 09:30:00.
    CHECK(retry_after(503, "Sun, 22 Nov 2026 09:32:00 GMT", start) == 120s);
    CHECK(retry_after(503, "Sun, 22 Nov 2026 09:32:00 GMT", start + 1ms) == 120s);
    CHECK_FALSE(retry_after(503, "Sun, 22 Nov 2026 09:30:00 GMT", start));
    CHECK_FALSE(retry_after(503, "Sat, 21 Nov 2026 09:32:00 GMT", start));
}

TEST_CASE("Retry-After may be asked for whatever the status is")
{
    CHECK(retry_after("120", start) == 120s);
    CHECK_FALSE(retry_after("0", start));
}

TEST_CASE("a Retry-After of years is cut to a day")
{
    auto const text = GENERATE("86401", "99999999", "99999999999999999999999999", "Mon, 01 Jan 2035 00:00:00 GMT");
    INFO(text);
    CHECK(retry_after(429, text, start) == 24h);
}

TEST_CASE("a Retry-After that nobody can read is as if it were not there")
{
    auto const text = GENERATE("", "0", "soon", "-5", "1.5", " 5", "5s", "Sun, 22 Nov 2026 09:32:00 UTC",
        "Sun, 22 Foo 2026 09:32:00 GMT", "Sun, 32 Nov 2026 09:32:00 GMT", "Sun, 22 Nov 2026 24:32:00 GMT",
        "Sunday, 22-Nov-26 09:32:00 GMT", "Sun, 22 Nov 2026 09:32:00 GMT ");
    INFO(text);
    CHECK_FALSE(retry_after(429, text, start));
}
