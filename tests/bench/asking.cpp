// Asks a server over and over: one thread, keep-alive connections, one question in flight on each.
//
//   bench_asking PORT CONNECTIONS SECONDS FILE [KEY]
//
// FILE has a target a line (`/v1/check?…`); they are asked in turn. Prints one JSON object: answers a second, how many
// were 200, and the times of an answer in microseconds.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
    int socket = -1;
    Clock::time_point asked{};
    std::string answer{};
};

int connect_to(int port)
{
    int const socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        std::cerr << "nobody listens on port " << port << '\n';
        std::exit(3);
    }
    int const yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return socket;
}

std::vector<std::string> requests_of(char const* file, std::string const& key)
{
    std::vector<std::string> requests;
    std::ifstream stream{file};
    std::string const authorization = key.empty() ? "" : "Authorization: Bearer " + key + "\r\n";
    for (std::string target; std::getline(stream, target);)
        requests.push_back("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + authorization + "\r\n");
    return requests;
}

/// The octets of a whole answer at the front of the text; 0 if it is not whole.
std::size_t size_of_answer(std::string const& text)
{
    auto const head = text.find("\r\n\r\n");
    if (head == std::string::npos)
        return 0;
    auto const length = text.find("Content-Length: ");
    std::size_t const body = length < head ? std::strtoul(text.c_str() + length + 16, nullptr, 10) : 0;
    return text.size() >= head + 4 + body ? head + 4 + body : 0;
}

class Asking {
public:
    Asking(int port, std::size_t connections, std::vector<std::string> requests)
        : requests_{std::move(requests)}
        , connections_(connections)
        , polled_(connections)
    {
        for (std::size_t i = 0; i < connections; ++i) {
            connections_[i].socket = connect_to(port);
            polled_[i] = {connections_[i].socket, POLLIN, 0};
            ask(connections_[i]);
        }
    }

    void run(std::chrono::duration<double> time)
    {
        begun_ = Clock::now();
        while (Clock::now() - begun_ < time) {
            ::poll(polled_.data(), polled_.size(), 100);
            for (std::size_t i = 0; i < polled_.size(); ++i) {
                if (polled_[i].revents != 0)
                    hear(connections_[i]);
            }
        }
    }

    void print()
    {
        std::chrono::duration<double> const elapsed = Clock::now() - begun_;
        std::ranges::sort(times_);
        auto const at = [&](double share) {
            return times_.empty() ? 0
                                  : times_[static_cast<std::size_t>(static_cast<double>(times_.size() - 1) * share)];
        };
        std::cout << "{\"per_second\":" << static_cast<long>(static_cast<double>(times_.size()) / elapsed.count())
                  << ",\"answers\":" << times_.size() << ",\"ok\":" << ok_ << ",\"p50_us\":" << at(0.5)
                  << ",\"p99_us\":" << at(0.99) << ",\"p999_us\":" << at(0.999) << ",\"max_us\":" << at(1) << "}\n";
    }

private:
    void ask(Connection& connection)
    {
        std::string const& request = requests_[next_++ % requests_.size()];
        connection.asked = Clock::now();
        if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) < 0) {
            std::cerr << "a connection broke\n";
            std::exit(3);
        }
    }

    void hear(Connection& connection)
    {
        char buffer[8192];
        auto const got = ::recv(connection.socket, buffer, sizeof buffer, 0);
        if (got <= 0) {
            std::cerr << "a connection was closed\n";
            std::exit(3);
        }
        connection.answer.append(buffer, static_cast<std::size_t>(got));
        std::size_t const size = size_of_answer(connection.answer);
        if (size == 0)
            return;
        auto const took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connection.asked);
        times_.push_back(took.count());
        if (connection.answer.starts_with("HTTP/1.1 200"))
            ++ok_;
        connection.answer.erase(0, size);
        ask(connection);
    }

    std::vector<std::string> requests_;
    std::vector<Connection> connections_;
    std::vector<pollfd> polled_;
    std::vector<long> times_;
    std::size_t next_ = 0;
    std::size_t ok_ = 0;
    Clock::time_point begun_{};
};

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 5) {
        std::cerr << "usage: bench_asking PORT CONNECTIONS SECONDS FILE [KEY]\n";
        return 2;
    }
    Asking asking{
        std::atoi(argv[1]), std::strtoul(argv[2], nullptr, 10), requests_of(argv[4], argc > 5 ? argv[5] : "")};
    asking.run(std::chrono::duration<double>{std::strtod(argv[3], nullptr)});
    asking.print();
}
