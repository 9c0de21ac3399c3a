#include "store/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace consentry::store {
namespace {

std::string words_of(int error) { return std::generic_category().message(error); }

std::string holder(int descriptor)
{
    char text[32]{};
    ssize_t const size = ::pread(descriptor, text, sizeof text - 1, 0);
    std::string number{text, static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
    number.resize(std::min(number.find_first_not_of("0123456789"), number.size()));
    return number.empty() ? "another process" : "process " + number;
}

bool write_own_number(int descriptor)
{
    std::string const line = std::to_string(::getpid()) + "\n";
    return ::ftruncate(descriptor, 0) == 0
        && ::pwrite(descriptor, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size());
}

}  // namespace

Result<Lock> Lock::take(std::filesystem::path const& store)
{
    std::filesystem::path const path = store.string() + ".lock";
    int const descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fail(Fault::unavailable,
            "the lock file " + path.string() + " cannot be opened: " + words_of(errno)
                + "; see to the folder and its rights");
    Lock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return fail(Fault::unavailable, "the lock file " + path.string() + " cannot be locked: " + words_of(errno));
        return fail(Fault::busy,
            "the store " + store.string() + " is in use by " + holder(descriptor)
                + "; end it first, or talk to it through its admin address");
    }
    // The number is a courtesy to who comes second: a full disk must not keep the first one out.
    write_own_number(descriptor);
    return lock;
}

Lock::Lock(Lock&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}
{
}

Lock::~Lock()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

}  // namespace consentry::store
