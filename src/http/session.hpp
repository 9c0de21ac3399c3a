#pragma once

#include "http/read_buffer.hpp"
#include "http/request_parser.hpp"
#include "http/response_head.hpp"
#include "http/socket_thread.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace consentry::http {

/// One connection, from its first byte to its close, over PlainStream or TlsStream.
template <class Stream>
class Session final : public Connection {
    template <class T>
    using Awaitable = boost::asio::awaitable<T, Executor>;
    using error_code = boost::system::error_code;

public:
    Session(SocketThread& thread, std::uint32_t slot, std::string peer, Stream stream)
        : thread_{thread}
        , slot_{slot}
        , peer_{std::move(peer)}
        , stream_{std::move(stream)}
        , buffer_{thread.limits().header_bytes_max}
    {
    }

    void begin() override
    {
        enter(Phase::fresh);
        boost::asio::co_spawn(stream_.get_executor(), run(), [this](std::exception_ptr trouble) { end(trouble); });
    }

    void drain() override
    {
        if (phase_ == Phase::fresh || phase_ == Phase::idle)
            stream_.cancel();  // A request that is complete already is still served.
    }

    void abort() override
    {
        stream_.close();
        aborted_ = true;
        if (phase_ == Phase::handler)
            resume_with(std::nullopt);
    }

    void expire() override
    {
        deadline = never;
        if (phase_ != Phase::fresh && phase_ != Phase::idle && phase_ != Phase::linger)
            thread_.timeouts.add();
        if (phase_ == Phase::handler)
            resume_with(failure(503));
        else
            stream_.close();
    }

    void give_back() override
    {
        if (phase_ != Phase::idle)  // At work, and asked again at the next tick.
            return;
        giving_back_ = true;  // A read that has its bytes already is not broken off: they are in the buffer.
        stream_.cancel();
    }

    void answer(RequestNumber request, Response response) override
    {
        if (phase_ == Phase::handler && request == request_number_)
            resume_with(std::move(response));
    }

private:
    /// What reading a request came to.
    enum class Received { request, refusal, nothing };

    /// How far a part of a request has got. `refused` means that `response_` says why.
    enum class Progress { done, more, refused, nothing };

    Response failure(unsigned status)
    {
        Response response = thread_.handler().failure(status);
        response.close = true;
        return response;
    }

    void enter(Phase phase)
    {
        phase_ = phase;
        holds_much = buffer_.holds_much();
        deadline = thread_.deadline(phase);
    }

    void end(std::exception_ptr trouble)
    {
        try {
            if (trouble)
                std::rethrow_exception(trouble);
        } catch (std::exception const& exception) {
            thread_.log().error("http.session_failed", {{"why", exception.what()}});
        }
        thread_.remove(slot_);  // Ends this object.
    }

    /// A stop is a state first and a signal second, so none is lost between two awaits.
    Awaitable<void> run()
    {
        if constexpr (Stream::secured)
            co_await shake_hands();
        while (!closing_) {
            Received const received = co_await receive();
            if (received == Received::nothing || aborted_)
                break;
            phase_ = Phase::write;  // So that the next wait is for another request, not for the first.
            if (received == Received::request) {
                dispatch();
                if (!response_)
                    co_await reply();
                if (!response_)
                    break;
                thread_.note_answer(std::chrono::steady_clock::now() - complete_at_);
            }
            if (!send_at_once())
                co_await send_rest();
        }
        if (unread_ && !gone_)
            co_await linger();
        stream_.shut_down();
    }

    Awaitable<void> shake_hands();
    Awaitable<Received> receive();
    Awaitable<Progress> receive_head();
    Awaitable<Progress> receive_body();
    Progress parse();
    Progress read_head();
    Progress read_body();
    Progress judge_head();
    Progress refuse(unsigned status);
    void describe_request();
    void dispatch();
    template <class Step>
    void guarded(Step step);
    Awaitable<void> reply();
    void resume_with(std::optional<Response> response);
    bool send_at_once();
    Awaitable<void> send_rest();
    Awaitable<void> linger();

    SocketThread& thread_;
    std::uint32_t const slot_;
    std::string const peer_;
    Stream stream_;
    ReadBuffer buffer_;
    Gathered gathered_;
    std::optional<RequestParser> parser_;
    Request request_;
    std::optional<Response> response_;
    RequestNumber request_number_ = 0;
    std::chrono::steady_clock::time_point complete_at_;  ///< When the last byte of the request had come.
    std::move_only_function<void()> resume_;
    std::string head_;
    std::array<boost::asio::const_buffer, 2> out_;
    Phase phase_ = Phase::fresh;
    bool aborted_ = false;
    bool giving_back_ = false;
    bool closing_ = false;  ///< The answer in hand is the last one.
    bool unread_ = false;   ///< The peer may still be sending what nobody will read.
    bool gone_ = false;     ///< The connection is broken.
};

}  // namespace consentry::http

#include "http/session_impl.hpp"
