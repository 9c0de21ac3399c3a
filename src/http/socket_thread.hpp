#pragma once

#include "consentry/base/log.hpp"
#include "consentry/base/throttle.hpp"
#include "consentry/http/message.hpp"
#include "consentry/http/server.hpp"
#include "http/inbox.hpp"
#include "http/plain_stream.hpp"
#include "http/tls_identity.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace consentry::http {

/// What a connection waits for. Each has a deadline of its own.
enum class Phase { fresh, idle, header, body, handler, write, linger };

/// A count that only its own thread changes and every thread may read: no locked instruction.
class Count {
public:
    void add(std::uint64_t count = 1)
    {
        value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

using Tick = std::uint64_t;

/// A connection, as its thread sees it. All calls come on that thread; each may be the connection's last.
class Connection {
public:
    static constexpr Tick never = ~Tick{0};

    virtual ~Connection() = default;
    virtual void begin() = 0;   ///< Serves until Connections::remove() is called for it.
    virtual void drain() = 0;   ///< Ends when the request in flight is answered; at once if there is none.
    virtual void abort() = 0;   ///< Ends now.
    virtual void expire() = 0;  ///< Its deadline has passed.
    virtual void answer(RequestNumber request, Response response) = 0;  ///< No effect if nobody waits for it.
    virtual void give_back() = 0;                                       ///< Called at a tick if it holds much memory.

    Tick deadline = never;
    bool holds_much = false;
};

/// One thread with its io_context, its handler and its connections.
///
/// Deadlines are kept by one timer per thread, which looks at all connections once a tick. So a deadline is a plain
/// store for the connection, where a timer each would be work in a heap for every request.
class SocketThread {
public:
    /// `tls` outlives it.
    SocketThread(Limits const& limits, std::unique_ptr<Handler> handler, TlsSource const& tls, Log& log);
    ~SocketThread();

    void start();
    boost::asio::io_context& context() { return context_; }

    /// From any thread: how many connections it has, those handed over included.
    std::size_t load() const { return load_.load(std::memory_order_relaxed); }

    void hand_over(Socket socket);                 ///< From the acceptor's thread.
    void drain(std::function<void()> when_empty);  ///< On this thread; `when_empty` is called on it, once.
    void finish();  ///< From any other thread: aborts what is left and waits for the thread's end.

    // For its connections, on this thread.
    Limits const& limits() const { return limits_; }
    Handler& handler() { return *handler_; }
    Log& log() { return log_; }
    std::shared_ptr<Inbox> const& inbox() const { return inbox_; }
    std::string_view date() const { return date_; }
    bool draining() const { return draining_; }
    Tick deadline(Phase phase) const { return tick_ + ticks_[static_cast<std::size_t>(phase)]; }
    RequestNumber next_request(std::uint32_t slot) { return ++sequence_ << slot_bits | slot; }
    void remove(std::uint32_t slot);
    void note_handshake(std::string_view peer, std::string_view why);
    void note_answer(std::chrono::nanoseconds took);

    Count accepted, requests, malformed, timeouts, handshakes;
    AnswerTimes times() const;  ///< From any thread.

private:
    static constexpr unsigned slot_bits = 24;  // 16 million connections; leaves 10^12 requests.
    static constexpr std::size_t phases = 7;

    void adopt(Socket socket);
    std::optional<std::uint32_t> seat(Socket socket);
    void run();
    void deliver_answers();
    void wait_for_tick();
    void on_tick();
    void for_each_connection(void (Connection::*call)());
    void report_if_empty();

    Limits const limits_;
    TlsSource const& tls_;
    Log& log_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<Executor> work_{context_.get_executor()};
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
        Executor>
        timer_{context_};
    bool ticking_ = false;
    std::chrono::milliseconds tick_length_;
    std::array<Tick, phases> ticks_;
    Tick tick_ = 0;
    std::string date_;
    std::chrono::sys_seconds date_at_{};

    std::shared_ptr<Inbox> const inbox_;
    std::vector<Answered> collected_;
    RequestNumber sequence_ = 0;
    std::unique_ptr<Handler> handler_;
    std::vector<std::unique_ptr<Connection>> connections_;  // By slot; empty ones are in `free_`.
    std::vector<std::uint32_t> free_;
    std::array<Count, AnswerTimes::bounds.size() + 1> answered_;
    Count answered_nanoseconds_;
    Throttle failed_handshakes_;
    std::atomic<std::size_t> load_{0};
    bool draining_ = false;
    std::function<void()> when_empty_;
    std::thread thread_;
};

}  // namespace consentry::http
