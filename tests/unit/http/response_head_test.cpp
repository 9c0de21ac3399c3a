#include "http/response_head.hpp"

#include "support/catch.hpp"

using namespace consentry::http;

namespace {

constexpr std::string_view date = "Sun, 22 Nov 2026 09:30:00 GMT";

std::string head_of(Response const& response, Persistence persistence = Persistence::keep)
{
    std::string head = "what stood there before";
    write_head(head, response, persistence, date);
    return head;
}

}  // namespace

TEST_CASE("an answer begins with its status and says how long it is")
{
    CHECK(head_of({.content_type = "application/json", .body = "{}"})
        == "HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 09:30:00 GMT\r\nContent-Type: application/json\r\n"
           "Content-Length: 2\r\n\r\n");
    CHECK(head_of({.status = 503, .headers = {{"Retry-After", "1"}}}, Persistence::close)
        == "HTTP/1.1 503 Service Unavailable\r\nDate: Sun, 22 Nov 2026 09:30:00 GMT\r\nContent-Length: 0\r\n"
           "Retry-After: 1\r\nConnection: close\r\n\r\n");
    CHECK(head_of({.status = 299}).starts_with("HTTP/1.1 299 \r\n"));
}

TEST_CASE("an answer without a body by its status carries no length")
{
    CHECK(head_of({.status = 204}).find("Content-Length") == std::string::npos);
    CHECK_FALSE(may_have_body(304));
    CHECK(may_have_body(200));
}

TEST_CASE("only HTTP/1.0 is told that the connection stays")
{
    CHECK(head_of({}).find("Connection") == std::string::npos);
    CHECK(head_of({}, Persistence::keep_spoken).find("Connection: keep-alive\r\n") != std::string::npos);
}

TEST_CASE("a header value cannot smuggle in another header")
{
    std::string const head = head_of({.content_type = "a\r\nX: 1", .headers = {{"Location", "/\n\r\nbody"}}});
    CHECK(head.find("Content-Type: a  X: 1\r\n") != std::string::npos);
    CHECK(head.find("Location: /   body\r\n") != std::string::npos);
}
