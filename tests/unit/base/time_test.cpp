#include "consentry/base/time.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace std::chrono_literals;

TEST_CASE("times are RFC 3339 in UTC, both ways")
{
    Instant const at{1'795'339'800'231ms};
    CHECK(rfc3339(at) == "2026-11-22T09:30:00.231Z");
    CHECK(rfc3339(event_time(at)) == "2026-11-22T09:30:00Z");
    CHECK(parse_rfc3339("2026-11-22T09:30:00.231Z") == at);
    CHECK(parse_rfc3339("2026-11-22T10:30:00.2319+01:00") == at);
    CHECK(parse_rfc3339("2026-11-22t04:00:00.231-05:30") == at);
    CHECK(parse_rfc3339("2024-02-29T00:00:00Z").has_value());
    CHECK(parse_rfc3339("1970-01-01T00:00:00Z") == Instant{});
}

TEST_CASE("what is no time is nothing, never a guess")
{
    auto const* const text = GENERATE("", "now", "2026-11-22", "2026-11-22T09:30", "2026-11-22T09:30:00",
        "2026-13-22T09:30:00Z", "2026-02-30T09:30:00Z", "2025-02-29T00:00:00Z", "2026-11-22T24:00:00Z",
        "2026-11-22T09:60:00Z", "2026-11-22T09:30:61Z", "2026-11-22T09:30:00.Z", "2026-11-22T09:30:00Zjunk",
        "2026-11-22T09:30:00+1:00", "1969-12-31T23:59:59Z", "+026-11-22T09:30:00Z");
    INFO(text);
    CHECK_FALSE(parse_rfc3339(text).has_value());
}

TEST_CASE("durations are a number and a unit")
{
    CHECK(parse_duration("0s") == 0s);
    CHECK(parse_duration("5m") == 300s);
    CHECK(parse_duration("2h") == 7200s);
    CHECK(parse_duration("730d") == 730 * 86400s);
    CHECK(parse_duration("4w") == 28 * 86400s);
    CHECK(parse_duration("5y") == 5 * 365 * 86400s);
    CHECK(parse_duration("100y") == longest_duration);
    for (auto const* const text : {"", "5", "s", "-5s", "1.5h", "5 m", "5mm", "5x", "99999999999999999999d", "36501d",
             "101y", "9223372036854775807y"}) {
        INFO(text);
        CHECK_FALSE(parse_duration(text).has_value());
    }
    for (auto const* const text : {"0s", "90s", "5m", "36h", "730d"})
        CHECK(to_string(*parse_duration(text)) == text);
}
