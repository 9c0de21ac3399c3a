#include "keywords/spelling.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

namespace consentry::keywords {

std::vector<std::string> keyboard_spellings(std::string_view text)
{
    constexpr std::pair<std::string_view, std::string_view> spelt_out[]{{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"},
        {"ø", "oe"}, {"å", "aa"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}, {"Ø", "oe"}, {"Å", "aa"}};
    std::vector<std::string> result{std::string{text}};
    std::string other{text};
    for (auto const& [letter, letters] : spelt_out)
        for (auto at = other.find(letter); at != other.npos; at = other.find(letter, at))
            other.replace(at, letter.size(), letters);
    if (other != result.front())
        result.push_back(std::move(other));
    return result;
}

std::size_t letters_in(std::string_view text)
{
    auto const begins = [](char byte) { return !U8_IS_TRAIL(static_cast<std::uint8_t>(byte)); };
    return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

Spelling::Spelling(std::string_view stretched, unsigned doubled)
{
    UChar32 last = 0;
    int repeated = 0;
    auto const* const bytes = reinterpret_cast<std::uint8_t const*>(stretched.data());
    auto const length = static_cast<std::int32_t>(stretched.size());
    for (std::int32_t i = 0; i < length;) {
        std::int32_t const start = i;
        UChar32 c = 0;
        U8_NEXT_UNSAFE(bytes, i, c);
        repeated = c == last && !(c >= '0' && c <= '9') ? repeated + 1 : 1;
        last = c;
        auto const size = static_cast<std::size_t>(i - start);
        if (repeated < 3) {
            std::memcpy(letters_.data() + size_, bytes + start, size);
            size_ += size;
        } else if (repeated == 3 && (doubled >> runs_++ & 1u) == 0) {
            size_ -= size;  // More than three stand in a row where an accent between them was dropped.
        }
    }
}

}  // namespace consentry::keywords
