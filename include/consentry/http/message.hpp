#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::http {

enum class Method { get, head, post, delete_, put, patch, other };

struct HeaderView {
    std::string_view name;
    std::string_view value;
};

struct Header {
    std::string name;
    std::string value;
};

/// What is known of a client by its certificate. One that is shown and not accepted ends the handshake.
enum class Certificate {
    not_asked,  ///< The listener asks for none.
    missing,    ///< It asks, and the client has shown none.
    good,       ///< Signed by one of the authorities and, where that is asked for, of the right name.
};

/// One request as it arrived. Every view is good until `Handler::handle` (or `refuse`) returns, not longer.
struct Request {
    Method method = Method::other;
    std::string_view target{};  ///< As sent: path and query, still percent-encoded.
    std::string_view path{};    ///< Up to the `?`; still percent-encoded, see percent_decode().
    std::string_view query{};   ///< Behind the `?`; see parse_query().
    std::string_view body{};    ///< Whole, chunks joined. Empty in `refuse`.
    std::string_view peer{};    ///< The address that the connection comes from, without the port.
    Certificate certificate = Certificate::not_asked;
    std::span<HeaderView const> headers{};  ///< In the order they came.

    /// The first header of that name in whatever case; empty if there is none.
    std::string_view header(std::string_view name) const;
};

/// What is answered. Content-Length, Date and Connection are the server's business.
struct Response {
    unsigned status = 200;       ///< 200 to 599.
    std::string content_type{};  ///< Left out if empty.
    std::string body{};
    std::vector<Header> headers{};  ///< Line breaks in a value become blanks.
    bool close = false;             ///< Close the connection behind this answer.
};

/// Answers one request: called once, from any thread. When the connection is gone, or its deadline has answered 503
/// already, a call has no effect. A Reply that is destroyed without a call answers 503.
using Reply = std::move_only_function<void(Response)>;

/// What a listener serves. Each socket thread has one of its own, so that it needs no lock.
class Handler {
public:
    virtual ~Handler() = default;

    /// Asked when the header is there and the body is not: an answer here spares reading it.
    virtual std::optional<Response> refuse(Request const& /*head*/) { return std::nullopt; }

    /// What is said where the server itself refuses: a request that cannot be read or is too large, a deadline that has
    /// passed. Must not throw. The connection is closed behind it.
    virtual Response failure(unsigned status) { return {.status = status}; }

    /// Must not wait for anything: what takes time keeps the Reply and goes on elsewhere. An exception answers 503.
    virtual void handle(Request const& request, Reply reply) = 0;
};

/// Compares as header names compare: ASCII letters in either case are the same.
bool equal_names(std::string_view a, std::string_view b);

/// The usual words for a status: "Not Found". Empty for a status nobody registered.
std::string_view reason_phrase(unsigned status);

/// `POST`, …; empty for Method::other.
std::string_view name_of(Method method);

}  // namespace consentry::http
