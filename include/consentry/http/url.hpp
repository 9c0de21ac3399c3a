#pragma once

#include "consentry/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace consentry::http {

/// The parts of an absolute http or https URL that a client needs.
struct Url {
    bool tls = false;
    std::string host;         ///< In lower case; an IPv6 address without its brackets.
    std::uint16_t port = 80;  ///< 443 for https unless given.
    std::string target;       ///< Path and query as they go on the request line; at least `/`.

    /// Host, and port unless it is the scheme's own, as the Host header has it.
    std::string authority() const;
};

/// Malformed, with a sentence, if it is anything else, carries a user or password, or holds a character that a request
/// line must not. A fragment is cut off.
Result<Url> parse_url(std::string_view text);

}  // namespace consentry::http
