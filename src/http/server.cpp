#include "consentry/http/server.hpp"

#include "consentry/base/clock.hpp"
#include "consentry/base/throttle.hpp"
#include "http/socket_thread.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <system_error>

namespace consentry::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using boost::system::error_code;

/// The sentence for the operator when an address cannot be had.
std::string sentence_for(error_code error, Endpoint const& endpoint)
{
    std::string const where = endpoint.address + " port " + std::to_string(endpoint.port);
    if (error == asio::error::address_in_use)
        return where + " is in use by another program; stop that one or listen elsewhere.";
    if (error == asio::error::access_denied)
        return where
            + " needs more rights than this program has; take a port above 1023 or grant CAP_NET_BIND_SERVICE.";
    if (error == boost::system::errc::address_not_available)
        return "This machine has no address " + endpoint.address + "; listen on one that it has.";
    return "Cannot listen on " + where + ": " + error.message() + ".";
}

error_code open(Acceptor& acceptor, tcp::endpoint const& at)
{
    error_code error;
    acceptor.open(at.protocol(), error);
    if (!error)
        acceptor.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error)
        acceptor.bind(at, error);
    if (!error)
        acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error)
        acceptor.non_blocking(true, error);
    return error;
}

/// A descriptor held back for the time when there is none left: given up, it lets in the connection that has to be told
/// so. Else those that come would wait in the kernel until their own patience ends.
class Spare {
public:
    Spare() { take(); }
    Spare(Spare const&) = delete;
    Spare& operator=(Spare const&) = delete;
    ~Spare() { give_up(); }

    void take()
    {
        if (descriptor_ < 0)
            descriptor_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    }

    void give_up()
    {
        if (descriptor_ >= 0)
            ::close(std::exchange(descriptor_, -1));
    }

private:
    int descriptor_ = -1;
};

}  // namespace

struct Server::State {
    Endpoint const endpoint;
    Limits const limits;
    unsigned const thread_count;
    MakeHandler const make_handler;
    Log& log;
    TlsSource tls;

    std::vector<std::unique_ptr<SocketThread>> threads{};
    std::optional<Acceptor> acceptor{};  // On the first thread, as is the timer.
    std::optional<asio::steady_timer> pause{};
    std::uint16_t port = 0;
    std::atomic<std::uint64_t> refused{0};
    Spare spare{};
    Throttle shortages{};
    std::atomic<bool> stopping{false};
    std::atomic<bool> counting{false};  ///< The threads are all there: others may look at them.
    bool running = false;

    std::mutex mutex{};
    std::condition_variable emptied{};
    std::size_t threads_in_use = 0;

    asio::awaitable<void, Executor> accept();
    error_code take_one();
    error_code turn_one_away();
    void turn_away(Socket socket);
    void take_in(Socket socket, SocketThread& thread);
    void stop_accepting();
    bool wait_until_empty(std::chrono::milliseconds patience);
    SocketThread& least_loaded();
};

SocketThread& Server::State::least_loaded()
{
    return **std::ranges::min_element(threads, {}, [](auto const& thread) { return thread->load(); });
}

/// `socket` is of the context of `thread`: it runs there and nowhere else.
void Server::State::take_in(Socket socket, SocketThread& thread)
{
    std::size_t open = 0;
    for (auto const& each : threads)
        open += each->load();
    if (open < limits.connections_max)
        thread.hand_over(std::move(socket));
    else
        turn_away(std::move(socket));
}

void Server::State::turn_away(Socket socket)
{
    static constexpr std::string_view answer
        = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    error_code ignored;  // It was turned away; whether it heard so is its own matter.
    socket.non_blocking(true, ignored);
    if (!tls.current())
        socket.write_some(asio::buffer(answer), ignored);
    socket.shutdown(Socket::shutdown_send, ignored);
    refused.fetch_add(1, std::memory_order_relaxed);
}

/// Takes in one that waits. If there is no memory for it, it is dropped: no reason to stop listening.
error_code Server::State::take_one()
try {
    error_code error;
    SocketThread& thread = least_loaded();  // Chosen once: a moment later it may be another one.
    Socket socket{thread.context()};
    acceptor->accept(socket, error);
    if (!error)
        take_in(std::move(socket), thread);
    return error == asio::error::no_descriptors ? turn_one_away() : error;
} catch (std::bad_alloc const&) {
    return asio::error::no_memory;
}

/// Refuses one that waits, when there are no descriptors to serve it with.
error_code Server::State::turn_one_away()
{
    if (auto const more = shortages.pass(event_time(SystemClock{}.now())))
        log.error("http.out_of_descriptors",
            {{"why", "connections are refused; raise LimitNOFILE or lower [limits] connections"},
                {"more_since_last", *more}});
    error_code error;
    {
        Socket socket{threads.front()->context()};
        spare.give_up();
        acceptor->accept(socket, error);
        if (!error)
            turn_away(std::move(socket));
    }
    spare.take();
    return error;
}

/// Takes in what waits, some at a time so that the connections of this thread get their turn.
asio::awaitable<void, Executor> Server::State::accept()
{
    static constexpr int batch = 64;
    static constexpr std::chrono::milliseconds breath{100};
    bool told = false;
    while (!stopping) {
        auto const [wait_error] = co_await acceptor->async_wait(Acceptor::wait_read, asio::as_tuple(asio::deferred));
        error_code error = wait_error;
        for (int i = 0; i < batch && !error && !stopping; ++i)
            error = take_one();
        if (!error || error == asio::error::would_block || error == asio::error::connection_aborted || stopping) {
            told = false;
            continue;
        }
        // Out of descriptors or memory: what is open must end first, and trying at once would only burn the processor.
        if (!std::exchange(told, true))
            log.error("http.accept_failed", {{"why", std::string_view{error.message()}}});
        pause->expires_after(breath);
        co_await pause->async_wait(asio::as_tuple(asio::deferred));
    }
}

void Server::State::stop_accepting()
{
    stopping = true;
    error_code ignored;
    acceptor->close(ignored);
    pause->cancel();
}

bool Server::State::wait_until_empty(std::chrono::milliseconds patience)
{
    threads_in_use = threads.size();
    auto const emptied_one = [this] {
        std::lock_guard const lock{mutex};
        --threads_in_use;
        emptied.notify_one();
    };
    // The first thread closes the door before it tells the others, so whatever it handed to them is there already.
    asio::post(threads.front()->context(), [this, emptied_one] {
        stop_accepting();
        for (auto const& thread : threads)
            asio::post(thread->context(), [&thread = *thread, emptied_one] { thread.drain(emptied_one); });
    });
    std::unique_lock lock{mutex};
    return emptied.wait_for(lock, patience, [this] { return threads_in_use == 0; });
}

Server::Server(Endpoint endpoint, Limits limits, unsigned threads, MakeHandler make_handler, Log& log,
    std::shared_ptr<TlsIdentity const> identity)
    : state_{new State{.endpoint = std::move(endpoint),
          .limits = limits,
          .thread_count = std::max(threads, 1u),
          .make_handler = std::move(make_handler),
          .log = log,
          .tls = TlsSource{std::move(identity)}}}
{
}

Server::~Server() { drain(std::chrono::milliseconds{0}); }

Result<void> Server::start()
{
    State& state = *state_;
    error_code error;
    auto const address = asio::ip::make_address(state.endpoint.address, error);
    if (error)
        return fail(Fault::unavailable, state.endpoint.address + " is not an IP address; give one, such as 127.0.0.1.");
    for (unsigned i = 0; i < state.thread_count; ++i)
        state.threads.push_back(
            std::make_unique<SocketThread>(state.limits, state.make_handler(i), state.tls, state.log));
    asio::io_context& first = state.threads.front()->context();
    state.acceptor.emplace(first);
    state.pause.emplace(first);
    error = open(*state.acceptor, {address, state.endpoint.port});
    if (error)
        return fail(Fault::unavailable, sentence_for(error, state.endpoint));
    state.port = state.acceptor->local_endpoint().port();
    try {
        for (auto const& thread : state.threads)
            thread->start();
    } catch (std::system_error const& trouble) {
        return fail(Fault::unavailable, std::string{"The system gives no more threads: "} + trouble.what() + ".");
    }
    asio::co_spawn(first, state.accept(), asio::detached);
    state.counting.store(true, std::memory_order_release);
    state.running = true;
    return {};
}

std::uint16_t Server::port() const { return state_->port; }

bool Server::drain(std::chrono::milliseconds patience)
{
    if (!std::exchange(state_->running, false))
        return true;
    bool const gently = state_->wait_until_empty(patience);
    for (auto const& thread : state_->threads)
        thread->finish();
    return gently;
}

void Server::renew(std::shared_ptr<TlsIdentity const> identity) { state_->tls.replace(std::move(identity)); }

void Server::for_each_handler(std::function<void(Handler&)> const& task)
{
    std::latch done{static_cast<std::ptrdiff_t>(state_->threads.size())};
    for (auto const& thread : state_->threads)
        asio::post(thread->context(), [&task, &done, &thread = *thread] {
            task(thread.handler());
            done.count_down();
        });
    done.wait();
}

void Server::ping(std::function<void()> answered)
{
    auto const waited_for = std::make_shared<std::atomic<std::size_t>>(state_->threads.size());
    for (auto const& thread : state_->threads)
        asio::post(thread->context(), [waited_for, answered] {
            if (waited_for->fetch_sub(1) == 1)
                answered();
        });
}

Counters Server::counters() const
{
    Counters counters;
    if (!state_->counting.load(std::memory_order_acquire))
        return counters;
    for (auto const& thread : state_->threads) {
        counters.accepted += thread->accepted.get();
        counters.open += thread->load();
        counters.requests += thread->requests.get();
        counters.malformed += thread->malformed.get();
        counters.timeouts += thread->timeouts.get();
        counters.handshakes_failed += thread->handshakes.get();
        AnswerTimes const times = thread->times();
        for (std::size_t i = 0; i < times.buckets.size(); ++i)
            counters.times.buckets[i] += times.buckets[i];
        counters.times.sum += times.sum;
    }
    counters.refused = state_->refused.load(std::memory_order_relaxed);
    return counters;
}

}  // namespace consentry::http
