#include "consentry/meta/utf8.hpp"

#include <charconv>
#include <optional>

namespace consentry::meta {
namespace {

unsigned octet(std::string_view text, std::size_t i) { return static_cast<unsigned char>(text[i]); }

bool is_continuation(std::string_view text, std::size_t i)
{
    return i < text.size() && (octet(text, i) & 0xc0) == 0x80;
}

/// The octets of the character that starts at `i`, or 0 if none starts there (Unicode's table 3-7).
std::size_t character_size(std::string_view text, std::size_t i)
{
    unsigned const first = octet(text, i);
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4 || !is_continuation(text, i + 1))
        return 0;
    if (first < 0xe0)
        return 2;
    unsigned const second = octet(text, i + 1);
    if (!is_continuation(text, i + 2) || (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f))
        return 0;
    if (first < 0xf0)
        return 3;
    if (!is_continuation(text, i + 3) || (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
        return 0;
    return 4;
}

bool is_surrogate(std::string_view text, std::size_t i)
{
    return octet(text, i) == 0xed && is_continuation(text, i + 1) && is_continuation(text, i + 2);
}

/// The number in an escape `\uXXXX` at the front of `text`, or nothing.
std::optional<unsigned> escaped(std::string_view text)
{
    unsigned number = 0;
    if (text.size() < 6 || !text.starts_with("\\u"))
        return {};
    auto const [end, error] = std::from_chars(text.data() + 2, text.data() + 6, number, 16);
    return error == std::errc{} && end == text.data() + 6 ? std::optional{number} : std::nullopt;
}

bool is_high(std::optional<unsigned> number) { return number && *number >= 0xd800 && *number <= 0xdbff; }
bool is_low(std::optional<unsigned> number) { return number && *number >= 0xdc00 && *number <= 0xdfff; }

}  // namespace

bool is_utf8(std::string_view text)
{
    for (std::size_t i = ascii_prefix(text); i < text.size();) {
        std::size_t const size = character_size(text, i);
        if (size == 0)
            return false;
        i += size;
    }
    return true;
}

std::string mended_utf8(std::string_view text)
{
    std::string mended;
    mended.reserve(text.size() + 16);
    for (std::size_t i = 0; i < text.size();) {
        std::size_t const size = character_size(text, i);
        mended += size > 0 ? text.substr(i, size) : "\xef\xbf\xbd";
        i += size > 0 ? size : is_surrogate(text, i) ? 3 : 1;
    }
    return mended;
}

void mend_surrogates(char* json, std::size_t size)
{
    std::string_view const text{json, size};
    // A backslash stands in strings only, and the character behind it is never the start of another escape.
    for (std::size_t i = text.find('\\'); i < size; i = text.find('\\', i)) {
        auto const number = escaped(text.substr(i));
        if (is_high(number) && is_low(escaped(text.substr(i + 6)))) {
            i += 12;
            continue;
        }
        if (is_high(number) || is_low(number))
            std::string_view{"fffd"}.copy(json + i + 2, 4);
        i += 2;
    }
}

}  // namespace consentry::meta
