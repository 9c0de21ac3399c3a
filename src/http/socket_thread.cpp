#include "http/socket_thread.hpp"

#include "consentry/http/date.hpp"
#include "http/make_session.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <cassert>

namespace consentry::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds tick_min{5};
constexpr milliseconds tick_max{1000};
constexpr milliseconds linger_max{2000};

/// Short enough that each deadline is kept to within an eighth of itself.
milliseconds tick_length_for(Limits const& limits)
{
    milliseconds const shortest = std::min({limits.header, limits.body, limits.handler, limits.idle, limits.write});
    return std::clamp(shortest / 8, tick_min, tick_max);
}

}  // namespace

SocketThread::SocketThread(Limits const& limits, std::unique_ptr<Handler> handler, TlsSource const& tls, Log& log)
    : limits_{limits}
    , tls_{tls}
    , log_{log}
    , tick_length_{tick_length_for(limits)}
    , inbox_{std::make_shared<Inbox>([this] { boost::asio::post(context_, [this] { deliver_answers(); }); })}
    , handler_{std::move(handler)}
{
    // One more tick, since the one that runs may be nearly over.
    std::array<milliseconds, phases> const spans{limits.header, limits.idle, limits.header, limits.body, limits.handler,
        limits.write, std::min(limits.write, linger_max)};
    std::ranges::transform(spans, ticks_.begin(), [this](milliseconds span) {
        return static_cast<Tick>((span + tick_length_ - milliseconds{1}) / tick_length_) + 1;
    });
}

SocketThread::~SocketThread()
{
    if (thread_.joinable())
        finish();
}

void SocketThread::start()
{
    thread_ = std::thread{[this] { run(); }};
}

/// Whatever one connection throws, the others go on.
void SocketThread::run()
{
    while (!context_.stopped()) {
        try {
            context_.run();
        } catch (std::exception const& trouble) {
            log_.error("http.failed", {{"why", trouble.what()}});
        }
    }
}

void SocketThread::hand_over(Socket socket)
{
    load_.fetch_add(1, std::memory_order_relaxed);
    boost::asio::post(context_, [this, socket = std::move(socket)]() mutable { adopt(std::move(socket)); });
}

/// A connection for which there is no memory is closed, and the others go on.
void SocketThread::adopt(Socket socket)
{
    assert(socket.get_executor() == context_.get_executor());
    std::optional<std::uint32_t> slot;
    try {
        slot = seat(std::move(socket));
        if (slot) {
            connections_[*slot]->begin();
            return;
        }
    } catch (std::exception const& trouble) {
        log_.error("http.connection_failed", {{"why", trouble.what()}});
    }
    if (slot)
        return remove(*slot);
    load_.fetch_sub(1, std::memory_order_relaxed);
}

/// The slot that the connection has got; none if it is gone already, or nothing new is taken.
std::optional<std::uint32_t> SocketThread::seat(Socket socket)
{
    boost::system::error_code error;
    auto const peer = socket.remote_endpoint(error);
    if (error || draining_)
        return {};
    if (free_.empty()) {
        if (free_.capacity() == connections_.size())  // So that giving a slot back never needs memory.
            free_.reserve(2 * connections_.size() + 1);
        connections_.emplace_back();
        free_.push_back(static_cast<std::uint32_t>(connections_.size() - 1));
    }
    std::uint32_t const slot = free_.back();
    if (!ticking_)
        wait_for_tick();
    std::string name = peer.address().to_string();
    auto identity = tls_.current();
    connections_[slot] = identity
        ? make_tls_session(*this, slot, std::move(name), std::move(socket), std::move(identity))
        : make_plain_session(*this, slot, std::move(name), std::move(socket));
    free_.pop_back();
    accepted.add();
    return slot;
}

void SocketThread::remove(std::uint32_t slot)
{
    connections_[slot].reset();
    free_.push_back(slot);
    load_.fetch_sub(1, std::memory_order_relaxed);
    report_if_empty();
}

/// Strangers may try as often as they like: one line a second says how often.
void SocketThread::note_handshake(std::string_view peer, std::string_view why)
{
    handshakes.add();
    if (auto const more
        = failed_handshakes_.pass(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())))
        log_.warn("http.handshake_failed", {{"why", why}, {"peer", peer}, {"more_since_last", *more}});
}

void SocketThread::note_answer(std::chrono::nanoseconds took)
{
    requests.add();
    answered_[AnswerTimes::bucket_of(took)].add();
    answered_nanoseconds_.add(static_cast<std::uint64_t>(std::max(took.count(), std::int64_t{0})));
}

AnswerTimes SocketThread::times() const
{
    AnswerTimes times;
    for (std::size_t i = 0; i < answered_.size(); ++i)
        times.buckets[i] = answered_[i].get();
    times.sum = std::chrono::nanoseconds{answered_nanoseconds_.get()};
    return times;
}

void SocketThread::deliver_answers()
{
    inbox_->collect(collected_);
    for (Answered& answered : collected_) {
        auto const slot = static_cast<std::uint32_t>(answered.request & ((1u << slot_bits) - 1));
        if (connections_[slot])
            connections_[slot]->answer(answered.request, std::move(answered.response));
    }
    collected_.clear();
}

/// Also the clock of the Date header, which wants whole seconds only.
void SocketThread::wait_for_tick()
{
    auto const now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    if (now != date_at_) {
        date_at_ = now;
        date_ = http_date(now);
    }
    ticking_ = true;
    timer_.expires_after(tick_length_);
    timer_.async_wait([this](boost::system::error_code error) {
        if (!error)
            on_tick();
    });
}

void SocketThread::on_tick()
{
    ++tick_;
    for (std::size_t slot = 0; slot < connections_.size(); ++slot) {
        if (connections_[slot] && connections_[slot]->holds_much)
            connections_[slot]->give_back();
        if (connections_[slot] && connections_[slot]->deadline <= tick_)
            connections_[slot]->expire();
    }
    ticking_ = false;
    if (free_.size() < connections_.size())  // An idle thread sleeps.
        wait_for_tick();
}

void SocketThread::for_each_connection(void (Connection::*call)())
{
    for (std::size_t slot = 0; slot < connections_.size(); ++slot) {
        if (connections_[slot])
            (connections_[slot].get()->*call)();
    }
}

void SocketThread::report_if_empty()
{
    if (draining_ && free_.size() == connections_.size() && when_empty_)
        std::exchange(when_empty_, nullptr)();
}

void SocketThread::drain(std::function<void()> when_empty)
{
    draining_ = true;
    when_empty_ = std::move(when_empty);
    for_each_connection(&Connection::drain);
    report_if_empty();
}

void SocketThread::finish()
{
    boost::asio::post(context_, [this] {
        draining_ = true;
        for_each_connection(&Connection::abort);
        timer_.cancel();
        inbox_->close();
        work_.reset();
    });
    thread_.join();
}

}  // namespace consentry::http
