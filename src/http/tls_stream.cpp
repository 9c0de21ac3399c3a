#include "http/tls_stream.hpp"

#include <openssl/err.h>

namespace consentry::http {
namespace {

/// More than this is not kept for the next answer.
constexpr std::size_t pending_kept_max = 16 * 1024;

constexpr auto to_tuple = boost::asio::as_tuple(boost::asio::deferred);

boost::system::error_code broken() { return boost::asio::error::connection_reset; }

}  // namespace

TlsStream::TlsStream(Socket socket, std::shared_ptr<TlsIdentity const> identity)
    : socket_{std::move(socket)}
    , identity_{std::move(identity)}
    , ssl_{SSL_new(identity_->state().context.get())}
{
    error_code ignored;  // A peer that is gone already shows itself at the handshake.
    socket_.non_blocking(true, ignored);
    socket_.native_non_blocking(true, ignored);
    socket_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
    if (!ssl_ || SSL_set_fd(ssl_.get(), socket_.native_handle()) != 1)
        throw std::bad_alloc{};
    SSL_set_accept_state(ssl_.get());
}

auto TlsStream::want_after(int outcome) -> Want
{
    switch (SSL_get_error(ssl_.get(), outcome)) {
    case SSL_ERROR_NONE: return Want::nothing;
    case SSL_ERROR_WANT_READ: return Want::to_read;
    case SSL_ERROR_WANT_WRITE: return Want::to_write;
    case SSL_ERROR_ZERO_RETURN: return Want::end;
    default: return Want::failure;
    }
}

auto TlsStream::wait_for(Want want) -> Awaitable<error_code>
{
    if (!socket_.is_open())
        co_return boost::asio::error::operation_aborted;
    auto const [error]
        = co_await socket_.async_wait(want == Want::to_read ? Socket::wait_read : Socket::wait_write, to_tuple);
    co_return error;
}

auto TlsStream::shake_hands() -> Awaitable<std::string>
{
    for (;;) {
        ERR_clear_error();
        Want const want = want_after(SSL_do_handshake(ssl_.get()));
        if (want == Want::nothing)
            break;
        if (want != Want::to_read && want != Want::to_write)
            co_return why_refused();
        if (co_await wait_for(want))
            co_return "the client did not go on";
    }
    if (identity_->state().asks_clients)
        certificate_ = SSL_get0_peer_certificate(ssl_.get()) ? Certificate::good : Certificate::missing;
    co_return std::string{};
}

/// Of the client's certificate if there is something wrong with it, else of the handshake as such.
std::string TlsStream::why_refused() const
{
    long const verdict = SSL_get_verify_result(ssl_.get());
    if (verdict == X509_V_ERR_HOSTNAME_MISMATCH)
        return "the client's certificate bears another name";
    if (verdict != X509_V_OK)
        return std::string{"the client's certificate is not accepted: "} + X509_verify_cert_error_string(verdict);
    char const* const words = ERR_reason_error_string(ERR_peek_error());
    return words == nullptr ? "the client closed the connection" : words;
}

auto TlsStream::read_some(boost::asio::mutable_buffer buffer) -> Awaitable<std::tuple<error_code, std::size_t>>
{
    for (;;) {
        if (!socket_.is_open())
            co_return std::tuple{error_code{boost::asio::error::operation_aborted}, std::size_t{0}};
        ERR_clear_error();
        std::size_t count = 0;
        int const outcome = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &count);
        Want const want = outcome == 1 ? Want::nothing : want_after(outcome);
        if (want == Want::nothing)
            co_return std::tuple{error_code{}, count};
        if (want == Want::end)
            co_return std::tuple{error_code{boost::asio::error::eof}, std::size_t{0}};
        if (want == Want::failure)
            co_return std::tuple{broken(), std::size_t{0}};
        if (error_code const error = co_await wait_for(want))
            co_return std::tuple{error, std::size_t{0}};
    }
}

/// As much as the kernel takes; would_block if there is a rest.
boost::system::error_code TlsStream::write_pending()
{
    while (written_ < pending_.size()) {
        ERR_clear_error();
        std::size_t count = 0;
        int const outcome = SSL_write_ex(ssl_.get(), pending_.data() + written_, pending_.size() - written_, &count);
        if (outcome != 1)
            return want_after(outcome) == Want::to_write ? error_code{boost::asio::error::would_block} : broken();
        written_ += count;
    }
    if (pending_.capacity() > pending_kept_max)
        pending_ = {};
    pending_.clear();
    return {};
}

auto TlsStream::write_rest() -> Awaitable<std::tuple<error_code, std::size_t>>
{
    std::size_t const size = pending_.size() - written_;
    for (;;) {
        error_code error = write_pending();
        if (error == boost::asio::error::would_block)
            error = co_await wait_for(Want::to_write);
        else if (!error)
            co_return std::tuple{error_code{}, size};
        if (error)
            co_return std::tuple{error, std::size_t{0}};
    }
}

void TlsStream::shut_down()
{
    if (!socket_.is_open())
        return;
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_.get()) == 1)
        SSL_shutdown(ssl_.get());  // Our half; whether the peer heard so is its own matter.
    error_code ignored;
    socket_.shutdown(boost::asio::socket_base::shutdown_send, ignored);
}

}  // namespace consentry::http
