#pragma once

#include "consentry/http/tls.hpp"
#include "consentry/http/transport.hpp"
#include "consentry/http/url.hpp"
#include "http/answer_parser.hpp"
#include "http/resolver.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>

#include <array>

namespace consentry::http {

/// One connection of ours to a receiver, plain or TLS.
class Outbound {
    using TcpStream = boost::beast::basic_stream<boost::asio::ip::tcp, Executor>;
    using TlsStream = boost::asio::ssl::stream<TcpStream&>;

public:
    template <class T>
    using Awaitable = boost::asio::awaitable<T, Executor>;
    using Opened = std::expected<void, TransportError>;

    explicit Outbound(boost::asio::io_context& context)
        : tcp_{context}
    {
    }

    /// Connects to the first of `addresses` that lets us; with TLS the certificate must be good for the URL's host.
    Awaitable<Opened> open(
        Url const& url, Addresses const& addresses, std::shared_ptr<Trust const> trust, Deadline deadline);

    /// Sends `head` and the request's body, and reads what is answered until the deadline of the request.
    Awaitable<std::expected<Answer, TransportError>> exchange(
        std::string const& head, Outgoing const& request, std::string const& host);

    bool answered() const { return answered_; }  ///< A byte came back in the latest exchange.
    bool reusable() const { return reusable_; }  ///< The latest exchange left the connection in order.

    /// By whom it was verified.
    std::shared_ptr<Trust const> const& trust() const { return trust_; }

    /// The peer has closed it, or sent what nobody asked for, while it was not in use.
    bool is_stale();

private:
    Awaitable<Opened> connect(Url const& url, Addresses const& addresses, Deadline deadline);
    Awaitable<Opened> shake_hands(Url const& url, Deadline deadline);

    template <class Stream>
    Awaitable<std::expected<Answer, TransportError>> exchange_over(
        Stream& stream, std::string const& head, Outgoing const& request, std::string const& host);

    template <class Stream>
    Awaitable<boost::system::error_code> read_answer(
        Stream& stream, std::optional<AnswerParser>& parser, Outgoing const& request);

    boost::system::error_code parse(AnswerParser& parser);

    TcpStream tcp_;
    std::shared_ptr<Trust const> trust_;  // Outlives what is made with it.
    std::optional<TlsStream> tls_;
    std::array<char, 16 * 1024> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool answered_ = false;
    bool reusable_ = false;
};

}  // namespace consentry::http
