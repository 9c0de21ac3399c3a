#include "http/receiver.hpp"

#include <atomic>

using namespace consentry::http;
using namespace consentry::http::test;
using namespace std::chrono_literals;

TEST_CASE("a request arrives as it was meant, and its answer comes back")
{
    std::string received;
    Receiver const receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        received = socket.read_message();
        socket.send("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nslow");
    }};
    Outgoing request = to(receiver.url("/hooks?x=1"), R"({"type":"consent.opted_out"})");
    request.headers = {{"webhook-id", "evt_1"}};
    auto const answer = fetch(std::move(request));
    REQUIRE(answer);
    CHECK(answer->status == 429);
    CHECK(answer->header("retry-after") == "7");
    CHECK(answer->body == "slow");
    CHECK(received.starts_with("POST /hooks?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
    CHECK(received.find("\r\nwebhook-id: evt_1\r\n") != std::string::npos);
    CHECK(received.ends_with("\r\n\r\n{\"type\":\"consent.opted_out\"}"));
}

TEST_CASE("an answer may come in chunks, without a length, after interim ones, or early")
{
    std::pair<std::string, std::string> const table[]{
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\nT: t\r\n\r\n", "abcde"},
        {"HTTP/1.1 200 OK\r\n\r\nuntil the end", "until the end"},
        {"HTTP/1.0 200 OK\r\n\r\n", ""},
        {"HTTP/1.1 204 No Content\r\n\r\n", ""},
        {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer_with("last"), "last"},
    };
    for (auto const& [bytes, body] : table) {
        INFO(bytes);
        Receiver const receiver{[&words = bytes](RawListener& listener) {
            RawSocket socket = listener.accept();
            socket.read_message();
            socket.send(words);
        }};
        auto const answer = fetch(to(receiver.url()));
        REQUIRE(answer);
        CHECK(answer->body == body);
        CHECK(answer->header("T").empty());
    }
}

TEST_CASE("what is no answer is an error, and no endless one")
{
    std::string endless_header = "HTTP/1.1 200 OK\r\n";
    for (int i = 0; i < 20'000; ++i)
        endless_header += "X-" + std::to_string(i) + ": y\r\n";
    std::string interim;
    for (int i = 0; i < 100; ++i)
        interim += "HTTP/1.1 102 Processing\r\n\r\n";
    for (std::string const& bytes : {std::string{}, std::string{"SSH-2.0-OpenSSH_9.2\r\n"},
             std::string{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n"}, endless_header,
             "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'),
             std::string{"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"}}) {
        INFO(bytes.substr(0, 100));
        Receiver const receiver{[&](RawListener& listener) {
            RawSocket socket = listener.accept();
            socket.read_message();
            socket.send(bytes);
            socket.finish_sending();
        }};
        CHECK(fault_of(fetch(to(receiver.url()))) == TransportFault::protocol);
    }
    Receiver const receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.read_message();
        socket.send(interim);
    }};
    CHECK(fetch(to(receiver.url()))->status == 102);
}

TEST_CASE("a long answer is cut, and its connection not used again")
{
    std::atomic<int> connections = 0;
    Receiver const receiver{[&](RawListener& listener) {
        for (int i = 0; i < 2; ++i) {
            RawSocket socket = listener.accept();
            ++connections;
            socket.read_message();
            socket.send(answer_with(std::string(200'000, 'z')));
        }
    }};
    Sending send;
    for (int i = 0; i < 2; ++i) {
        Outgoing request = to(receiver.url());
        request.answer_bytes_max = 1000;
        auto const answer = send(std::move(request));
        REQUIRE(answer);
        CHECK(answer->body == std::string(1000, 'z'));
    }
    CHECK(connections == 2);
}

TEST_CASE("a redirect is an answer like any other")
{
    std::string more = "(nothing read)";
    Receiver receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.read_message();
        socket.send("HTTP/1.1 302 Found\r\nLocation: " + listener.url("/other") + "\r\nContent-Length: 0\r\n\r\n");
        more = socket.read_to_end();
    }};
    auto const answer = fetch(to(receiver.url()));
    REQUIRE(answer);
    CHECK(answer->status == 302);
    receiver.finish();
    CHECK(more.empty());
}

TEST_CASE("an answer to HEAD has a length and no body")
{
    std::string received;
    Receiver receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        for (int i = 0; i < 2; ++i) {
            received += socket.read_head().substr(0, 7);
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        }
    }};
    Sending send;
    for (int i = 0; i < 2; ++i) {
        Outgoing request = to(receiver.url(), "");
        request.method = Method::head;
        CHECK(send(std::move(request))->body.empty());
    }
    receiver.finish();
    CHECK(received == "HEAD / HEAD / ");
}

TEST_CASE("a receiver that does not answer in time is given up, however slowly it drips")
{
    auto const drips = GENERATE(false, true);
    std::atomic<bool> over = false;
    Receiver const receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.read_message();
        socket.send("HTTP/1.1 200 OK\r\nX: ");
        while (drips && !over && socket.send("x"))
            std::this_thread::sleep_for(1ms);
        socket.read_to_end();
    }};
    Outgoing request = to(receiver.url());
    request.answer_timeout = 30ms;
    CHECK(fault_of(fetch(std::move(request))) == TransportFault::timeout);
    over = true;
}

TEST_CASE("the status says all: a body that stalls or breaks off behind it takes nothing back")
{
    auto const stalls = GENERATE(false, true);
    int connections = 0;
    Receiver receiver{[&](RawListener& listener) {
        for (; connections < 2; ++connections) {
            RawSocket socket = listener.accept();
            socket.read_message();
            socket.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort");
            if (!stalls)
                socket.finish_sending();
            socket.read_to_end();
        }
    }};
    Sending send;
    for (int i = 0; i < 2; ++i) {
        Outgoing request = to(receiver.url());
        request.answer_timeout = 150ms;
        auto const answer = send(std::move(request));
        REQUIRE(answer);
        CHECK(answer->status == 200);
        CHECK(answer->body == "short");
    }
    receiver.finish();
    CHECK(connections == 2);  // Such a connection is not used again.
}

TEST_CASE("a request without a good address is not attempted")
{
    CHECK(fault_of(fetch(to("ftp://example.com/"))) == TransportFault::bad_url);
    Outgoing request = to("http://127.0.0.1/");
    request.headers = {{"X", "a\r\nb"}};
    CHECK(fault_of(fetch(std::move(request))) == TransportFault::bad_url);
    CHECK(fault_of(fetch(to("http://name.invalid/"))) == TransportFault::resolve);
}

TEST_CASE("nobody there is an error of the connection")
{
    std::string url;
    {
        RawListener const gone;
        url = gone.url("/path?secret=1");
    }
    auto const outcome = fetch(to(url));
    CHECK(fault_of(outcome) == TransportFault::connect);
    CHECK(outcome.error().detail.find("secret") == std::string::npos);
}

TEST_CASE("an address inside is refused before anything is sent there, by whatever name")
{
    RawListener const inside;
    std::string const port = std::to_string(inside.port());
    for (std::string const host : {"127.0.0.1", "localhost", "crm.localhost", "2130706433", "0x7f.1", "[::1]",
             "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254", "[fd00::1]"}) {
        INFO(host);
        Outgoing request = to("http://" + host + ":" + port + "/");
        request.allow_private_network = false;
        auto const outcome = fetch(std::move(request));
        CHECK(fault_of(outcome) == TransportFault::forbidden_address);
        CHECK(outcome.error().detail.find("allow_private_network") != std::string::npos);
    }
}
