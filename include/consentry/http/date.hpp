#pragma once

#include "consentry/base/time.hpp"

namespace consentry::http {

/// `Sun, 22 Nov 2026 09:30:00 GMT` (RFC 9110 §5.6.7).
std::string http_date(EventTime at);

/// The way back, for the form that senders must use; nothing if it is another.
std::optional<EventTime> parse_http_date(std::string_view text);

}  // namespace consentry::http
