#pragma once

#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"

#include <openssl/x509.h>

#include <filesystem>
#include <string>

namespace consentry::http {

template <auto Free>
struct FreeBy {
    template <class T>
    void operator()(T* held) const
    {
        Free(held);
    }
};

/// What OpenSSL says of its trouble, in its own words: the first thing that went wrong, not what it led to.
std::string openssl_reason();

/// Malformed: the file and why. OpenSSL's queue of errors is empty afterwards.
std::unexpected<Error> refused_file(std::filesystem::path const& file, std::string const& why);

EventTime to_time(ASN1_TIME const* time);  ///< 1970 if it is none.

}  // namespace consentry::http
