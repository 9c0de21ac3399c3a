#include "api/routes.hpp"

#include "support/catch.hpp"

namespace api = consentry::api;
using consentry::http::Method;

TEST_CASE("a path leads to the call of its method, and what stands where it is open is decoded")
{
    auto const found = api::find_route(Method::get, "/v1/subjects/%2B34600111222/history");
    REQUIRE(found.route != nullptr);
    CHECK(found.route->pattern == "/v1/subjects/{contact}/history");
    CHECK(found.parts == std::vector<std::string>{"+34600111222"});
}

TEST_CASE("an open part with a broken escape is named")
{
    auto const path = GENERATE("/v1/subjects/%zz", "/v1/subjects/%2", "/v1/subjects/%/history");
    auto const found = api::find_route(Method::get, path);
    REQUIRE(found.route != nullptr);
    CHECK(found.broken == "contact");
    CHECK(api::find_route(Method::get, "/v1/subjects/%20").broken.empty());
}

TEST_CASE("an open part is one part: neither none nor two")
{
    auto const path = GENERATE("/v1/subjects/", "/v1/subjects/a/b", "/v1/subjects//history", "/v1/subjects/a/history/");
    INFO(path);
    auto const found = api::find_route(Method::get, path);
    CHECK(found.route == nullptr);
    CHECK(found.allowed.empty());
}

TEST_CASE("an escaped slash stays within its part")
{
    auto const found = api::find_route(Method::get, "/v1/subjects/a%2Fb");
    REQUIRE(found.route != nullptr);
    CHECK(found.parts == std::vector<std::string>{"a/b"});
}

TEST_CASE("one path may take several methods, each with a call of its own")
{
    auto const one = api::find_route(Method::get, "/v1/check");
    auto const many = api::find_route(Method::post, "/v1/check");
    REQUIRE(one.route != nullptr);
    REQUIRE(many.route != nullptr);
    CHECK(one.route != many.route);
    CHECK_FALSE(one.route->at_length);
    CHECK(many.route->at_length);
}

TEST_CASE("a path that is served under other methods says which")
{
    CHECK(api::find_route(Method::delete_, "/v1/check").allowed == "GET, POST");
    CHECK(api::find_route(Method::put, "/v1/consents").allowed == "POST");
    CHECK(api::find_route(Method::other, "/v1/events/evt_1/deliveries").allowed == "GET");
}

TEST_CASE("whatever writes needs the role of a writer at least")
{
    for (auto const* const path : {"/v1/consents", "/v1/prompts", "/v1/deliveries/dlv_1_1/retry"}) {
        INFO(path);
        auto const found = api::find_route(Method::post, path);
        REQUIRE(found.route != nullptr);
        CHECK(found.route->role == api::Role::writer);
    }
}

TEST_CASE("what is no path of ours leads nowhere")
{
    auto const path = GENERATE(
        "", "/", "/v1", "/v1/", "/v2/check", "/v1/check/", "v1/check", "/v1/checks", "//v1/check", "/webhooks/meta");
    INFO(path);
    CHECK(api::find_route(Method::get, path).route == nullptr);
    CHECK(api::find_route(Method::get, path).allowed.empty());
}
