#include "http/openssl.hpp"

#include <openssl/err.h>

#include <ctime>
#include <system_error>

namespace consentry::http {

std::string openssl_reason()
{
    unsigned long const first = ERR_peek_error();
    if (ERR_SYSTEM_ERROR(first))
        return std::generic_category().message(ERR_GET_REASON(first));
    char const* const words = ERR_reason_error_string(first);
    return words == nullptr ? "it gives no reason" : words;
}

std::unexpected<Error> refused_file(std::filesystem::path const& file, std::string const& why)
{
    ERR_clear_error();
    return fail(Fault::malformed, file.string() + ' ' + why);
}

EventTime to_time(ASN1_TIME const* time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    return EventTime{std::chrono::seconds{timegm(&parts)}};
}

}  // namespace consentry::http
