#include "http/serving.hpp"

#include <future>

using namespace consentry::http;
using namespace consentry::http::test;
using namespace std::chrono_literals;

TEST_CASE("a server without work drains at once, and closes what is idle")
{
    Serving serving{{}, [](Request const& r, Reply reply) { reply(echo(r)); }, nullptr, 3};
    RawSocket fresh = serving.connect();
    RawSocket idle = serving.connect();
    idle.send(a_get);
    idle.read_message();
    CHECK(serving.eventually([](Counters const& counters) { return counters.open == 2; }));
    CHECK(serving.server.drain(10s));
    CHECK(idle.read_to_end().empty());
    CHECK(fresh.read_to_end().empty());
    CHECK_THROWS(serving.connect());
    CHECK(serving.server.drain(10s));
}

TEST_CASE("a request in flight is answered before the server is gone")
{
    Held held;
    Serving serving{{}, held.serve()};
    RawSocket client = serving.connect();
    client.send(a_get);
    Reply reply = held.take();
    RawSocket idle = serving.connect();
    auto drained = std::async(std::launch::async, [&] { return serving.server.drain(10s); });
    CHECK(idle.read_to_end().empty());  // So the draining has begun.
    reply({.body = "kept"});
    std::string const answer = client.read_to_end();
    CHECK(body_of(answer) == "kept");
    CHECK(says(answer, "Connection: close\r\n"));
    CHECK(drained.get());
}

TEST_CASE("a request that is half sent when the draining begins is still served")
{
    Serving serving;
    RawSocket client = serving.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    client.read_head();
    RawSocket idle = serving.connect();
    auto drained = std::async(std::launch::async, [&] { return serving.server.drain(10s); });
    CHECK(idle.read_to_end().empty());
    client.send("hello");
    CHECK(body_of(client.read_to_end()) == "POST / hello");
    CHECK(drained.get());
}

TEST_CASE("an answer that is being written when the draining begins is the last one of its connection")
{
    std::string const large(32'000'000, 'y');  // More than the kernel takes at once.
    std::atomic<bool> asked = false;
    Serving serving{{}, [&](Request const&, Reply reply) {
                        asked = true;
                        reply({.body = large});
                    }};
    RawSocket client = serving.connect();
    client.send(a_get);
    CHECK(serving.eventually([&](Counters const&) { return asked.load(); }));
    RawSocket idle = serving.connect();
    auto drained = std::async(std::launch::async, [&] { return serving.server.drain(10s); });
    CHECK(idle.read_to_end().empty());  // So the draining has begun.
    CHECK(body_of(client.read_to_end()).size() == large.size());
    CHECK(drained.get());
}

TEST_CASE("a ping is answered once, when every thread has passed by, and by none that is busy")
{
    std::promise<void> busy;
    std::promise<void> let_go;
    Serving serving{{},
        [&](Request const& request, Reply reply) {
            busy.set_value();
            let_go.get_future().wait();
            reply(echo(request));
        },
        nullptr, 2};
    std::promise<void> first;
    serving.server.ping([&] { first.set_value(); });  // A second answer would throw.
    CHECK(first.get_future().wait_for(10s) == std::future_status::ready);

    RawSocket client = serving.connect();
    client.send(a_get);
    busy.get_future().wait();
    std::promise<void> second;
    auto answered = second.get_future();
    serving.server.ping([&] { second.set_value(); });
    CHECK(answered.wait_for(0s) == std::future_status::timeout);
    let_go.set_value();
    CHECK(answered.wait_for(10s) == std::future_status::ready);
}

TEST_CASE("after its patience a server closes whatever there is")
{
    Held held;
    Serving serving{{}, held.serve(), nullptr, 2};
    RawSocket waiting = serving.connect();
    waiting.send(a_get);
    Reply reply = held.take();
    RawSocket half = serving.connect();
    half.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
    half.read_head();
    CHECK_FALSE(serving.server.drain(1ms));
    CHECK(waiting.read_to_end().empty());
    CHECK(half.read_to_end().empty());
    CHECK(serving.server.counters().open == 0);
    reply({});
}

TEST_CASE("a server that was never started, or could not, can be destroyed")
{
    consentry::SilentLog log;
    Server const server{
        {"127.0.0.1", 0}, {}, 2, [](unsigned) { return std::make_unique<FunctionHandler>(nullptr, nullptr); }, log};
    CHECK(server.port() == 0);
    CHECK(server.counters().open == 0);
}
