#include "http/receiver.hpp"

#include <atomic>
#include <mutex>
#include <set>

using namespace consentry::http;
using namespace consentry::http::test;
using namespace std::chrono_literals;

TEST_CASE("one connection serves request after request")
{
    Receiver const receiver{[](RawListener& listener) {
        RawSocket socket = listener.accept();
        for (int i = 0; i < 3; ++i) {
            std::string const message = socket.read_message();
            socket.send(answer_with(message.substr(message.size() - 1)));
        }
    }};
    Sending send;
    for (std::string const body : {"1", "2", "3"}) {
        auto const answer = send(to(receiver.url(), body));
        REQUIRE(answer);
        CHECK(answer->body == body);
    }
}

TEST_CASE("a connection that the receiver closed meanwhile is replaced without anybody noticing")
{
    auto const close_late = GENERATE(false, true);
    Receiver const receiver{[&](RawListener& listener) {
        {
            RawSocket socket = listener.accept();
            socket.read_message();
            socket.send(answer_with("first"));
            if (close_late)  // As if both had been on their way at the same time.
                socket.read_message();
        }
        RawSocket socket = listener.accept();
        socket.read_message();
        socket.send(answer_with("second"));
        socket.read_to_end();
    }};
    Sending send;
    CHECK(send(to(receiver.url()))->body == "first");
    CHECK(send(to(receiver.url()))->body == "second");
}

TEST_CASE("what must never be sent twice goes over a new connection, so that no closed one can be met")
{
    std::atomic<int> requests = 0;
    Receiver const receiver{[&](RawListener& listener) {
        RawSocket first = listener.accept();
        first.read_message();
        first.send(answer_with("first"));
        RawSocket second = listener.accept();
        requests += !second.read_message().empty();
    }};
    Sending send;
    REQUIRE(send(to(receiver.url())));
    Outgoing request = to(receiver.url());
    request.only_once = true;
    CHECK(fault_of(send(std::move(request))) == TransportFault::protocol);
    CHECK(requests == 1);
}

TEST_CASE("a request is not sent twice when part of an answer came, nor when the connection was new")
{
    auto const words = GENERATE("", "HTTP/1.1 200 O");
    std::atomic<int> requests = 0;
    Receiver const receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        if (*words) {
            socket.read_message();
            socket.send(answer_with("first"));
        }
        requests += !socket.read_message().empty();
        socket.send(words);
    }};
    Sending send;
    if (*words)
        REQUIRE(send(to(receiver.url())));
    CHECK(fault_of(send(to(receiver.url()))) == TransportFault::protocol);
    CHECK(requests == 1);
}

TEST_CASE("who throws when told of an answer costs nobody's turn")
{
    Receiver const receiver{[](RawListener& listener) {
        RawSocket socket = listener.accept();
        for (int i = 0; i < 3; ++i) {
            socket.read_message();
            socket.send(answer_with("x"));
        }
    }};
    Loop loop;
    Client client{loop, {.connections_per_origin = 1}};
    int answered = 0;
    client.send(to(receiver.url()), [](auto const&) { throw std::runtime_error{"not now"}; });
    client.send(to(receiver.url()), [](auto const&) { throw std::runtime_error{"not now, either"}; });
    client.send(to(receiver.url()), [&](auto const& outcome) {
        answered += outcome.has_value();
        loop.stop();
    });
    CHECK_THROWS_WITH(loop.run(), "not now");
    CHECK_THROWS_WITH(loop.run(), "not now, either");
    loop.run();
    CHECK(answered == 1);
}

TEST_CASE("nobody is called back while send() is under way, not even where nothing has to be waited for")
{
    Receiver const receiver{[](RawListener& listener) {
        RawSocket socket = listener.accept();
        for (int i = 0; i < 2; ++i) {
            socket.read_message();
            socket.send(answer_with("x"));
        }
    }};
    std::string const to_where = GENERATE("a kept connection", "an address that is refused", "no address");
    INFO("to " << to_where);
    Outgoing request = to(receiver.url());
    request.allow_private_network = to_where != "an address that is refused";
    if (to_where == "no address")
        request.url = "nowhere";

    Loop loop;
    Client client{loop};
    bool sending = false;
    int answered = 0;
    client.send(to(receiver.url()), [&](auto const&) {
        sending = true;  // On the thread of the loop, where it can begin at once.
        client.send(request, [&](auto const&) {
            CHECK_FALSE(sending);
            ++answered;
            loop.stop();
        });
        sending = false;
    });
    loop.run();
    CHECK(answered == 1);
}

TEST_CASE("a connection made with leave to go inside is not used without it")
{
    std::string more = "(nothing read)";
    Receiver receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.read_message();
        socket.send(answer_with("inside"));
        more = socket.read_to_end();
    }};
    {
        Sending send;
        CHECK(send(to(receiver.url()))->body == "inside");
        Outgoing request = to(receiver.url());
        request.allow_private_network = false;
        CHECK(fault_of(send(std::move(request))) == TransportFault::forbidden_address);
    }
    receiver.finish();
    CHECK(more.empty());
}

TEST_CASE("requests to one origin share its connections and all get their turn")
{
    std::mutex mutex;
    std::set<int> descriptors;
    Receiver const receiver{[&](RawListener& listener) {
        auto const serve = [&](RawSocket socket) {
            {
                std::lock_guard const lock{mutex};
                descriptors.insert(socket.descriptor());
            }
            for (std::string message = socket.read_message(); !message.empty(); message = socket.read_message())
                socket.send(answer_with(message.substr(message.find("\r\n\r\n") + 4)));
        };
        RawSocket first = listener.accept();
        RawSocket second = listener.accept();
        std::jthread const beside{[&] { serve(std::move(first)); }};
        serve(std::move(second));
    }};
    Sending send{{.connections_per_origin = 2}};
    std::vector<Outgoing> requests;
    for (int i = 0; i < 20; ++i)
        requests.push_back(to(receiver.url(), std::to_string(i)));
    auto const outcomes = send.all(std::move(requests));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        REQUIRE(outcomes[i]);
        CHECK(outcomes[i]->body == std::to_string(i));
    }
    CHECK(descriptors.size() == 2);
}

TEST_CASE("a slow receiver delays no other")
{
    std::atomic<bool> other_done = false;
    Receiver const slow{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.read_message();
        while (!other_done)
            std::this_thread::yield();
        socket.send(answer_with("slow"));
    }};
    Receiver const quick{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.read_message();
        socket.send(answer_with("quick"));
        socket.read_to_end();
        other_done = true;
    }};
    Loop loop;
    auto client = std::make_unique<Client>(loop, ClientOptions{.idle_timeout = 20ms});
    std::string order;
    client->send(to(slow.url()), [&](auto outcome) {
        order += outcome ? outcome->body : "failed";
        loop.stop();
    });
    client->send(to(quick.url()), [&](auto outcome) { order += outcome ? outcome->body + " " : "failed "; });
    loop.run();  // The quick one ends only because its idle connection is closed.
    CHECK(order == "quick slow");
}

TEST_CASE("a client that goes away calls nobody back")
{
    auto const alive = std::make_shared<int>(1);
    std::string more = "(nothing read)";
    Receiver receiver{[&](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.read_message();
        more = socket.read_to_end();
    }};
    {
        Loop loop;
        Client client{loop};
        client.send(to(receiver.url()), [alive](auto const&) { FAIL("called"); });
        loop.after(20ms, [&] { loop.stop(); });
        loop.run();
        CHECK(alive.use_count() == 2);
    }
    CHECK(alive.use_count() == 1);
    receiver.finish();
    CHECK(more.empty());
}
