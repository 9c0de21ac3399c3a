// How long a receiver wants to be left alone.
#include "forward/connector/answer.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

using Wait = std::optional<std::chrono::seconds>;
using Unit = RetryClass::Unit;

Instant const now = *parse_rfc3339("2026-11-22T09:30:00.250Z");

Wait wait(RetryClass const& retry, std::vector<http::Header> headers, std::string body = {})
{
    http::Answer const answer{.status = 403, .headers = std::move(headers), .body = std::move(body)};
    return wait_of(retry, ReadAnswer{answer}, now);
}

Wait by_header(Unit unit, std::string value)
{
    return wait({.when = {}, .header = "X-Reset", .unit = unit}, {{"x-reset", std::move(value)}});
}

Wait by_cost(std::string need, std::string have, std::string per_second)
{
    RetryClass const retry{.when = {}, .cost = RetryClass::Cost{"/need", "/have", "/rate"}};
    return wait(retry, {}, R"({"need":)" + need + R"(,"have":)" + have + R"(,"rate":)" + per_second + "}");
}

}  // namespace

TEST_CASE("Retry-After goes before everything, whatever the status is")
{
    RetryClass const retry{.when = {}, .wait = 10s, .header = "X-Reset"};
    CHECK(wait(retry, {{"Retry-After", "7"}, {"X-Reset", "20"}}) == 7s);
    CHECK(wait(retry, {{"Retry-After", "Sun, 22 Nov 2026 09:31:00 GMT"}}) == 60s);
    CHECK(wait(retry, {{"Retry-After", "99999999999999999999"}}) == wait_max);
}

TEST_CASE("what Retry-After does not tell the class's header does, then its wait")
{
    RetryClass const retry{.when = {}, .wait = 10s, .header = "X-Reset"};
    auto const untold = GENERATE("0", "-5", "soon", "", "Sun, 22 Nov 2026 09:29:00 GMT", "1e3");
    CHECK(wait(retry, {{"Retry-After", untold}, {"X-Reset", "20"}}) == 20s);
    CHECK(wait(retry, {{"Retry-After", untold}, {"X-Reset", untold}}) == 10s);
    CHECK(wait(retry, {}) == 10s);
    CHECK(wait({.when = {}}, {}) == std::nullopt);
}

TEST_CASE("a header tells seconds, milliseconds or when, and is never undercut")
{
    CHECK(by_header(Unit::seconds, "2") == 2s);
    CHECK(by_header(Unit::seconds, "0.2") == 1s);
    CHECK(by_header(Unit::seconds, "2.000") == 2s);
    CHECK(by_header(Unit::milliseconds, "1500") == 2s);
    CHECK(by_header(Unit::milliseconds, "1") == 1s);
    CHECK(by_header(Unit::unix_seconds, "1795339830") == 30s);
    CHECK(by_header(Unit::unix_seconds, "1795339830.5") == 31s);
    CHECK(by_header(Unit::unix_seconds, "1795339799") == std::nullopt);
}

TEST_CASE("no header makes a wait that is negative, or longer than a day")
{
    auto const unit = GENERATE(Unit::seconds, Unit::milliseconds, Unit::unix_seconds);
    CHECK(by_header(unit, "9223372036854775807") == wait_max);
    CHECK(by_header(unit, "99999999999999999999999999999999") == wait_max);
    auto const untold = GENERATE("0", "-1", "+1", ".5", "", "1 2", "0x10", "NaN", "1.2.3", "1.x");
    INFO(untold);
    CHECK(by_header(unit, untold) == std::nullopt);
}

TEST_CASE("a cost is waited for until there is enough")
{
    CHECK(by_cost("101", "50", "50.0") == 2s);
    CHECK(by_cost("100", "50", "50") == 1s);
    CHECK(by_cost("50.5", "50.4", "0.05") == 3s);
    CHECK(by_cost("50", "50", "50") == std::nullopt);
    CHECK(by_cost("10", "50", "50") == std::nullopt);
}

TEST_CASE("a cost that is out of all reason makes no wait out of it")
{
    CHECK(by_cost("1e300", "-1e300", "1e-300") == wait_max);
    CHECK(by_cost("1e999", "0", "1") == std::nullopt);
    CHECK(by_cost("100", "0", "0") == std::nullopt);
    CHECK(by_cost("100", "0", "-1") == std::nullopt);
    CHECK(by_cost("\"100\"", "0", "1") == std::nullopt);
    CHECK(by_cost("null", "0", "1") == std::nullopt);
    RetryClass const retry{.when = {}, .wait = 5s, .cost = RetryClass::Cost{"/need", "/have", "/rate"}};
    CHECK(wait(retry, {}, "no JSON") == 5s);
}

TEST_CASE("the class's own wait is kept within bounds")
{
    CHECK(wait({.when = {}, .wait = -5s}, {}) == 0s);
    CHECK(wait({.when = {}, .wait = 100h}, {}) == wait_max);
}
