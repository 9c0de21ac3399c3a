#pragma once

#include "consentry/http/message.hpp"

#include <chrono>
#include <expected>
#include <functional>
#include <string>
#include <vector>

namespace consentry::http {

/// A request of ours. Host, Content-Length and Connection are the client's business.
struct Outgoing {
    Method method = Method::post;
    std::string url{};  ///< Absolute, http or https.
    std::vector<Header> headers{};
    std::string body{};
    std::chrono::milliseconds connect_timeout{5000};  ///< To resolve the name, connect and shake hands.
    std::chrono::milliseconds answer_timeout{15000};  ///< From then to the end of the answer.
    bool allow_private_network = false;               ///< Else public unicast addresses only, judged after resolving.
    std::size_t answer_bytes_max = 65536;             ///< A longer body is cut there.
    bool only_once = false;  ///< Must never be sent twice: goes over a new connection, since one that is kept may turn
                             ///< out to be closed when nobody knows any more whether the request was read.
};

/// Whether a request of ours may have a header of that name: it is one, and not the client's business.
bool can_be_given(std::string_view header_name);

struct Answer {
    unsigned status = 0;
    std::vector<Header> headers{};
    std::string body{};  ///< At most Outgoing::answer_bytes_max; what came of it, if it broke off or took too long.

    /// The first header of that name in whatever case; empty if there is none.
    std::string_view header(std::string_view name) const;
};

enum class TransportFault {
    bad_url,            ///< Or a header that cannot be sent; nothing was attempted.
    resolve,            ///< The name has no address.
    forbidden_address,  ///< It has, but none that the guard lets through.
    connect,
    tls,      ///< The handshake failed, or the certificate is not good for that name.
    timeout,  ///< Either deadline. The receiver may have got the request.
    protocol  ///< The connection broke, or the answer is not HTTP. The receiver may have got the request.
};

std::string_view name_of(TransportFault fault);  ///< `bad_url`, …

struct TransportError {
    TransportFault fault;
    std::string detail{};  ///< A sentence for the operator, without the URL's path and query, which may hold secrets.
};

using Delivered = std::move_only_function<void(std::expected<Answer, TransportError>)>;

/// Sends requests. An answer of any status is an Answer; what the status means is the caller's to judge.
class Transport {
public:
    virtual ~Transport() = default;

    /// `done` is called once, and not before send() has returned.
    virtual void send(Outgoing request, Delivered done) = 0;
};

}  // namespace consentry::http
