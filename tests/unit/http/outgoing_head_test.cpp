#include "http/outgoing_head.hpp"

#include "support/catch.hpp"

using namespace consentry::http;

namespace {

consentry::Result<std::string> head_of(Outgoing request)
{
    request.url = "https://crm.example.com:8443/hooks?t=1";
    return outgoing_head(request, *parse_url(request.url));
}

}  // namespace

TEST_CASE("a request names its target, its host, what it is given, itself and its length")
{
    CHECK(head_of({.headers = {{"webhook-id", "evt_1"}}, .body = "{}"})
        == "POST /hooks?t=1 HTTP/1.1\r\nHost: crm.example.com:8443\r\nwebhook-id: evt_1\r\n"
           "User-Agent: consentry/" CONSENTRY_VERSION "\r\nContent-Length: 2\r\n\r\n");
    CHECK(head_of({.method = Method::get, .headers = {{"user-agent", "mine"}}})
        == "GET /hooks?t=1 HTTP/1.1\r\nHost: crm.example.com:8443\r\nuser-agent: mine\r\n\r\n");
    for (Method const method : {Method::post, Method::put, Method::patch})
        CHECK(head_of({.method = method})->find("Content-Length: 0\r\n") != std::string::npos);
}

TEST_CASE("a header that would break the request out of its lines is refused")
{
    for (Header const& bad : {Header{"X", "a\r\nY: b"}, Header{"X", "a\nb"}, Header{"X", std::string{"a\0b", 3}},
             Header{"X Y", "a"}, Header{"X:", "a"}, Header{"", "a"}, Header{"X", "\x7f"}}) {
        INFO(bad.name << ": " << bad.value);
        CHECK(head_of({.headers = {bad}}).error().fault == consentry::Fault::malformed);
    }
    CHECK(head_of({.headers = {{"X", "a\tb é"}}}));
}

TEST_CASE("what frames the message is not the caller's to say")
{
    for (auto const* const name : {"host", "Content-Length", "CONNECTION", "Transfer-Encoding"}) {
        CHECK_FALSE(head_of({.headers = {{name, "1"}}}));
        CHECK_FALSE(can_be_given(name));
    }
    CHECK_FALSE(can_be_given("X Y"));
    CHECK(can_be_given("Intercom-Version"));
    CHECK_FALSE(head_of({
        .method = Method::other,
    }));
}
