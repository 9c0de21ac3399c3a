#include "http/resolver.hpp"

#include "consentry/http/address_guard.hpp"

#include <boost/asio/post.hpp>

#include <memory>

namespace consentry::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t lookups_at_once = 4;

/// One lookup, shared by who waits for it and the thread that does it. Changed on the loop's thread only.
struct Lookup {
    explicit Lookup(asio::io_context& context, Deadline deadline)
        : over{context, deadline}
    {
    }

    asio::steady_timer over;  // Rings at the deadline; cancelled when the result is there.
    std::optional<Addresses> addresses;
    boost::system::error_code error;
};

Addresses look_up(asio::thread_pool& pool, Url const& url, boost::system::error_code& error)
{
    tcp::resolver resolver{pool};
    auto const found
        = resolver.resolve(url.host, std::to_string(url.port), asio::ip::resolver_base::numeric_service, error);
    Addresses addresses;
    for (auto const& entry : found)
        addresses.push_back(entry.endpoint());
    return addresses;
}

std::optional<std::string_view> range_of(asio::ip::address const& address)
{
    if (address.is_v4())
        return not_public(address.to_v4().to_bytes());
    return not_public(address.to_v6().to_bytes());
}

/// Names that mean this machine wherever they are asked: RFC 6761 §6.3 has them answered without asking anybody, so
/// they work where no file of hosts lists them, and no answer from elsewhere can lead them astray.
bool means_this_machine(std::string_view host) { return host == "localhost" || host.ends_with(".localhost"); }

Addresses this_machine(std::uint16_t port)
{
    return {{asio::ip::address_v4::loopback(), port}, {asio::ip::address_v6::loopback(), port}};
}

}  // namespace

void Resolver::stop()
{
    if (!pool_)
        return;
    pool_->stop();
    pool_->join();
}

asio::awaitable<std::expected<Addresses, TransportError>, Executor> Resolver::resolve(Url const& url, Deadline deadline)
{
    boost::system::error_code no_literal;
    asio::ip::address const literal = asio::ip::make_address(url.host, no_literal);
    if (!no_literal)
        co_return Addresses{{literal, url.port}};
    if (means_this_machine(url.host))
        co_return this_machine(url.port);

    if (!pool_)
        pool_.emplace(lookups_at_once);
    auto const lookup = std::make_shared<Lookup>(context_, deadline);
    asio::post(*pool_, [&pool = *pool_, &context = context_, lookup, url]() mutable {
        boost::system::error_code error;
        Addresses addresses = look_up(pool, url, error);
        asio::post(context, [lookup = std::move(lookup), addresses = std::move(addresses), error]() mutable {
            lookup->addresses = std::move(addresses);
            lookup->error = error;
            lookup->over.cancel();
        });
    });
    co_await lookup->over.async_wait(asio::as_tuple(asio::deferred));
    if (!lookup->addresses)
        co_return std::unexpected(
            TransportError{TransportFault::timeout, "The name " + url.host + " was not resolved in time."});
    if (lookup->error || lookup->addresses->empty())
        co_return std::unexpected(TransportError{
            TransportFault::resolve, "The name " + url.host + " has no address: " + lookup->error.message() + "."});
    co_return std::move(*lookup->addresses);
}

std::expected<Addresses, TransportError> judged(Addresses const& addresses, Url const& url, bool allow_private_network)
{
    if (allow_private_network)
        return addresses;
    Addresses good;
    std::string_view range;
    for (tcp::endpoint const& endpoint : addresses) {
        if (std::optional<std::string_view> const found = range_of(endpoint.address()))
            range = *found;
        else
            good.push_back(endpoint);
    }
    if (good.empty())
        return std::unexpected(TransportError{TransportFault::forbidden_address,
            url.host + " is not on the public internet (" + std::string{range}
                + "); set allow_private_network = true if it is meant to be there."});
    return good;
}

}  // namespace consentry::http
