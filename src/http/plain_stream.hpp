#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace consentry::http {

/// Asio's types with the executor spelt out: the usual ones choose it at run time, at a price for every operation.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// A TCP connection as Session needs one; TlsStream offers the same.
class PlainStream {
    static constexpr auto to_tuple = boost::asio::as_tuple(boost::asio::deferred);

public:
    static constexpr bool secured = false;

    explicit PlainStream(Socket socket)
        : socket_{std::move(socket)}
    {
        boost::system::error_code ignored;  // A peer that is gone already shows itself at the first read.
        socket_.non_blocking(true, ignored);
        socket_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
    }

    auto read_some(boost::asio::mutable_buffer buffer) { return socket_.async_read_some(buffer, to_tuple); }

    /// Writes what the kernel takes at once, which is nearly always all: the number of bytes.
    template <class Buffers>
    std::size_t write_now(Buffers const& buffers, boost::system::error_code& error)
    {
        std::size_t const count = socket_.write_some(buffers, error);
        if (error == boost::asio::error::would_block)
            error = {};
        return error ? 0 : count;
    }

    template <class Buffers>
    auto write(Buffers const& buffers)
    {
        return boost::asio::async_write(socket_, buffers, to_tuple);
    }

    /// Says that nothing more will be written.
    void shut_down()
    {
        boost::system::error_code ignored;  // The peer may be gone: no matter.
        socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
    }

    /// Breaks off what is being waited for; what is complete already still counts.
    void cancel()
    {
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }

    void close()
    {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

    Executor get_executor() { return socket_.get_executor(); }

private:
    Socket socket_;
};

}  // namespace consentry::http
