#include "consentry/forward/schedule.hpp"

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

/// The date of RFC 9110 §5.6.7 that senders must use: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::optional<sys_seconds> parse_http_date(std::string_view text)
{
    constexpr std::string_view shape = "***, 00 *** 0000 00:00:00 GMT";
    if (text.size() != shape.size())
        return {};
    for (std::size_t i = 0; i < shape.size(); ++i) {
        bool const digit = text[i] >= '0' && text[i] <= '9';
        bool const fits = shape[i] == '0' ? digit : shape[i] == '*' || text[i] == shape[i];
        if (!fits)
            return {};
    }
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto const name = std::ranges::find(months, text.substr(8, 3));
    if (name == months.end())
        return {};
    auto const at = [text](std::size_t from, std::size_t digits) {
        return static_cast<int>(number(text.substr(from, digits)).value_or(0));
    };
    year_month_day const date{
        year{at(12, 4)}, month{static_cast<unsigned>(name - months.begin() + 1)}, day{static_cast<unsigned>(at(5, 2))}};
    if (!date.ok() || at(17, 2) > 23 || at(20, 2) > 59 || at(23, 2) > 60)
        return {};
    return sys_days{date} + hours{at(17, 2)} + minutes{at(20, 2)} + seconds{at(23, 2)};
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
    if (status != 429 && status != 503)
        return {};
    seconds wait{};
    bool const all_digits = !header.empty() && header.find_first_not_of("0123456789") == std::string_view::npos;
    if (all_digits)
        // A number that does not fit is longer than any wait that we grant.
        wait = seconds{number(header).value_or(retry_after_max.count())};
    else if (auto const date = parse_http_date(header))
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
