#include "http/serving.hpp"

using namespace consentry::http;
using namespace consentry::http::test;

TEST_CASE("an answer from another thread reaches its connection")
{
    Held held;
    Serving const serving{{}, held.serve()};
    RawSocket client = serving.connect();
    for (std::string const body : {"one", "two"}) {
        client.send(a_get);
        held.take()({.body = body});
        CHECK(body_of(client.read_message()) == body);
    }
}

TEST_CASE("answers may be given in any order among connections, and stay in order on one")
{
    Held held;
    Serving const serving{{}, held.serve()};
    RawSocket slow = serving.connect();
    slow.send(std::string{a_get} + std::string{a_get});
    Reply first = held.take();
    RawSocket quick = serving.connect();
    quick.send(a_get);
    held.take()({.body = "quick"});
    CHECK(body_of(quick.read_message()) == "quick");
    first({.body = "first"});
    held.take()({.body = "second"});
    CHECK(body_of(slow.read_message()) == "first");
    CHECK(body_of(slow.read_message()) == "second");
}

TEST_CASE("many connections answered by other threads all get their own answer")
{
    Serving const serving{{},
        [](Request const& request, Reply reply) {
            std::thread{[reply = std::move(reply), answer = echo(request)]() mutable {
                reply(std::move(answer));
            }}.detach();
        },
        nullptr, 2};
    std::vector<std::jthread> clients;
    std::atomic<int> right = 0;
    for (int c = 0; c < 8; ++c) {
        clients.emplace_back([&, c] {
            RawSocket client = serving.connect();
            for (int i = 0; i < 25; ++i) {
                std::string const target = "/" + std::to_string(c) + "/" + std::to_string(i);
                client.send("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
                right += body_of(client.read_message()) == "GET " + target + " ";
            }
        });
    }
    clients.clear();
    CHECK(right == 200);
}

TEST_CASE("a reply that is dropped, or an exception, answers 503 and gives nothing away")
{
    auto const serve = GENERATE(Serve{[](Request const&, Reply) {}},
        Serve{[](Request const&, Reply) { throw std::runtime_error{"the disk is full"}; }});
    Serving const serving{{}, serve};
    RawSocket client = serving.connect();
    client.send(a_get);
    std::string const answer = client.read_message();
    CHECK(status_line(answer) == "HTTP/1.1 503 Service Unavailable");
    CHECK_FALSE(says(answer, "disk"));
}

TEST_CASE("a handler that throws and still answers later does not answer the wrong request")
{
    Held held;
    bool thrown = false;
    Serving const serving{{}, [&](Request const& request, Reply reply) {
                              if (std::exchange(thrown, true)) {
                                  reply(echo(request));
                                  return;
                              }
                              held.put(std::move(reply));
                              throw std::runtime_error{"no"};
                          }};
    RawSocket client = serving.connect();
    client.send(a_get);
    CHECK(client.read_to_end().starts_with("HTTP/1.1 503 "));
    held.take()({.body = "stale"});
    RawSocket next = serving.connect();
    next.send(a_get);
    CHECK(body_of(next.read_message()) == "GET / ");
}

TEST_CASE("an answer for a connection that is gone, or a server that is, has no effect")
{
    Held held;
    Reply outlives;
    {
        Serving const serving{{}, held.serve()};
        RawSocket gone = serving.connect();
        gone.send(a_get);
        Reply late = held.take();
        gone.reset();
        late({});
        CHECK(serving.eventually([](Counters const& counters) { return counters.open == 0; }));

        RawSocket waiting = serving.connect();
        waiting.send(a_get);
        outlives = held.take();
    }
    outlives({});
}

TEST_CASE("a refusal by the header spares reading the body")
{
    int handled = 0;
    Serving const serving{{},
        [&](Request const&, Reply reply) {
            ++handled;
            reply({});
        },
        [](Request const& head) -> std::optional<Response> {
            if (head.header("X-Hub-Signature-256").empty())
                return Response{.status = 401, .body = "unsigned"};
            return std::nullopt;
        }};

    SECTION("the connection closes, since the body would still come")
    {
        RawSocket client = serving.connect();
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\nsome of it");
        std::string const answer = client.read_message();
        CHECK(status_line(answer) == "HTTP/1.1 401 Unauthorized");
        CHECK(says(answer, "Connection: close\r\n"));
        CHECK(body_of(answer) == "unsigned");
    }
    SECTION("it stays where the body came along with the header")
    {
        RawSocket client = serving.connect();
        client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
        CHECK(status_line(client.read_message()) == "HTTP/1.1 401 Unauthorized");
        client.send("POST / HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: s\r\nContent-Length: 5\r\n\r\nhello");
        CHECK(status_line(client.read_message()) == "HTTP/1.1 200 OK");
        CHECK(handled == 1);
        return;
    }
    SECTION("a client that asks first is not told to go on")
    {
        RawSocket client = serving.connect();
        client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        CHECK(status_line(client.read_message()) == "HTTP/1.1 401 Unauthorized");
    }
    CHECK(handled == 0);
}

TEST_CASE("an answer larger than the kernel takes at once arrives whole")
{
    std::string const large(8'000'000, 'y');
    Serving const serving{{}, [&](Request const&, Reply reply) { reply({.body = large}); }};
    RawSocket client = serving.connect();
    for (int i = 0; i < 2; ++i) {
        client.send(a_get);
        CHECK(body_of(client.read_message()) == large);
    }
}

TEST_CASE("an answer may ask for the close")
{
    Serving const serving{{}, [](Request const&, Reply reply) { reply({.body = "bye", .close = true}); }};
    RawSocket client = serving.connect();
    client.send(std::string{a_get} + std::string{a_get});
    std::string const answers = client.read_to_end();
    CHECK(says(answers, "Connection: close\r\n"));
    CHECK(answers.find("HTTP/1.1", 1) == std::string::npos);
}
