#pragma once

#include "consentry/base/result.hpp"
#include "consentry/http/transport.hpp"
#include "consentry/http/url.hpp"

#include <string>

namespace consentry::http {

/// Request line and headers, the blank line included. Malformed, with a sentence, if the method is none we know or a
/// header would break the request: a line break in it, or one that is the client's to set.
Result<std::string> outgoing_head(Outgoing const& request, Url const& url);

}  // namespace consentry::http
