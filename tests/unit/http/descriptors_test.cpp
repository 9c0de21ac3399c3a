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
    auto const shares = [](std::size_t descriptors) {
        auto const found = shares_within(descriptors, {.public_listener = 15'000, .admin_listener = 1'000});
        return std::pair{found.public_listener, found.admin_listener};
    };
    CHECK(shares(1'000'000) == std::pair<std::size_t, std::size_t>{15'000, 1'000});
    CHECK(shares(16'256) == std::pair<std::size_t, std::size_t>{15'000, 1'000});
    CHECK(shares(16'255) == std::pair<std::size_t, std::size_t>{15'000, 999});
    CHECK(shares(1'024) == std::pair<std::size_t, std::size_t>{720, 48});
    CHECK(shares(64) == std::pair<std::size_t, std::size_t>{30, 2});
    CHECK(shares(1) == std::pair<std::size_t, std::size_t>{1, 1});
}
