#pragma once

#include "consentry/http/message.hpp"
#include "http/plain_stream.hpp"
#include "http/tls_identity.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <string>
#include <tuple>

namespace consentry::http {

/// A TCP connection with TLS, as Session needs one. OpenSSL works on the socket itself: what it keeps for an idle
/// connection is a few kilobytes, where a stream with buffers of its own would hold two full records.
class TlsStream {
    template <class T>
    using Awaitable = boost::asio::awaitable<T, Executor>;
    using error_code = boost::system::error_code;

public:
    static constexpr bool secured = true;

    TlsStream(Socket socket, std::shared_ptr<TlsIdentity const> identity);

    /// Nothing, or why the peer is none that can be talked to, in a few words.
    Awaitable<std::string> shake_hands();

    Certificate certificate() const { return certificate_; }

    Awaitable<std::tuple<error_code, std::size_t>> read_some(boost::asio::mutable_buffer buffer);

    /// Writes all of it or, as far as the session knows, nothing: what is left is written by write().
    template <class Buffers>
    std::size_t write_now(Buffers const& buffers, error_code& error)
    {
        gather(buffers);
        error = write_pending();
        if (error == boost::asio::error::would_block) {
            error = {};
            return 0;
        }
        return error ? 0 : boost::asio::buffer_size(buffers);
    }

    /// Goes on with what write_now() has begun; the buffers are the same.
    template <class Buffers>
    Awaitable<std::tuple<error_code, std::size_t>> write(Buffers const& buffers)
    {
        if (pending_.empty())
            gather(buffers);
        return write_rest();
    }

    void shut_down();

    void cancel()
    {
        error_code ignored;
        socket_.cancel(ignored);
    }

    void close()
    {
        error_code ignored;
        socket_.close(ignored);
    }

    Executor get_executor() { return socket_.get_executor(); }

private:
    /// What OpenSSL waits for before it can go on.
    enum class Want { nothing, to_read, to_write, end, failure };

    template <class Buffers>
    void gather(Buffers const& buffers)
    {
        pending_.clear();
        written_ = 0;
        for (boost::asio::const_buffer const part : buffers_of(buffers))
            pending_.append(static_cast<char const*>(part.data()), part.size());
    }

    template <class Buffers>
    static auto buffers_of(Buffers const& buffers)
    {
        return std::span{boost::asio::buffer_sequence_begin(buffers), boost::asio::buffer_sequence_end(buffers)};
    }

    Want want_after(int outcome);
    error_code write_pending();
    Awaitable<error_code> wait_for(Want want);
    Awaitable<std::tuple<error_code, std::size_t>> write_rest();
    std::string why_refused() const;

    Socket socket_;
    std::shared_ptr<TlsIdentity const> identity_;  ///< Outlives `ssl_`, whatever is put in its place meanwhile.
    std::unique_ptr<SSL, FreeBy<SSL_free>> ssl_;
    std::string pending_;      ///< An answer on its way: OpenSSL wants to see the same bytes again.
    std::size_t written_ = 0;  ///< Of it.
    Certificate certificate_ = Certificate::not_asked;
};

}  // namespace consentry::http
