#include "meta/numbers.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace consentry::meta {
namespace {

/// A double holds every number of so many digits, or with such an exponent.
constexpr std::size_t digits_max = 300;

std::size_t count_digits(std::string_view text)
{
    auto const end = std::ranges::find_if(text, [](char c) { return c < '0' || c > '9'; });
    return static_cast<std::size_t>(end - text.begin());
}

/// Behind the string that begins at `i`, or at the end.
std::size_t behind_string(std::string_view json, std::size_t i)
{
    for (++i; i < json.size() && json[i] != '"'; ++i)
        i += json[i] == '\\';
    return i + 1;
}

bool is_large_exponent(std::string_view digits)
{
    std::size_t value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc::result_out_of_range || value > digits_max;
}

struct Number {
    std::size_t size = 0;
    bool is_large = false;
};

/// The number at the front of `text`, which begins with a digit.
Number number_at(std::string_view text)
{
    Number number{.size = count_digits(text)};
    number.is_large = number.size > digits_max;
    if (text.substr(number.size).starts_with('.'))
        number.size += 1 + count_digits(text.substr(number.size + 1));
    std::string_view exponent = text.substr(number.size);
    if (!exponent.starts_with('e') && !exponent.starts_with('E'))
        return number;
    bool const has_sign = exponent.substr(1).starts_with('+') || exponent.substr(1).starts_with('-');
    bool const is_negative = exponent.substr(1).starts_with('-');
    exponent.remove_prefix(has_sign ? 2 : 1);
    exponent = exponent.substr(0, count_digits(exponent));
    number.size = static_cast<std::size_t>(exponent.data() + exponent.size() - text.data());
    number.is_large |= !is_negative && is_large_exponent(exponent);
    return number;
}

}  // namespace

void mend_numbers(char* json, std::size_t size)
{
    constexpr std::string_view nothing = "null";
    std::string_view const text{json, size};
    for (std::size_t i = 0; i < size;) {
        if (text[i] == '"') {
            i = behind_string(text, i);
        } else if (count_digits(text.substr(i, 1)) == 0) {
            ++i;
        } else {
            Number const number = number_at(text.substr(i));
            std::size_t const begin = i > 0 && text[i - 1] == '-' ? i - 1 : i;
            i += number.size;
            if (number.is_large)
                std::fill(std::copy(nothing.begin(), nothing.end(), json + begin), json + i, ' ');
        }
    }
}

}  // namespace consentry::meta
