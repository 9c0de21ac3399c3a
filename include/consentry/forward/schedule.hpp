#pragma once

#include "consentry/base/random.hpp"
#include "consentry/base/time.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

/// When to try, and what an answer means. No clock of its own.
namespace consentry::forward {

/// The configuration's `[forward]`.
struct Schedule {
    std::vector<std::chrono::seconds> waits;  ///< Before each attempt, the first included; afterwards one a day.
    std::chrono::seconds give_up{};           ///< Counted from the first attempt.
};

enum class Verdict {
    delivered,  ///< 2xx, and nothing else: a redirect is not followed and is no success.
    retry,
    gone,  ///< 410: nothing more is sent but a question now and then, and the operator has to know.
};

Verdict verdict_on(unsigned status);

/// Whether a failure says something on the receiver rather than on what it was sent. 0: there was no answer.
bool receiver_failed(unsigned status);

/// What a receiver may ask for at most; a longer wait is cut to it.
inline constexpr std::chrono::seconds retry_after_max = std::chrono::hours{24};

/// The wait that `Retry-After` asks for, in seconds or as an HTTP date, cut to retry_after_max. Counts with 429 and 503
/// only (RFC 9110 §10.2.3, RFC 6585 §4). Nothing if it is absent, unreadable or already over.
std::optional<std::chrono::seconds> retry_after(unsigned status, std::string_view header, Instant now);

/// The same whatever the status is: of receivers that are known to mean it.
std::optional<std::chrono::seconds> retry_after(std::string_view header, Instant now);

/// The wait before attempt `attempts` + 1.
std::chrono::seconds wait_after(Schedule const& schedule, unsigned attempts);

/// An attempt, the `attempts`th, failed at `failed_at`: when to try again; nothing if it is to be given up. Jitter is
/// only ever added: up to a tenth of the wait, at most 15 minutes. What the receiver asked for is never undercut.
std::optional<Instant> next_attempt(Schedule const& schedule, unsigned attempts, Instant first_attempt_at,
    Instant failed_at, std::optional<std::chrono::seconds> asked_for, Random& random);

/// A random part of `most`, to the millisecond.
std::chrono::milliseconds jitter(std::chrono::milliseconds most, Random& random);

}  // namespace consentry::forward
