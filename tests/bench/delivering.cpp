// A receiver that does nothing but count, and a client that does nothing but post: what deliveries are measured by.
//
//   bench_delivering receive PORT
//   bench_delivering send PORT CONNECTIONS COUNT FILE
//
// The receiver answers each POST with 204 and keeps its `webhook-id`. `GET /figures` tells how many there were, how
// many different ids, the seconds from the first to the last, and when that was by the steady clock; `GET /last` the
// last one as it came; `DELETE /` begins anew. The client is plain Beast on one thread: so many connections, on each
// the request of FILE over and over, under an id of its own each time.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(std::string_view why)
{
    std::cerr << why << '\n';
    std::exit(3);
}

/// The value of a header; `name` as our clients write it. Empty if it is not there.
std::string_view value_of(std::string_view head, std::string_view name)
{
    auto const at = head.find("\r\n" + std::string{name} + ": ");
    if (at == std::string_view::npos)
        return {};
    auto const begin = at + name.size() + 4;
    return head.substr(begin, head.find("\r\n", begin) - begin);
}

/// One thread and as little as can be done: what it costs is taken from the client beside it.
class Receiver {
public:
    explicit Receiver(std::uint16_t port)
        : listener_{::socket(AF_INET, SOCK_STREAM, 0)}
        , events_{::epoll_create1(0)}
    {
        int const yes = 1;
        ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0
            || ::listen(listener_, SOMAXCONN) != 0)
            give_up("the port cannot be listened on");
        watch(listener_);
    }

    void run()
    {
        std::array<epoll_event, 128> ready{};
        for (;;) {
            int const count = ::epoll_wait(events_, ready.data(), static_cast<int>(ready.size()), -1);
            for (int i = 0; i < count; ++i) {
                int const socket = ready[static_cast<std::size_t>(i)].data.fd;
                socket == listener_ ? accept() : hear(socket);
            }
        }
    }

private:
    void watch(int socket) const
    {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = socket;
        ::epoll_ctl(events_, EPOLL_CTL_ADD, socket, &event);
    }

    void accept()
    {
        int const socket = ::accept(listener_, nullptr, nullptr);
        int const yes = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        pending_[socket].clear();
        watch(socket);
    }

    void hear(int socket)
    {
        std::array<char, 16 * 1024> buffer;
        auto const got = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (got <= 0) {
            ::close(socket);
            return;
        }
        std::string& text = pending_[socket];
        text.append(buffer.data(), static_cast<std::size_t>(got));
        while (std::size_t const size = size_of_request(text)) {
            std::string const answer = answer_to(std::string_view{text}.substr(0, size));
            ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
            text.erase(0, size);
        }
    }

    /// Of the first one, if it is whole; else 0.
    static std::size_t size_of_request(std::string const& text)
    {
        auto const head = text.find("\r\n\r\n");
        if (head == std::string::npos)
            return 0;
        std::string const length{value_of(std::string_view{text}.substr(0, head + 2), "Content-Length")};
        std::size_t const size = head + 4 + std::strtoul(length.c_str(), nullptr, 10);
        return text.size() >= size ? size : 0;
    }

    std::string answer_to(std::string_view request)
    {
        if (request.starts_with("POST ")) {
            take(request);
            return "HTTP/1.1 204 No Content\r\n\r\n";
        }
        if (request.starts_with("DELETE ")) {
            ids_.clear();
            return "HTTP/1.1 204 No Content\r\n\r\n";
        }
        std::string const body = request.starts_with("GET /last ") ? last_ : figures();
        return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }

    void take(std::string_view request)
    {
        last_at_ = Clock::now();
        if (ids_.empty())
            first_at_ = last_at_;
        ids_.emplace_back(value_of(request.substr(0, request.find("\r\n\r\n") + 2), "webhook-id"));
        last_ = request;
    }

    std::string figures() const
    {
        std::vector<std::string_view> ids{ids_.begin(), ids_.end()};
        std::ranges::sort(ids);
        auto const repeated = std::ranges::unique(ids);
        std::chrono::duration<double> const elapsed = last_at_ - first_at_;
        std::chrono::duration<double> const at = last_at_.time_since_epoch();
        std::ostringstream json;
        json << "{\"count\":" << ids_.size() << ",\"distinct\":" << ids_.size() - repeated.size()
             << ",\"seconds\":" << elapsed.count() << ",\"last_at\":" << std::fixed << at.count() << "}\n";
        return json.str();
    }

    int listener_;
    int events_;
    std::unordered_map<int, std::string> pending_{};
    std::vector<std::string> ids_{};
    std::string last_{};
    Clock::time_point first_at_{};
    Clock::time_point last_at_{};
};

using Request = http::request<http::string_body>;

Request request_of(char const* file)
{
    std::ifstream stream{file, std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{stream}, {}};
    http::request_parser<http::string_body> parser;
    parser.eager(true);
    beast::error_code error;
    parser.put(asio::buffer(text), error);
    if (error || !parser.is_done())
        give_up("the file holds no request");
    return parser.release();
}

/// How many have been sent, of how many.
struct Count {
    std::size_t sent = 0;
    std::size_t whole = 0;
};

/// As long as those of ours.
std::string id_of(std::size_t number)
{
    std::string const digits = std::to_string(number);
    return "evt_" + std::string(26 - digits.size(), '0') + digits;
}

asio::awaitable<void> post(tcp::endpoint to, Request request, Count& count)
{
    beast::tcp_stream stream{co_await asio::this_coro::executor};
    co_await stream.async_connect(to, asio::use_awaitable);
    stream.socket().set_option(tcp::no_delay{true});
    beast::flat_buffer buffer;
    while (count.sent < count.whole) {
        request.set("webhook-id", id_of(count.sent++));
        co_await http::async_write(stream, request, asio::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, asio::use_awaitable);
        if (response.result() != http::status::no_content)
            give_up("the receiver did not answer 204");
    }
}

void send(std::uint16_t port, std::size_t connections, Count count, Request const& request)
{
    asio::io_context context{1};
    for (std::size_t i = 0; i < connections; ++i) {
        asio::co_spawn(context, post({asio::ip::address_v4::loopback(), port}, request, count),
            [](std::exception_ptr const& trouble) {
                if (trouble)
                    std::rethrow_exception(trouble);
            });
    }
    context.run();
}

}  // namespace

int main(int argc, char** argv)
{
    std::vector<std::string> const arguments(argv + 1, argv + argc);
    if (arguments.size() == 2 && arguments[0] == "receive") {
        Receiver{static_cast<std::uint16_t>(std::stoi(arguments[1]))}.run();
    } else if (arguments.size() == 5 && arguments[0] == "send") {
        send(static_cast<std::uint16_t>(std::stoi(arguments[1])), std::stoul(arguments[2]),
            {.sent = 0, .whole = std::stoul(arguments[3])}, request_of(argv[5]));
    } else {
        std::cerr << "usage: bench_delivering receive PORT | send PORT CONNECTIONS COUNT FILE\n";
        return 2;
    }
}
