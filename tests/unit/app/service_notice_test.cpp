#include "app/service_notice.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <map>

using namespace consentry::app;

namespace {

using Variables = std::map<std::string, std::string>;

ReadVariable reading(Variables variables)
{
    return [variables = std::move(variables)](std::string const& name) -> std::optional<std::string> {
        auto const found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional{found->second};
    };
}

/// What a service manager has at the other end: a datagram socket, at a path or an abstract address (`@name`).
class Manager {
public:
    explicit Manager(std::string const& at)
        : socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::ranges::copy(at, address.sun_path);
        if (at[0] == '@')
            address.sun_path[0] = '\0';
        auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + at.size());
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr const*>(&address), size) == 0);
    }
    Manager(Manager const&) = delete;
    Manager& operator=(Manager const&) = delete;
    ~Manager() { ::close(socket_); }

    /// The next notice; empty: there is none.
    std::string next() const
    {
        std::string text(256, '\0');
        ssize_t const size = ::recv(socket_, text.data(), text.size(), 0);
        text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return text;
    }

private:
    int socket_;
};

}  // namespace

TEST_CASE("the manager is told each state, at a path or at an abstract address")
{
    consentry::test::TemporaryFolder const folder;
    for (std::string const& at : {(folder / "notify").string(), "@consentry-test-" + std::to_string(::getpid())}) {
        Manager const manager{at};
        ServiceNotice const notice{reading({{"NOTIFY_SOCKET", at}}), 1};
        notice.ready();
        CHECK(manager.next() == "READY=1");
        notice.alive();
        CHECK(manager.next() == "WATCHDOG=1");
        notice.stopping();
        CHECK(manager.next() == "STOPPING=1");
        CHECK(manager.next().empty());
    }
}

TEST_CASE("a reload tells the time at which it began")
{
    consentry::test::TemporaryFolder const folder;
    Manager const manager{(folder / "notify").string()};
    ServiceNotice const notice{reading({{"NOTIFY_SOCKET", (folder / "notify").string()}}), 1};
    notice.reloading();
    std::string const first = manager.next();
    notice.reloading();
    std::string const second = manager.next();
    std::string const before = "RELOADING=1\nMONOTONIC_USEC=";
    REQUIRE(first.starts_with(before));
    CHECK(std::stoll(first.substr(before.size())) > 0);
    CHECK(std::stoll(second.substr(before.size())) >= std::stoll(first.substr(before.size())));
}

TEST_CASE("without a manager, or with one that is gone, nothing happens")
{
    for (auto const* const address : {"", "@", "relative", "vsock:2:1234", "/nobody/listens/here"})
        ServiceNotice{reading({{"NOTIFY_SOCKET", address}}), 1}.ready();
    ServiceNotice{reading({{"NOTIFY_SOCKET", "/" + std::string(200, 'x')}}), 1}.ready();
    ServiceNotice{reading({}), 1}.ready();
    CHECK_FALSE(ServiceNotice(reading({}), 1).watchdog_limit());
}

TEST_CASE("the watchdog's limit counts for the process that it is meant for")
{
    auto const limit = [](Variables const& variables) { return ServiceNotice{reading(variables), 7}.watchdog_limit(); };
    CHECK(limit({{"WATCHDOG_USEC", "30000000"}}) == std::chrono::seconds{30});
    CHECK(limit({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "7"}}) == std::chrono::seconds{30});
    CHECK_FALSE(limit({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "8"}}));
    CHECK_FALSE(limit({{"WATCHDOG_USEC", "0"}}));
    CHECK_FALSE(limit({{"WATCHDOG_USEC", "soon"}}));
}
