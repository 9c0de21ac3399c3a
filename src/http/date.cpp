#include "consentry/http/date.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace consentry::http {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> day_names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> month_names{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string two_digits(unsigned number)
{
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

/// `*` stands for any character, 0 for a digit; everything else for itself.
bool has_shape(std::string_view text, std::string_view shape)
{
    return std::ranges::equal(text, shape, [](char c, char expected) {
        bool const digit = c >= '0' && c <= '9';
        return expected == '0' ? digit : expected == '*' || c == expected;
    });
}

int number_at(std::string_view text, std::size_t from, std::size_t digits)
{
    int value = 0;
    std::from_chars(text.data() + from, text.data() + from + digits, value);
    return value;
}

}  // namespace

std::string http_date(EventTime at)
{
    auto const day = floor<days>(at);
    year_month_day const date{day};
    hh_mm_ss const time{at - day};
    std::string text{day_names[weekday{day}.c_encoding()]};
    text.append(", ").append(two_digits(unsigned{date.day()})).append(" ");
    text.append(month_names[unsigned{date.month()} - 1]).append(" ").append(std::to_string(int{date.year()}));
    text.append(" ").append(two_digits(static_cast<unsigned>(time.hours().count())));
    text.append(":").append(two_digits(static_cast<unsigned>(time.minutes().count())));
    text.append(":").append(two_digits(static_cast<unsigned>(time.seconds().count())));
    return text += " GMT";
}

std::optional<EventTime> parse_http_date(std::string_view text)
{
    if (!has_shape(text, "***, 00 *** 0000 00:00:00 GMT"))
        return {};
    auto const name = std::ranges::find(month_names, text.substr(8, 3));
    if (name == month_names.end())
        return {};
    year_month_day const date{year{number_at(text, 12, 4)},
        month{static_cast<unsigned>(name - month_names.begin() + 1)},
        day{static_cast<unsigned>(number_at(text, 5, 2))}};
    int const hour = number_at(text, 17, 2);
    int const minute = number_at(text, 20, 2);
    int const second = number_at(text, 23, 2);
    if (!date.ok() || hour > 23 || minute > 59 || second > 60)
        return {};
    return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

}  // namespace consentry::http
