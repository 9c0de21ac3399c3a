#pragma once

#include "consentry/http/server.hpp"
#include "http/socket.hpp"
#include "support/catch.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace consentry::http::test {

using Serve = std::function<void(Request const&, Reply)>;
using Refuse = std::function<std::optional<Response>(Request const&)>;

/// A handler made of two functions, which all threads share.
class FunctionHandler final : public Handler {
public:
    FunctionHandler(Serve serve, Refuse refuse)
        : serve_{std::move(serve)}
        , refuse_{std::move(refuse)}
    {
    }
    std::optional<Response> refuse(Request const& head) override { return refuse_ ? refuse_(head) : std::nullopt; }
    void handle(Request const& request, Reply reply) override { serve_(request, std::move(reply)); }

private:
    Serve serve_;
    Refuse refuse_;
};

/// Says what was asked: `POST /path?query body`.
inline Response echo(Request const& request)
{
    std::string_view const name = request.method == Method::other ? "OTHER" : name_of(request.method);
    return {.content_type = "text/plain",
        .body = std::string{name} + " " + std::string{request.target} + " " + std::string{request.body}};
}

/// A server on a free port, echoing unless told otherwise.
struct Serving {
    SilentLog log;
    Server server;

    explicit Serving(
        Limits limits = {}, Serve serve = [](Request const& r, Reply reply) { reply(echo(r)); },
        Refuse refuse = nullptr, unsigned threads = 1)
        : server{{"127.0.0.1", 0}, limits, threads,
              [serve, refuse](unsigned) { return std::make_unique<FunctionHandler>(serve, refuse); }, log}
    {
        REQUIRE(server.start());
    }

    RawSocket connect() const { return RawSocket::connect_to(server.port()); }

    /// The state of the server follows what its peer sees by a moment.
    bool eventually(std::function<bool(Counters const&)> const& holds) const
    {
        auto const give_up = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!holds(server.counters())) {
            if (std::chrono::steady_clock::now() > give_up)
                return false;
            std::this_thread::yield();
        }
        return true;
    }
};

/// Replies that were taken and not given yet, for a test to give when it likes.
class Held {
public:
    void put(Reply reply)
    {
        std::lock_guard const lock{mutex_};
        replies_.push_back(std::move(reply));
        came_.notify_all();
    }

    Reply take()
    {
        std::unique_lock lock{mutex_};
        if (!came_.wait_for(lock, std::chrono::seconds{10}, [this] { return !replies_.empty(); }))
            throw std::runtime_error{"no request came"};
        Reply reply = std::move(replies_.front());
        replies_.erase(replies_.begin());
        return reply;
    }

    Serve serve()
    {
        return [this](Request const&, Reply reply) { put(std::move(reply)); };
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<Reply> replies_;
};

inline std::string status_line(std::string const& answer) { return answer.substr(0, answer.find("\r\n")); }
inline std::string body_of(std::string const& answer)
{
    std::size_t const end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "(no answer)" : answer.substr(end + 4);
}
inline bool says(std::string const& answer, std::string_view words) { return answer.find(words) != std::string::npos; }

constexpr std::string_view a_get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

}  // namespace consentry::http::test
