#include "keywords/look_alikes.hpp"

#include <unicode/utf8.h>

#include <algorithm>

namespace consentry::keywords {
namespace {

/// One shape, as each alphabet writes it; 0 where it has no such letter.
struct Shape {
    char32_t latin, cyrillic, greek;

    [[nodiscard]] constexpr char32_t in(Alphabet alphabet) const
    {
        switch (alphabet) {
        case Alphabet::latin:
        case Alphabet::latin_by_sound: return latin;
        case Alphabet::cyrillic: return cyrillic;
        case Alphabet::greek: return greek;
        }
        return 0;
    }
};

/// By the capitals as well as by the small letters, since folding has made all of them small.
constexpr Shape shapes[]{
    {U'a', U'а', U'α'},
    {U'b', U'в', U'β'},
    {U'c', U'с', 0},
    {U'd', U'ԁ', 0},
    {U'e', U'е', U'ε'},
    {U'h', U'н', U'η'},
    {U'i', U'і', U'ι'},
    {U'j', U'ј', 0},
    {U'k', U'к', U'κ'},
    {U'm', U'м', U'μ'},
    {U'n', 0, U'ν'},
    {U'o', U'о', U'ο'},
    {U'p', U'р', U'ρ'},
    {U'q', U'ԛ', 0},
    {U's', U'ѕ', 0},
    {U't', U'т', U'τ'},
    {U'w', U'ԝ', 0},
    {U'x', U'х', U'χ'},
    {U'y', U'у', U'υ'},
    {U'z', 0, U'ζ'},
    {0, U'п', U'π'},
    {0, U'г', U'γ'},
    {0, U'ф', U'φ'},
};

bool is_of(char32_t c, Alphabet alphabet)
{
    switch (alphabet) {
    case Alphabet::latin:
    case Alphabet::latin_by_sound: return (c >= U'a' && c <= U'z') || (c >= 0xDF && c < 0x250);
    case Alphabet::cyrillic: return c >= 0x400 && c < 0x530;
    case Alphabet::greek: return c >= 0x370 && c < 0x400;
    }
    return false;
}

using AsciiTable = std::array<char32_t, 128>;

/// What `in_alphabet` says of ASCII, where most words end the search with a letter that has no likeness.
constexpr AsciiTable make_ascii_table(Alphabet alphabet)
{
    AsciiTable table{};
    for (Shape const& shape : shapes)
        table[shape.latin] = shape.in(alphabet);
    for (char32_t digit = U'0'; digit <= U'9'; ++digit)
        table[digit] = digit;
    table[0] = 0;
    return table;
}
constexpr AsciiTable ascii_to_cyrillic = make_ascii_table(Alphabet::cyrillic);
constexpr AsciiTable ascii_to_greek = make_ascii_table(Alphabet::greek);

/// The letter that looks like this one, or 0.
char32_t in_alphabet(char32_t c, Alphabet alphabet)
{
    if (c < 128 && alphabet == Alphabet::cyrillic)
        return ascii_to_cyrillic[c];
    if (c < 128 && alphabet == Alphabet::greek)
        return ascii_to_greek[c];
    if (is_of(c, alphabet) || (c >= U'0' && c <= U'9'))
        return c;
    if (alphabet == Alphabet::latin_by_sound && (c == U'с' || c == U'σ'))
        return U's';
    auto const shows = [c](Shape const& shape) { return c == shape.latin || c == shape.cyrillic || c == shape.greek; };
    auto const* const shape = std::ranges::find_if(shapes, shows);
    return shape == std::end(shapes) ? 0 : shape->in(alphabet);
}

}  // namespace

Lookalike::Lookalike(std::string_view word, Alphabet alphabet)
{
    if (word.size() > bytes_max / 2)  // A Latin letter of one byte may become one of two.
        return;
    auto const* const bytes = reinterpret_cast<std::uint8_t const*>(word.data());
    auto const length = static_cast<std::int32_t>(word.size());
    for (std::int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT_UNSAFE(bytes, i, c);
        char32_t const letter = in_alphabet(static_cast<char32_t>(c), alphabet);
        if (letter == 0) {
            size_ = 0;
            return;
        }
        U8_APPEND_UNSAFE(reinterpret_cast<std::uint8_t*>(letters_.data()), size_, static_cast<std::uint32_t>(letter));
    }
}

}  // namespace consentry::keywords
