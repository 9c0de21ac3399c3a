#include "app/service_notice.hpp"

#include "consentry/app/config_file.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <ctime>

namespace consentry::app {
namespace {

std::optional<std::int64_t> positive(std::optional<std::string> const& text)
{
    std::int64_t value = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ptr != text->data() + text->size())
        return {};
    return value > 0 ? std::optional{value} : std::nullopt;
}

/// Other kinds of address are not for programs on this machine, and we would not know how to speak to them.
std::string address_of(std::string const& given)
{
    if (given.size() < 2 || given.size() >= sizeof(sockaddr_un::sun_path) || (given[0] != '/' && given[0] != '@'))
        return {};
    return given[0] == '@' ? '\0' + given.substr(1) : given;
}

/// The clock by which the manager tells this reload from an earlier one.
std::int64_t monotonic_microseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

}  // namespace

ServiceNotice::ServiceNotice(ReadVariable const& variable, long process)
    : address_{address_of(variable("NOTIFY_SOCKET").value_or(""))}
{
    auto const watched = positive(variable("WATCHDOG_PID"));
    if (auto const limit = positive(variable("WATCHDOG_USEC")); limit && watched.value_or(process) == process)
        watchdog_limit_ = std::chrono::microseconds{*limit};
}

ServiceNotice ServiceNotice::of_this_process()
{
    return ServiceNotice{real_surroundings().environment, static_cast<long>(::getpid())};
}

void ServiceNotice::ready() const { send("READY=1"); }
void ServiceNotice::stopping() const { send("STOPPING=1"); }
void ServiceNotice::alive() const { send("WATCHDOG=1"); }
void ServiceNotice::reloading() const
{
    send("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_microseconds()));
}

void ServiceNotice::send(std::string const& state) const
{
    if (address_.empty())
        return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(address_, address.sun_path);
    auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
    int const socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return;
    ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr const*>(&address), size);
    ::close(socket);
}

}  // namespace consentry::app
