#include "consentry/http/descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace consentry::http {

std::size_t raise_descriptor_limit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    rlim_t const granted = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_max : granted;
}

ConnectionShares shares_within(std::size_t descriptors, ConnectionShares const& wanted)
{
    constexpr std::size_t reserve = 256;
    std::size_t const left = descriptors > 2 * reserve ? descriptors - reserve : descriptors / 2;
    ConnectionShares shares;
    shares.admin_listener = std::min(wanted.admin_listener, std::max<std::size_t>(left / 16, 1));
    std::size_t const rest = left > shares.admin_listener ? left - shares.admin_listener : 0;
    shares.public_listener = std::min(wanted.public_listener, std::max<std::size_t>(rest, 1));
    return shares;
}

}  // namespace consentry::http
