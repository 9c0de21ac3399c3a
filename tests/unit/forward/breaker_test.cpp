#include "forward/breaker.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

Instant const noon{std::chrono::milliseconds{1'795'339'800'000}};

Breaker opened(Instant at)
{
    Breaker breaker;
    for (unsigned i = 0; i < Breaker::failures_to_open; ++i)
        breaker.failed(at);
    return breaker;
}

}  // namespace

TEST_CASE("so many failures one after another open it, and a success between them does not")
{
    Breaker breaker;
    for (unsigned i = 1; i < Breaker::failures_to_open; ++i)
        breaker.failed(noon);
    CHECK_FALSE(breaker.is_open());
    CHECK_FALSE(breaker.succeeded());
    breaker.failed(noon);
    CHECK_FALSE(breaker.is_open());
    CHECK_FALSE(breaker.probe_due().has_value());
    CHECK(opened(noon).is_open());
}

TEST_CASE("who failed before a restart is tried, and the next failure opens")
{
    Breaker breaker;
    breaker.suspect(true);
    CHECK_FALSE(breaker.is_open());
    breaker.failed(noon);
    CHECK(breaker.is_open());
}

TEST_CASE("open, it is probed after seconds first and once a minute in the end; a probe that goes well closes it")
{
    Breaker breaker = opened(noon);
    std::vector<std::chrono::milliseconds> waits;
    Instant now = noon;
    for (int i = 0; i < 7; ++i) {
        waits.push_back(*breaker.probe_due() - now);
        now = *breaker.probe_due();
        breaker.failed(now);
    }
    CHECK(waits == std::vector<std::chrono::milliseconds>{5s, 10s, 20s, 40s, 60s, 60s, 60s});
    CHECK(breaker.succeeded());
    CHECK_FALSE(breaker.is_open());
}

TEST_CASE("a receiver that is gone is asked once an hour, or when a person wants to know")
{
    Breaker breaker;
    breaker.answered_gone(noon);
    CHECK(breaker.is_gone());
    CHECK(breaker.probe_due() == noon + 1h);
    breaker.probe_now();
    CHECK(*breaker.probe_due() <= noon);
    CHECK(breaker.succeeded());
    CHECK_FALSE(breaker.is_gone());
}

TEST_CASE("what was under way when it opened is no probe")
{
    Breaker breaker = opened(noon);
    for (int i = 0; i < 11; ++i)
        breaker.failed(noon + 1s);
    CHECK(breaker.probe_due() == noon + 6s);
}

TEST_CASE("what a receiver asks for is kept, whichever of two wishes is the longer, and whatever else went well")
{
    Breaker breaker;
    breaker.be_quiet(noon + 1h);
    breaker.be_quiet(noon + 1min);
    breaker.succeeded();
    CHECK(breaker.is_quiet(noon + 59min));
    CHECK_FALSE(breaker.is_quiet(noon + 1h));
}
