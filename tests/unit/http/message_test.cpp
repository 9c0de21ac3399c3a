#include "consentry/http/message.hpp"

#include "support/catch.hpp"

using namespace consentry::http;

TEST_CASE("a header is found in whatever case its name is written, the first one if there are several")
{
    HeaderView const headers[]{{"Host", "example.com"}, {"X-Hub-Signature-256", "sha256=ab"}, {"HOST", "other"}};
    Request const request{.headers = headers};
    CHECK(request.header("host") == "example.com");
    CHECK(request.header("x-hub-signature-256") == "sha256=ab");
    CHECK(request.header("X-Hub-Signature").empty());
    CHECK(request.header("").empty());
}

TEST_CASE("only ASCII letters have a case in a header name")
{
    CHECK(equal_names("eTag", "ETag"));
    CHECK_FALSE(equal_names("[", "{"));
    CHECK_FALSE(equal_names("ETag", "ETags"));
}

TEST_CASE("a method that we send has a name")
{
    CHECK(name_of(Method::post) == "POST");
    CHECK(name_of(Method::delete_) == "DELETE");
    CHECK(name_of(Method::patch) == "PATCH");
    CHECK(name_of(Method::other).empty());
}
