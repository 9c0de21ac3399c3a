#include "http/socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

namespace consentry::http::test {
namespace {

constexpr int patience_ms = 10'000;

bool is_readable(int descriptor)
{
    pollfd waiting{descriptor, POLLIN, 0};
    return poll(&waiting, 1, patience_ms) == 1;
}

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

std::size_t content_length(std::string_view head)
{
    constexpr std::string_view name = "Content-Length: ";
    std::size_t const at = head.find(name);
    std::size_t length = 0;
    if (at != std::string_view::npos)
        std::from_chars(head.data() + at + name.size(), head.data() + head.size(), length);
    return length;
}

}  // namespace

RawSocket::RawSocket(int descriptor)
    : descriptor_{descriptor}
{
    if (descriptor < 0)
        throw std::runtime_error{"no socket"};
    int const on = 1;
    setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawSocket RawSocket::connect_to(std::uint16_t port)
{
    RawSocket socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in const address = loopback(port);
    if (connect(socket.descriptor_, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
        throw std::runtime_error{"no connection"};
    return socket;
}

RawSocket::~RawSocket()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

bool RawSocket::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        ssize_t const count = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool RawSocket::read_more()
{
    std::array<char, 16 * 1024> bytes;
    ssize_t const count = is_readable(descriptor_) ? recv(descriptor_, bytes.data(), bytes.size(), 0) : -1;
    if (count > 0)
        pending_.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0;
}

std::string RawSocket::take(std::size_t count)
{
    std::string const taken = pending_.substr(0, count);
    pending_.erase(0, count);
    return taken;
}

std::string RawSocket::read_head()
{
    std::size_t end = pending_.find("\r\n\r\n");
    while (end == std::string::npos && read_more())
        end = pending_.find("\r\n\r\n");
    return take(end == std::string::npos ? 0 : end + 4);
}

std::string RawSocket::read_message()
{
    std::string message = read_head();
    std::size_t const length = content_length(message);
    while (pending_.size() < length && read_more()) { }
    return message += take(length);
}

std::string RawSocket::read_to_end()
{
    while (read_more()) { }
    return is_readable(descriptor_) ? take(pending_.size()) : "(still open)";
}

void RawSocket::shrink_receive_buffer()
{
    int const bytes = 4096;
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

void RawSocket::finish_sending() { shutdown(descriptor_, SHUT_WR); }

void RawSocket::reset()
{
    linger const at_once{1, 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(descriptor_, -1));
}

RawListener::RawListener()
    : descriptor_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
{
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    if (bind(descriptor_, reinterpret_cast<sockaddr const*>(&address), size) != 0 || listen(descriptor_, 16) != 0
        || getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error{"no listener"};
    port_ = ntohs(address.sin_port);
}

RawListener::~RawListener() { close(); }

void RawListener::close()
{
    if (descriptor_ >= 0)
        ::close(std::exchange(descriptor_, -1));
}

std::string RawListener::url(std::string_view target) const
{
    return "http://127.0.0.1:" + std::to_string(port_) + std::string{target};
}

RawSocket RawListener::accept()
{
    if (!is_readable(descriptor_))
        throw std::runtime_error{"nobody connected"};
    return RawSocket{accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC)};
}

}  // namespace consentry::http::test
