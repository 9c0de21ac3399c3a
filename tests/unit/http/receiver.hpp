#pragma once

#include "consentry/http/client.hpp"
#include "http/socket.hpp"
#include "support/catch.hpp"

#include <exception>
#include <functional>
#include <thread>

namespace consentry::http::test {

/// A receiver of webhooks that does just what a test says, on a thread of its own.
class Receiver {
public:
    explicit Receiver(std::function<void(RawListener&)> script)
        : thread_{[this, script = std::move(script)] {
            try {
                script(listener_);
            } catch (std::exception const&) {
                listener_.close();  // The test sees it by an answer that does not come.
            }
        }}
    {
    }

    /// Waits for the end of the script; what it has noted may be looked at.
    void finish() { thread_.join(); }

    std::string url(std::string_view target = "/") const { return listener_.url(target); }

private:
    RawListener listener_;
    std::jthread thread_;  // Joined first.
};

/// A request that may go to this machine, and does not wait long.
inline Outgoing to(std::string url, std::string body = "{}")
{
    return {.url = std::move(url), .body = std::move(body), .allow_private_network = true};
}

inline std::string answer_with(std::string_view body, std::string_view more_headers = "")
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string{more_headers}
    + "\r\n" + std::string{body};
}

inline TransportFault fault_of(std::expected<Answer, TransportError> const& outcome)
{
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().detail.ends_with('.'));
    return outcome.error().fault;
}

/// A client with its loop, used as if it were blocking.
class Sending {
public:
    explicit Sending(ClientOptions options = {})
        : client_{loop_, std::move(options)}
    {
    }

    /// Sends all at once; the outcomes in the order of the requests.
    std::vector<std::expected<Answer, TransportError>> all(std::vector<Outgoing> requests)
    {
        std::vector<std::expected<Answer, TransportError>> outcomes(requests.size());
        std::size_t left = requests.size();
        for (std::size_t i = 0; i < requests.size(); ++i) {
            client_.send(std::move(requests[i]), [&, i](std::expected<Answer, TransportError> outcome) {
                outcomes[i] = std::move(outcome);
                if (--left == 0)
                    loop_.stop();
            });
        }
        loop_.run();
        return outcomes;
    }

    std::expected<Answer, TransportError> operator()(Outgoing request)
    {
        std::vector<Outgoing> one;
        one.push_back(std::move(request));
        return std::move(all(std::move(one)).front());
    }

    Loop& loop() { return loop_; }
    Client& client() { return client_; }

private:
    Loop loop_;
    Client client_;
};

}  // namespace consentry::http::test
