#include "http/certificates.hpp"
#include "http/receiver.hpp"

using namespace consentry::http;
using namespace consentry::http::test;
using namespace std::chrono_literals;

namespace {

std::string secure(std::string url, std::string const& host)
{
    std::string const plain = "http://127.0.0.1";
    return "https://" + host + url.substr(plain.size());
}

/// What becomes of one request to `host` at a receiver with that identity, and the name it was asked by.
struct Met {
    std::expected<Answer, TransportError> outcome;
    std::string asked_for;
};

Met meet(Identity const& identity, std::string const& host, std::string const& ca_file)
{
    Met met;
    {
        Receiver const receiver{[&](RawListener& listener) {
            RawSocket const socket = listener.accept();
            TlsPeer peer{socket.descriptor(), identity};
            bool const shaken = peer.shake_hands();
            met.asked_for = peer.server_name();
            if (shaken && !peer.read_message().empty())
                peer.send(answer_with("secret"));
        }};
        met.outcome = fetch(to(secure(receiver.url(), host)), {.ca_file = ca_file});
    }
    return met;
}

}  // namespace

TEST_CASE("a certificate for the name, by an authority that is trusted, is good")
{
    Authority const authority;
    Met const named = meet(authority.issue("DNS:localhost"), "localhost", authority.file());
    REQUIRE(named.outcome);
    CHECK(named.outcome->body == "secret");
    CHECK(named.asked_for == "localhost");

    Met const numbered = meet(authority.issue("IP:127.0.0.1"), "127.0.0.1", authority.file());
    REQUIRE(numbered.outcome);
    CHECK(numbered.asked_for.empty());
}

TEST_CASE("a certificate for another name, of nobody trusted, or out of date, is refused before anything is sent")
{
    Authority const authority;
    Authority const stranger;
    struct Case {
        Identity identity;
        std::string host;
        std::string why;
    };
    Case const table[]{{authority.issue("DNS:example.com"), "localhost", "ostname"},
        {authority.issue("DNS:localhost"), "127.0.0.1", "ostname"},
        {authority.issue("IP:127.0.0.2"), "127.0.0.1", "ostname"}, {self_signed("DNS:localhost"), "localhost", "self"},
        {stranger.issue("DNS:localhost"), "localhost", "issuer"},
        {authority.issue("DNS:localhost", -3600), "localhost", "expired"}};
    for (Case const& bad : table) {
        INFO(bad.host << ", " << bad.why);
        Met const met = meet(bad.identity, bad.host, authority.file());
        REQUIRE_FALSE(met.outcome);
        CHECK(met.outcome.error().fault == TransportFault::tls);
        CHECK(met.outcome.error().detail.ends_with('.'));
    }
}

TEST_CASE("without an authority of its own a client trusts the system's, which does not know ours")
{
    Authority const authority;
    Met const met = meet(authority.issue("DNS:localhost"), "localhost", "");
    REQUIRE_FALSE(met.outcome);
    CHECK(met.outcome.error().fault == TransportFault::tls);
}

TEST_CASE("an authority file that is not there is trouble of the machine")
{
    Loop loop;
    CHECK_THROWS_AS(Client(loop, {.ca_file = "/nonexistent/ca.pem"}), std::runtime_error);
}

TEST_CASE("a receiver that does not speak TLS, or says nothing, is told apart")
{
    Receiver const plain{[](RawListener& listener) {
        RawSocket socket = listener.accept();
        socket.send("HTTP/1.1 400 Bad Request\r\n\r\n");
    }};
    Authority const authority;
    Sending send{{.ca_file = authority.file()}};
    RawListener silent;
    Outgoing patient_for_a_moment = to(secure(silent.url(), "localhost"));
    patient_for_a_moment.connect_timeout = 40ms;
    CHECK(send(std::move(patient_for_a_moment)).error().fault == TransportFault::timeout);
    CHECK(send(to(secure(plain.url(), "localhost"))).error().fault == TransportFault::tls);
}

TEST_CASE("a TLS connection is kept, and replaced when the receiver has closed it")
{
    Authority const authority;
    Identity const identity = authority.issue("DNS:localhost");
    int connections = 0;
    Receiver const receiver{[&](RawListener& listener) {
        for (int i = 0; i < 2; ++i) {
            RawSocket const socket = listener.accept();
            ++connections;
            TlsPeer peer{socket.descriptor(), identity};
            peer.shake_hands();
            for (int request = 0; request < 2; ++request) {
                peer.read_message();
                peer.send(answer_with(std::to_string(i) + std::to_string(request)));
            }
            peer.close();
        }
    }};
    Sending send{{.ca_file = authority.file()}};
    for (std::string const body : {"00", "01", "10", "11"}) {
        auto const answer = send(to(secure(receiver.url(), "localhost")));
        REQUIRE(answer);
        CHECK(answer->body == body);
    }
    CHECK(connections == 2);
}
