#include "consentry/forward/schedule.hpp"

#include "consentry/http/date.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace consentry::forward {
namespace {

using namespace std::chrono;

constexpr milliseconds jitter_max = minutes{15};

std::optional<long> number(std::string_view text)
{
    long value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0)
        return {};
    return value;
}

}  // namespace

Verdict verdict_on(unsigned status)
{
    if (status >= 200 && status < 300)
        return Verdict::delivered;
    return status == 410 ? Verdict::gone : Verdict::retry;
}

bool receiver_failed(unsigned status)
{
    constexpr unsigned too_many_requests = 429;
    return status == 0 || status >= 500 || status == too_many_requests || verdict_on(status) == Verdict::gone;
}

std::optional<seconds> retry_after(unsigned status, std::string_view header, Instant now)
{
    return status == 429 || status == 503 ? retry_after(header, now) : std::nullopt;
}

std::optional<seconds> retry_after(std::string_view header, Instant now)
{
    seconds wait{};
    bool const all_digits = !header.empty() && header.find_first_not_of("0123456789") == std::string_view::npos;
    if (all_digits)
        // A number that does not fit is longer than any wait that we grant.
        wait = seconds{number(header).value_or(retry_after_max.count())};
    else if (auto const date = http::parse_http_date(header))
        wait = ceil<seconds>(*date - now);
    if (wait <= seconds{0})
        return {};
    return std::min(wait, retry_after_max);
}

seconds wait_after(Schedule const& schedule, unsigned attempts)
{
    return attempts < schedule.waits.size() ? schedule.waits[attempts] : days{1};
}

milliseconds jitter(milliseconds most, Random& random)
{
    std::array<std::uint8_t, sizeof(std::uint64_t)> bytes{};
    random.fill(bytes);
    std::uint64_t drawn = 0;
    std::memcpy(&drawn, bytes.data(), sizeof drawn);
    auto const choices = static_cast<std::uint64_t>(std::max<milliseconds::rep>(most.count(), 0)) + 1;
    return milliseconds{static_cast<milliseconds::rep>(drawn % choices)};
}

std::optional<Instant> next_attempt(Schedule const& schedule, unsigned attempts, Instant first_attempt_at,
    Instant failed_at, std::optional<seconds> asked_for, Random& random)
{
    seconds const wait = std::max(wait_after(schedule, attempts), asked_for.value_or(seconds{0}));
    Instant const earliest = failed_at + wait;
    if (earliest - first_attempt_at > schedule.give_up)
        return {};
    return earliest + jitter(std::min<milliseconds>(milliseconds{wait} / 10, jitter_max), random);
}

}  // namespace consentry::forward
