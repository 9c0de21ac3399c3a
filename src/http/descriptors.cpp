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

std::size_t connections_within(std::size_t descriptors, std::size_t listeners, std::size_t wanted)
{
    constexpr std::size_t reserve = 256;
    std::size_t const left = descriptors > 2 * reserve ? descriptors - reserve : descriptors / 2;
    return std::min(wanted, std::max<std::size_t>(left / listeners, 1));
}

}  // namespace consentry::http
