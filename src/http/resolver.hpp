#pragma once

#include "consentry/http/transport.hpp"
#include "consentry/http/url.hpp"
#include "http/plain_stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <optional>
#include <vector>

namespace consentry::http {

using Addresses = std::vector<boost::asio::ip::tcp::endpoint>;
using Deadline = std::chrono::steady_clock::time_point;

/// Names to addresses. The system's lookup blocks and cannot be broken off, so it has threads of its own: a name whose
/// servers don't answer delays its own requests, and the others only if there are several such names.
class Resolver {
public:
    explicit Resolver(boost::asio::io_context& context)
        : context_{context}
    {
    }

    /// Waits for lookups that have begun; their results are not wanted any more.
    void stop();

    /// The addresses of `url` in the order to try them: at least one. Without a lookup if the host is an address.
    boost::asio::awaitable<std::expected<Addresses, TransportError>, Executor> resolve(
        Url const& url, Deadline deadline);

private:
    boost::asio::io_context& context_;
    std::optional<boost::asio::thread_pool> pool_;  // Made when first needed: most tools never do.
};

/// The addresses that a request may connect to, or why there is none.
std::expected<Addresses, TransportError> judged(Addresses const& addresses, Url const& url, bool allow_private_network);

}  // namespace consentry::http
