#pragma once

#include "consentry/base/log.hpp"
#include "consentry/base/result.hpp"
#include "consentry/http/answer_times.hpp"
#include "consentry/http/message.hpp"
#include "consentry/http/tls.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace consentry::http {

struct Endpoint {
    std::string address;     ///< `127.0.0.1`, `0.0.0.0`, `::1`, `::`.
    std::uint16_t port = 0;  ///< 0 takes any free one.
};

/// What a client may take of us. A deadline is kept to within an eighth of the shortest one, at most a second.
struct Limits {
    std::size_t header_bytes_max = 16 * 1024;      ///< Request line and headers together.
    std::size_t body_bytes_max = 4 * 1024 * 1024;  ///< Announced or chunked.
    std::size_t connections_max = 10000;           ///< Of all threads; the next one is answered 503 and closed.
    std::chrono::milliseconds header{10'000};      ///< From its first byte, and for the first byte of a connection.
    std::chrono::milliseconds body{30'000};        ///< From the end of the header to the end of the body.
    std::chrono::milliseconds handler{20'000};     ///< Until the Reply; then 503, and the connection closes.
    std::chrono::milliseconds idle{75'000};        ///< Between two requests.
    std::chrono::milliseconds write{30'000};       ///< For a whole answer.
};

/// What has happened since the start, of all threads together.
struct Counters {
    std::uint64_t accepted = 0;           ///< Connections that were served.
    std::uint64_t refused = 0;            ///< Connections turned away because there were too many.
    std::uint64_t open = 0;               ///< Connections now.
    std::uint64_t requests = 0;           ///< Answered by a handler.
    std::uint64_t malformed = 0;          ///< Answered 4xx or 501 by the server itself: bad framing, too large.
    std::uint64_t timeouts = 0;           ///< A deadline passed: header, body, handler or write. Idle ones don't count.
    std::uint64_t handshakes_failed = 0;  ///< Of TLS: no client of ours, or none that we take.
    AnswerTimes times;                    ///< Of the requests that a handler answered.
};

/// Serves HTTP/1.1 on one address with several threads, each with an io_context and a Handler of its own. A connection
/// goes to the thread that has the fewest and stays there.
class Server {
public:
    using MakeHandler = std::function<std::unique_ptr<Handler>(unsigned thread)>;

    /// `log` must outlive the server; the handlers are destroyed with it.
    /// With `identity` it speaks TLS and nothing else.
    Server(Endpoint endpoint, Limits limits, unsigned threads, MakeHandler make_handler, Log& log,
        std::shared_ptr<TlsIdentity const> identity = nullptr);

    /// As drain() without patience.
    ~Server();

    /// Makes the handlers, binds and serves. Unavailable, with a sentence, if the address cannot be had. Called once.
    Result<void> start();

    /// The port that is listened on; valid after start().
    std::uint16_t port() const;

    /// Gently: takes no new connection, closes the idle ones, lets the requests in flight be answered for at most
    /// `patience`. Then firmly: closes what is left. Returns when no thread is running any more; true if all went
    /// gently. A Reply may still be called afterwards.
    bool drain(std::chrono::milliseconds patience);

    /// Each handshake from now on shows this identity; connections that are there keep theirs. From any thread, for a
    /// listener that had one from the start.
    void renew(std::shared_ptr<TlsIdentity const> identity);

    /// Calls `task` with the handler of each thread, on that thread, between two of its requests. Returns when all were
    /// called. From any other thread, while the server runs.
    void for_each_handler(std::function<void(Handler&)> const& task);

    /// Calls `answered` once, when every thread has passed between two of its requests; returns at once. A server that
    /// drains never answers. From any thread.
    void ping(std::function<void()> answered);

    Counters counters() const;  ///< From any thread, before and while it starts as well.

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace consentry::http
