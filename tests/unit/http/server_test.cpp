#include "http/serving.hpp"

#include <numeric>

using namespace consentry::http;
using namespace consentry::http::test;

TEST_CASE("a handler sees a request whole, and its answer goes back on a connection that stays")
{
    std::string seen;
    Serving const serving{{}, [&](Request const& request, Reply reply) {
                              seen = std::string{request.path} + "|" + std::string{request.query} + "|"
                                  + std::string{request.header("x-tag")} + "|" + std::string{request.peer};
                              reply(echo(request));
                          }};
    RawSocket client = serving.connect();
    for (int i = 0; i < 3; ++i) {
        client.send("POST /a%20b?c=d&e HTTP/1.1\r\nHost: x\r\nX-Tag: 7\r\nContent-Length: 5\r\n\r\nhello");
        std::string const answer = client.read_message();
        CHECK(status_line(answer) == "HTTP/1.1 200 OK");
        CHECK(says(answer, "Content-Type: text/plain\r\n"));
        CHECK(says(answer, "\r\nDate: "));
        CHECK(body_of(answer) == "POST /a%20b?c=d&e hello");
    }
    CHECK(seen == "/a%20b|c=d&e|7|127.0.0.1");
    CHECK(serving.server.counters().accepted == 1);
    CHECK(serving.server.counters().requests == 3);
}

TEST_CASE("how long each request waited for its answer is counted")
{
    Serving const serving{{}, [](Request const& request, Reply reply) {
                              std::this_thread::sleep_for(std::chrono::milliseconds{request.path == "/late" ? 30 : 0});
                              reply(echo(request));
                          }};
    RawSocket client = serving.connect();
    client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read_message();
    client.send("GET /soon HTTP/1.1\r\nHost: x\r\n\r\n");
    client.read_message();
    auto const counted = [](Counters const& counters) {
        return std::accumulate(counters.times.buckets.begin(), counters.times.buckets.end(), std::uint64_t{0}) == 2;
    };
    REQUIRE(serving.eventually(counted));
    auto const times = serving.server.counters().times;
    CHECK(times.sum >= std::chrono::milliseconds{30});
    std::size_t const late = AnswerTimes::bucket_of(std::chrono::milliseconds{30});
    CHECK(std::accumulate(times.buckets.begin() + static_cast<std::ptrdiff_t>(late), times.buckets.end(), 0U) >= 1);
    CHECK(AnswerTimes::bucket_of(std::chrono::milliseconds{1}) == 1);
    CHECK(AnswerTimes::bucket_of(std::chrono::hours{1}) == AnswerTimes::bounds.size());
}

TEST_CASE("whoever looks at the counters may do so while the server starts")
{
    consentry::SilentLog log;
    Server server{{"127.0.0.1", 0}, {}, 2,
        [](unsigned) {
            return std::make_unique<FunctionHandler>(
                [](Request const&, Reply) {}, [](Request const&) { return std::nullopt; });
        },
        log};
    std::atomic<bool> started = false;
    std::uint64_t requests = 0;
    std::thread looking{[&] {
        while (!started)
            requests += server.counters().requests;
    }};
    bool const serves = server.start().has_value();
    started = true;
    looking.join();
    CHECK(serves);
    CHECK(requests == 0);
}

TEST_CASE("pipelined requests are answered in order")
{
    Serving const serving;
    RawSocket client = serving.connect();
    std::string all;
    for (int i = 0; i < 2000; ++i)  // More than one read buffer full of them.
        all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok";
    std::jthread const sender{[&] { client.send(all); }};
    for (int i = 0; i < 2000; ++i)
        REQUIRE(body_of(client.read_message()) == "POST /" + std::to_string(i) + " ok");
}

TEST_CASE("a body arrives whole, large or in chunks")
{
    std::string const large(3'000'000, 'x');
    Serving const serving{
        {}, [&](Request const& request, Reply reply) { reply({.body = request.body == large ? "whole" : "broken"}); }};
    RawSocket client = serving.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" + large);
    CHECK(body_of(client.read_message()) == "whole");

    std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < large.size(); at += 30'000)
        chunked += "7530;x=y\r\n" + large.substr(at, 30'000) + "\r\n";
    client.send(chunked + "0\r\nTrailer: t\r\n\r\n");
    CHECK(body_of(client.read_message()) == "whole");
}

TEST_CASE("methods pass through, those nobody knows too, and HEAD is answered without a body")
{
    Serving const serving;
    RawSocket client = serving.connect();
    for (std::string const method : {"GET", "PUT", "PATCH", "DELETE", "POST"}) {
        client.send(method + " /m HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(body_of(client.read_message()) == method + " /m ");
    }
    for (std::string const method : {"OPTIONS", "BREW"}) {
        client.send(method + " /m HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(body_of(client.read_message()) == "OTHER /m ");
    }
    client.send("HEAD /m HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(says(client.read_head(), "Content-Length: 8\r\n"));
    client.send(a_get);
    CHECK(status_line(client.read_message()) == "HTTP/1.1 200 OK");
}

TEST_CASE("the target of a proxy means the same path")
{
    Serving const serving{{}, [](Request const& r, Reply reply) { reply({.body = std::string{r.path}}); }};
    RawSocket client = serving.connect();
    client.send("GET http://example.com/a?b HTTP/1.1\r\nHost: example.com\r\n\r\n");
    CHECK(body_of(client.read_message()) == "/a");
    client.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
    CHECK(body_of(client.read_message()) == "*");
}

TEST_CASE("HTTP/1.0 gets one answer, unless it asks to stay")
{
    Serving const serving;
    RawSocket once = serving.connect();
    once.send("GET / HTTP/1.0\r\n\r\n");
    CHECK(says(once.read_to_end(), "Connection: close\r\n"));

    RawSocket staying = serving.connect();
    staying.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(says(staying.read_message(), "Connection: keep-alive\r\n"));
    staying.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    CHECK(says(staying.read_to_end(), "Connection: close\r\n"));
}

TEST_CASE("empty lines before a request are forgiven, and a peer that has said all still gets its answer")
{
    Serving const serving;
    RawSocket client = serving.connect();
    client.send("\r\n\r\n");
    client.send(std::string{"\r\n"} + std::string{a_get});
    client.finish_sending();
    CHECK(status_line(client.read_to_end()) == "HTTP/1.1 200 OK");
}

TEST_CASE("a request that is none is answered, counted, and the connection closed")
{
    std::pair<std::string, char const*> const table[]{
        {"nonsense\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400"},
        {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost : x\r\n\r\n", "400"},
        {"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", "400"},
        {"GET / HTTP/1.1\nHost: x\n\n\n\n", "400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", "400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello", "400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", "400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
        {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},
        {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "501"},
        {"POST / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\nContent-Length: 1\r\n\r\n", "417"},
    };
    Serving const serving;
    std::uint64_t count = 0;
    for (auto const& [request, status] : table) {
        INFO(request);
        RawSocket client = serving.connect();
        client.send(request);
        client.finish_sending();
        std::string const answer = client.read_to_end();
        CHECK(answer.starts_with(std::string{"HTTP/1.1 "} + status + " "));
        CHECK(says(answer, "Connection: close\r\n"));
        CHECK(answer.find("HTTP/1.1", 1) == std::string::npos);
        CHECK(serving.server.counters().malformed == ++count);
    }
    CHECK(serving.server.counters().requests == 0);
}

TEST_CASE("what is too large is refused: header, announced body, chunked body, endless chunk header")
{
    Serving const serving{{.header_bytes_max = 1000, .body_bytes_max = 2000}};
    std::string const head = "POST / HTTP/1.1\r\nHost: x\r\n";
    std::string many_lines = head;
    for (int i = 0; i < 100; ++i)
        many_lines += "X-" + std::to_string(i) + ": some value\r\n";
    std::string const piece = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
    std::pair<std::string, char const*> const table[]{
        {head + "X: " + std::string(1000, 'x') + "\r\n\r\n", "431"},
        {head + "X: " + std::string(100'000, 'x'), "431"},
        {many_lines + "\r\n", "431"},
        {many_lines, "431"},
        {"GET /" + std::string(1000, 'x'), "431"},
        {head + "Content-Length: 2001\r\n\r\n", "413"},
        {head + "Transfer-Encoding: chunked\r\n\r\n" + piece + piece + "1\r\nx\r\n0\r\n\r\n", "413"},
        {head + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(100'000, 'x'), "400"},
        {head + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + std::string(100'000, 'x'), "400"},
    };
    for (auto const& [request, status] : table) {
        INFO(request.substr(0, 200));
        RawSocket client = serving.connect();
        client.send(request);
        client.finish_sending();
        CHECK(client.read_to_end().starts_with(std::string{"HTTP/1.1 "} + status + " "));
    }
    RawSocket client = serving.connect();
    client.send(head + "Content-Length: 2000\r\n\r\n" + std::string(2000, 'x'));
    CHECK(status_line(client.read_message()) == "HTTP/1.1 200 OK");
}

namespace {

/// Has words of its own for what the server refuses.
class Spokesman final : public Handler {
public:
    Response failure(unsigned status) override
    {
        return {.status = status, .body = "sorry: " + std::to_string(status)};
    }
    void handle(Request const& request, Reply reply) override { reply(echo(request)); }
};

}  // namespace

TEST_CASE("who serves says how the server's own refusals read, and the connection ends behind them")
{
    consentry::SilentLog log;
    Limits const limits{.header_bytes_max = 1000, .body_bytes_max = 10};
    Server server{{"127.0.0.1", 0}, limits, 1, [](unsigned) { return std::make_unique<Spokesman>(); }, log};
    REQUIRE(server.start());
    std::pair<std::string, std::string> const table[]{
        {"NONSENSE\r\n\r\n", "sorry: 400"},
        {"GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(1000, 'x') + "\r\n\r\n", "sorry: 431"},
        {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n", "sorry: 413"},
    };
    for (auto const& [request, body] : table) {
        RawSocket client = RawSocket::connect_to(server.port());
        client.send(request);
        std::string const answer = client.read_to_end();
        CHECK(answer.ends_with(body));
        CHECK(says(answer, "Connection: close\r\n"));
    }
}

TEST_CASE("a client that asks before it sends its body is told to go on")
{
    Serving const serving;
    RawSocket client = serving.connect();
    client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n");
    CHECK(client.read_head() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    CHECK(body_of(client.read_message()) == "POST / hello");
    client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello");
    CHECK(body_of(client.read_message()) == "POST / hello");
}

TEST_CASE("connections are spread over the threads, each with its own handler")
{
    consentry::SilentLog log;
    Server server{{"127.0.0.1", 0}, {}, 3,
        [](unsigned thread) {
            return std::make_unique<FunctionHandler>(
                [thread](Request const&, Reply reply) { reply({.body = std::to_string(thread)}); }, nullptr);
        },
        log};
    REQUIRE(server.start());
    std::vector<RawSocket> clients;
    std::string threads;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(RawSocket::connect_to(server.port()));
        clients.back().send(a_get);
        threads += body_of(clients.back().read_message());
    }
    std::ranges::sort(threads);
    CHECK(threads == "001122");
    CHECK(server.counters().open == 6);
}

namespace {

/// Notices when it is called by another thread than before.
class HomeHandler final : public Handler {
public:
    explicit HomeHandler(std::atomic<bool>& strayed)
        : strayed_{strayed}
    {
    }

    void handle(Request const&, Reply reply) override
    {
        std::thread::id const here = std::this_thread::get_id();
        std::thread::id const before = home_.exchange(here);
        if (before != std::thread::id{} && before != here)
            strayed_ = true;
        reply({.close = true});
    }

private:
    std::atomic<bool>& strayed_;
    std::atomic<std::thread::id> home_{};
};

}  // namespace

TEST_CASE("a connection runs on the thread it was handed to, however fast others come and go")
{
    std::atomic<bool> strayed = false;
    consentry::SilentLog log;
    Server server{{"127.0.0.1", 0}, {}, 4, [&](unsigned) { return std::make_unique<HomeHandler>(strayed); }, log};
    REQUIRE(server.start());
    auto const knock = [&] {
        for (int i = 0; i < 1000; ++i) {
            RawSocket client = RawSocket::connect_to(server.port());
            client.send(a_get);
            client.read_message();
        }
    };
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 4; ++i)
            clients.emplace_back(knock);
    }
    CHECK_FALSE(strayed);
    CHECK(server.counters().accepted == 4000);
}

TEST_CASE("connections over the limit are turned away and the others keep working")
{
    Serving const serving{{.connections_max = 2}};
    RawSocket first = serving.connect();
    RawSocket second = serving.connect();
    first.send(a_get);
    second.send(a_get);
    first.read_message();
    second.read_message();
    RawSocket third = serving.connect();
    CHECK(third.read_to_end().starts_with("HTTP/1.1 503 "));
    first.send(a_get);
    CHECK(status_line(first.read_message()) == "HTTP/1.1 200 OK");
    CHECK(serving.server.counters().refused == 1);
    CHECK(serving.server.counters().accepted == 2);

    second.finish_sending();
    CHECK(serving.eventually([](Counters const& counters) { return counters.open == 1; }));
    RawSocket fourth = serving.connect();
    fourth.send(a_get);
    CHECK(status_line(fourth.read_message()) == "HTTP/1.1 200 OK");
}

TEST_CASE("an address that cannot be had is an error with a sentence")
{
    Serving const serving;
    consentry::SilentLog log;
    auto const start = [&](Endpoint endpoint) {
        Server server{std::move(endpoint), {}, 1,
            [](unsigned) { return std::make_unique<FunctionHandler>(nullptr, nullptr); }, log};
        auto const started = server.start();
        return started ? std::string{} : started.error().detail;
    };
    CHECK(says(start({"127.0.0.1", serving.server.port()}), "in use by another program"));
    CHECK(says(start({"203.0.113.1", 0}), "has no address 203.0.113.1"));
    CHECK(says(start({"localhost", 0}), "not an IP address"));
    CHECK(start({"::1", 0}).empty());
}
