#include "consentry/base/time.hpp"

#include <array>
#include <charconv>

namespace consentry {
namespace {

using namespace std::chrono;

/// Writes `value` as exactly `digits` digits at `to`; returns where they end. Every event holds several times, so this
/// is on the way of each of them.
char* put_number(char* to, unsigned value, int digits)
{
    for (int i = digits; i-- > 0; value /= 10)
        to[i] = static_cast<char>('0' + value % 10);
    return to + digits;
}

char* put_sign(char* to, char sign)
{
    *to = sign;
    return to + 1;
}

std::string print(Instant at, bool with_millis)
{
    auto const day = floor<days>(at);
    year_month_day const date{day};
    hh_mm_ss const time{at - day};
    std::array<char, 24> text{};
    char* end = put_number(text.data(), static_cast<unsigned>(int{date.year()}), 4);
    end = put_number(put_sign(end, '-'), unsigned{date.month()}, 2);
    end = put_number(put_sign(end, '-'), unsigned{date.day()}, 2);
    end = put_number(put_sign(end, 'T'), static_cast<unsigned>(time.hours().count()), 2);
    end = put_number(put_sign(end, ':'), static_cast<unsigned>(time.minutes().count()), 2);
    end = put_number(put_sign(end, ':'), static_cast<unsigned>(time.seconds().count()), 2);
    if (with_millis)
        end = put_number(put_sign(end, '.'), static_cast<unsigned>(time.subseconds().count()), 3);
    end = put_sign(end, 'Z');
    return {text.data(), end};
}

/// Reads exactly `digits` digits off the front of `text`; -1 if they are not there.
int take_number(std::string_view& text, std::size_t digits)
{
    if (text.size() < digits)
        return -1;
    int value = 0;
    for (char const c : text.substr(0, digits)) {
        if (c < '0' || c > '9')
            return -1;
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view any_of)
{
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

/// The fraction behind the seconds, cut to milliseconds; -1 if a dot stands without digits.
int take_fraction(std::string_view& text)
{
    if (!take(text, "."))
        return 0;
    int millis = 0;
    int digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3)
            millis = millis * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    for (int i = digits; i < 3; ++i)
        millis *= 10;
    return digits == 0 ? -1 : millis;
}

std::optional<minutes> take_offset(std::string_view& text)
{
    if (take(text, "Zz"))
        return minutes{0};
    bool const behind = !text.empty() && text.front() == '-';
    if (!take(text, "+-"))
        return {};
    int const hour = take_number(text, 2);
    bool const colon = take(text, ":");
    int const minute = take_number(text, 2);
    if (hour < 0 || hour > 23 || !colon || minute < 0 || minute > 59)
        return {};
    minutes const offset = hours{hour} + minutes{minute};
    return behind ? -offset : offset;
}

struct Unit {
    char letter;
    seconds length;
};
constexpr std::array<Unit, 6> units{
    {{'y', days{365}}, {'w', weeks{1}}, {'d', days{1}}, {'h', hours{1}}, {'m', minutes{1}}, {'s', seconds{1}}}};

}  // namespace

std::string rfc3339(EventTime at) { return print(at, false); }
std::string rfc3339(Instant at) { return print(at, true); }

std::optional<Instant> parse_rfc3339(std::string_view text)
{
    int const y = take_number(text, 4);
    bool const dash1 = take(text, "-");
    int const m = take_number(text, 2);
    bool const dash2 = take(text, "-");
    int const d = take_number(text, 2);
    bool const separator = take(text, "Tt ");
    int const hour = take_number(text, 2);
    bool const colon1 = take(text, ":");
    int const minute = take_number(text, 2);
    bool const colon2 = take(text, ":");
    int const second = take_number(text, 2);
    if (!dash1 || !dash2 || !separator || !colon1 || !colon2 || y < 1970 || m < 0 || d < 0)
        return {};
    year_month_day const date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
    // A leap second (60) is told as the first second of the next minute, as POSIX time has it.
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return {};
    int const fraction = take_fraction(text);
    auto const offset = take_offset(text);
    if (fraction < 0 || !offset || !text.empty())
        return {};
    Instant const at
        = sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + milliseconds{fraction} - *offset;
    if (at < Instant{})
        return {};
    return at;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text)
{
    if (text.size() < 2)
        return {};
    long count = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size() - 1, count);
    if (error != std::errc{} || end != text.data() + text.size() - 1 || count < 0)
        return {};
    for (auto const& unit : units) {
        // Divided, not multiplied: a count that is too large must not overflow on its way to being refused.
        if (unit.letter == text.back())
            return count <= longest_duration / unit.length ? std::optional{count * unit.length} : std::nullopt;
    }
    return {};
}

std::string to_string(std::chrono::seconds duration)
{
    for (auto const& unit : units) {
        bool const round = duration.count() != 0 && duration % unit.length == seconds{0};
        // Years and weeks are only ways to write days: days are what people compare.
        if (round && unit.letter != 'y' && unit.letter != 'w')
            return std::to_string(duration / unit.length) + unit.letter;
    }
    return std::to_string(duration.count()) + 's';
}

}  // namespace consentry
