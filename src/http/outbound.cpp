#include "http/outbound.hpp"

#include "http/certificate_trouble.hpp"
#include "http/trust.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>

#include <cstring>

namespace consentry::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr auto to_tuple = asio::as_tuple(asio::deferred);
constexpr std::size_t header_bytes_max = 64 * 1024;  // Far beyond what a receiver of webhooks has to say.
constexpr int interim_answers_max = 8;

std::unexpected<TransportError> failed(TransportFault fault, std::string detail)
{
    return std::unexpected(TransportError{fault, std::move(detail)});
}

bool is_end(error_code error) { return error == asio::error::eof || error == asio::ssl::error::stream_truncated; }

/// Whom the certificate has to be of; asked for by name where it is one (RFC 6066 §3: never an address).
void expect(SSL* ssl, std::string const& host)
{
    error_code no_literal;
    asio::ip::make_address(host, no_literal);
    X509_VERIFY_PARAM* const rules = SSL_get0_param(ssl);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (no_literal) {
        SSL_set_tlsext_host_name(ssl, host.c_str());
        X509_VERIFY_PARAM_set1_host(rules, host.c_str(), host.size());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(rules, host.c_str());
    }
}

/// Why the peer's certificate was not accepted, if that was it; else what went wrong in the handshake.
std::string handshake_trouble(SSL* ssl, std::string const& certificate, error_code error)
{
    if (!certificate.empty())
        return certificate;
    return SSL_get_verify_result(ssl) == X509_V_ERR_CERT_REVOKED ? revoked_by_answer() : error.message();
}

}  // namespace

auto Outbound::connect(Url const& url, Addresses const& addresses, Deadline deadline) -> Awaitable<Opened>
{
    error_code error;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        // An address that swallows packets must leave time for the next one.
        auto const share = (deadline - steady_clock::now()) / static_cast<int>(addresses.size() - i);
        tcp_.expires_after(share);
        auto const [result] = co_await tcp_.async_connect(addresses[i], to_tuple);
        error = result;
        if (!error) {
            error_code ignored;
            tcp_.socket().set_option(asio::ip::tcp::no_delay{true}, ignored);
            tcp_.socket().non_blocking(true, ignored);  // For is_stale().
            co_return Opened{};
        }
        error_code ignored;
        tcp_.socket().close(ignored);
    }
    if (error == beast::error::timeout)
        co_return failed(TransportFault::timeout, url.authority() + " did not accept a connection in time.");
    co_return failed(TransportFault::connect, "No connection to " + url.authority() + ": " + error.message() + ".");
}

auto Outbound::shake_hands(Url const& url, Deadline deadline) -> Awaitable<Opened>
{
    tls_.emplace(tcp_, trust_->state().context);
    expect(tls_->native_handle(), url.host);
    auto const certificate = std::make_shared<std::string>();  // What is wrong with it.
    tls_->set_verify_callback([certificate, host = url.host](bool good, asio::ssl::verify_context& chain) {
        if (!good)
            *certificate = certificate_trouble(chain.native_handle(), host);
        return good;
    });
    tcp_.expires_at(deadline);
    auto const [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, to_tuple);
    if (error == beast::error::timeout)
        co_return failed(TransportFault::timeout, "The TLS handshake with " + url.authority() + " took too long.");
    if (error)
        co_return failed(TransportFault::tls,
            "No TLS with " + url.authority() + ": " + handshake_trouble(tls_->native_handle(), *certificate, error)
                + ".");
    co_return Opened{};
}

auto Outbound::open(Url const& url, Addresses const& addresses, std::shared_ptr<Trust const> trust, Deadline deadline)
    -> Awaitable<Opened>
{
    trust_ = std::move(trust);
    Opened opened = co_await connect(url, addresses, deadline);
    if (opened && url.tls)
        opened = co_await shake_hands(url, deadline);
    co_return opened;
}

bool Outbound::is_stale()
{
    char byte = 0;
    error_code error;
    tcp_.socket().receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
    return error != asio::error::would_block;
}

auto Outbound::exchange(std::string const& head, Outgoing const& request, std::string const& host)
    -> Awaitable<std::expected<Answer, TransportError>>
{
    if (tls_)
        return exchange_over(*tls_, head, request, host);
    return exchange_over(tcp_, head, request, host);
}

template <class Stream>
auto Outbound::exchange_over(Stream& stream, std::string const& head, Outgoing const& request, std::string const& host)
    -> Awaitable<std::expected<Answer, TransportError>>
{
    answered_ = reusable_ = false;
    begin_ = end_ = 0;
    tcp_.expires_after(request.answer_timeout);
    std::array const parts{asio::buffer(head), asio::buffer(request.body)};
    auto const [write_error, written] = co_await asio::async_write(stream, parts, to_tuple);
    std::optional<AnswerParser> parser;
    // A receiver may answer before it has read all, and close: that answer counts.
    error_code error = write_error;
    if (error != beast::error::timeout)
        error = co_await read_answer(stream, parser, request);
    // The status says all: a body that stalls or breaks off behind it takes nothing back.
    if (error && parser && parser->is_header_done() && parser->answer().status >= 200)
        co_return std::move(parser->answer());
    if (error == beast::error::timeout)
        co_return failed(TransportFault::timeout, host + " did not answer in time.");
    if (error)
        co_return failed(TransportFault::protocol,
            is_end(error) ? host + " closed the connection before it had answered."
                          : "The answer of " + host + " cannot be read: " + error.message() + ".");
    reusable_ = !write_error && parser->is_done() && parser->keep_alive() && begin_ == end_;
    tcp_.expires_never();
    co_return std::move(parser->answer());
}

/// Gives the parser what is pending; no error means that it wants more, or is done.
error_code Outbound::parse(AnswerParser& parser)
{
    error_code error;
    if (begin_ < end_ && !parser.is_done())
        begin_ += parser.put(asio::buffer(buffer_.data() + begin_, end_ - begin_), error);
    return error == beast::http::error::need_more ? error_code{} : error;
}

template <class Stream>
auto Outbound::read_answer(Stream& stream, std::optional<AnswerParser>& parser, Outgoing const& request)
    -> Awaitable<error_code>
{
    std::size_t head_bytes = 0;
    int interim = 0;
    auto const begin_parser = [&] {
        parser.emplace(request.answer_bytes_max);
        parser->skip(request.method == Method::head);
    };
    for (begin_parser();;) {
        error_code error = parse(*parser);
        if (error)
            co_return error;
        if (parser->is_done() && parser->answer().status / 100 == 1 && ++interim <= interim_answers_max) {
            begin_parser();
            continue;
        }
        if (parser->is_done() || parser->is_cut())
            co_return error_code{};
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= std::exchange(begin_, 0);
        if (end_ == buffer_.size() || (!parser->is_header_done() && head_bytes > header_bytes_max))
            co_return beast::http::error::header_limit;
        auto const [read_error, count]
            = co_await stream.async_read_some(asio::buffer(buffer_.data() + end_, buffer_.size() - end_), to_tuple);
        end_ += count;
        head_bytes += count;
        answered_ |= count > 0;
        if (is_end(read_error) && parser->got_some()) {
            parser->put_eof(error);
            co_return error;
        }
        if (read_error)
            co_return read_error;
    }
}

}  // namespace consentry::http
