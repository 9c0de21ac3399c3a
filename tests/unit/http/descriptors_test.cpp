#include "consentry/http/descriptors.hpp"

#include "support/catch.hpp"

#include <sys/resource.h>

using namespace consentry::http;

TEST_CASE("there are as many descriptors as the system grants")
{
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    rlimit few = before;
    few.rlim_cur = 128;
    REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
    CHECK(raise_descriptor_limit() == before.rlim_max);
    rlimit after{};
    getrlimit(RLIMIT_NOFILE, &after);
    CHECK(after.rlim_cur == before.rlim_max);
    setrlimit(RLIMIT_NOFILE, &before);
}

TEST_CASE("listeners take no more connections than there are descriptors, beside a reserve")
{
    CHECK(connections_within(1'000'000, 2, 10'000) == 10'000);
    CHECK(connections_within(20'256, 2, 10'000) == 10'000);
    CHECK(connections_within(20'255, 2, 10'000) == 9'999);
    CHECK(connections_within(1024, 2, 10'000) == 384);
    CHECK(connections_within(64, 2, 10'000) == 16);
    CHECK(connections_within(1, 2, 10'000) == 1);
}
