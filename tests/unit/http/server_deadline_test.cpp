#include "http/serving.hpp"

using namespace consentry::http;
using namespace consentry::http::test;
using namespace std::chrono_literals;

TEST_CASE("a client that stops in the middle of its header is closed at the deadline, and counted")
{
    Serving const serving{{.header = 40ms}};
    RawSocket client = serving.connect();
    client.send("POST / HTTP/1.1\r\nHost:");
    CHECK(client.read_to_end().empty());
    CHECK(serving.server.counters().timeouts == 1);
}

TEST_CASE("a header that trickles has no more time than one that stops")
{
    Serving const serving{{.header_bytes_max = 4'000'000, .header = 40ms}};
    RawSocket client = serving.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nX: ");
    while (serving.server.counters().timeouts == 0 && client.send("x")) { }
    CHECK(client.read_to_end().empty());
    CHECK(serving.server.counters().timeouts == 1);
    CHECK(serving.server.counters().malformed == 0);
}

TEST_CASE("a client that stops in the middle of its body is closed at the deadline, and counted")
{
    Serving const serving{{.body = 40ms}};
    RawSocket client = serving.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
    CHECK(client.read_to_end().empty());
    CHECK(serving.server.counters().timeouts == 1);
}

TEST_CASE("an idle connection is closed, a new and silent one too; that is nobody's fault")
{
    Serving const serving{{.header = 40ms, .idle = 40ms}};
    RawSocket silent = serving.connect();
    RawSocket idle = serving.connect();
    idle.send(a_get);
    idle.read_message();
    CHECK(silent.read_to_end().empty());
    CHECK(idle.read_to_end().empty());
    CHECK(serving.server.counters().timeouts == 0);
    CHECK(serving.eventually([](Counters const& counters) { return counters.open == 0; }));
}

TEST_CASE("empty lines between two requests win no time")
{
    Serving const serving{{.idle = 40ms}};
    RawSocket client = serving.connect();
    client.send(a_get);
    client.read_message();
    auto const give_up = std::chrono::steady_clock::now() + 2s;
    while (std::chrono::steady_clock::now() < give_up && client.send("\r\n"))
        std::this_thread::sleep_for(5ms);
    CHECK(std::chrono::steady_clock::now() < give_up);
}

TEST_CASE("between two requests a connection has its idle time, not that of a header")
{
    Serving const serving{{.header = 40ms, .idle = 10'000ms}};
    RawSocket idle = serving.connect();
    idle.send(a_get);
    idle.read_message();
    RawSocket silent = serving.connect();
    CHECK(silent.read_to_end().empty());  // So that time has passed.
    idle.send(a_get);
    CHECK(status_line(idle.read_message()) == "HTTP/1.1 200 OK");
}

TEST_CASE("a connection that is busy stays for longer than any deadline, and its memory is given back meanwhile")
{
    std::string const large(40'000, 'x');
    Serving const serving{{.header = 40ms, .body = 40ms, .handler = 40ms, .idle = 40ms, .write = 40ms},
        [&](Request const& request, Reply reply) { reply({.body = request.body == large ? "whole" : "broken"}); }};
    std::string const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 40000\r\n\r\n" + large;
    RawSocket busy = serving.connect();
    auto const end = std::chrono::steady_clock::now() + 150ms;
    while (std::chrono::steady_clock::now() < end) {
        busy.send(post);
        REQUIRE(body_of(busy.read_message()) == "whole");
    }
    CHECK(serving.server.counters().accepted == 1);
}

TEST_CASE("a handler that is late is answered for with 503, and what it says then is ignored")
{
    Held held;
    Serving const serving{{.handler = 40ms}, held.serve()};
    RawSocket client = serving.connect();
    client.send(a_get);
    std::string const answer = client.read_to_end();
    CHECK(status_line(answer) == "HTTP/1.1 503 Service Unavailable");
    CHECK(says(answer, "Connection: close\r\n"));
    CHECK(serving.server.counters().timeouts == 1);
    held.take()({.body = "too late"});

    RawSocket next = serving.connect();
    next.send(a_get);
    held.take()({.body = "in time"});
    CHECK(body_of(next.read_message()) == "in time");
}

TEST_CASE("a client that does not read its answer is closed at the deadline, and counted")
{
    std::string const large(16'000'000, 'y');
    Serving const serving{{.write = 40ms}, [&](Request const&, Reply reply) { reply({.body = large}); }};
    RawSocket client = serving.connect();
    client.shrink_receive_buffer();
    client.send(a_get);
    CHECK(serving.eventually([](Counters const& counters) { return counters.timeouts == 1; }));
}

TEST_CASE("a peer that goes on sending after it was refused is not waited for")
{
    Serving const serving{{.body_bytes_max = 10, .write = 40ms}};
    RawSocket client = serving.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
    CHECK(client.read_to_end().starts_with("HTTP/1.1 413 "));
    CHECK(serving.eventually([](Counters const& counters) { return counters.open == 0; }));
    CHECK(serving.server.counters().timeouts == 0);
}

TEST_CASE("one stuck client delays no other")
{
    Serving const serving{{.header = 5000ms}};
    RawSocket stuck = serving.connect();
    stuck.send("POST / HT");
    RawSocket client = serving.connect();
    for (int i = 0; i < 100; ++i) {
        client.send(a_get);
        REQUIRE(status_line(client.read_message()) == "HTTP/1.1 200 OK");
    }
    stuck.send("TP/1.1\r\nHost: x\r\n\r\n");
    CHECK(status_line(stuck.read_message()) == "HTTP/1.1 200 OK");
}
