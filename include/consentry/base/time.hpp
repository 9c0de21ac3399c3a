#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace consentry {

/// When a person said something: Meta's clock, whole seconds, UTC. Consent is ordered by it.
using EventTime = std::chrono::sys_seconds;

/// When this machine saw or did something, in milliseconds, UTC.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

inline EventTime event_time(Instant at) { return std::chrono::floor<std::chrono::seconds>(at); }

/// `2026-11-22T09:30:00Z` (RFC 3339, always UTC).
std::string rfc3339(EventTime at);

/// `2026-11-22T09:30:00.231Z`.
std::string rfc3339(Instant at);

/// Any RFC 3339 date-time, with fraction and offset; nothing if it is not one or not between the years 1970 and 9999.
std::optional<Instant> parse_rfc3339(std::string_view text);

/// No duration is longer, so that no time that is reckoned with one leaves the years that can be written.
inline constexpr std::chrono::seconds longest_duration = std::chrono::days{36'500};

/// A whole number and a unit: `0s`, `5m`, `2h`, `7d`, `4w`, `5y` (a year is 365 days). Nothing if it is not
/// one, or longer than a hundred years.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// The shortest spelling that `parse_duration` reads back: `730d`, `90s`.
std::string to_string(std::chrono::seconds duration);

}  // namespace consentry
