#include "keywords/characters.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cassert>
#include <string_view>

namespace consentry::keywords {
namespace {

constexpr std::array<AsciiCharacter, 128> make_ascii_characters()
{
    std::array<AsciiCharacter, 128> table{};
    auto const at = [&table](char c) -> AsciiCharacter& { return table[static_cast<unsigned char>(c)]; };
    for (char const c : std::string_view{"abcdefghijklmnopqrstuvwxyz"})
        at(c) = at(static_cast<char>(c ^ 0x20)) = {c, Role::letter, Gap::none};
    for (char const c : std::string_view{"0123456789"})
        at(c) = {c, Role::digit, Gap::none};
    auto const weigh = [&at](std::string_view separators, Gap gap) {
        for (char const c : separators)
            at(c).gap = gap;
    };
    weigh("-_:", Gap::hyphen);
    weigh("@/\\&+=", Gap::link);
    weigh(",;", Gap::pause);
    weigh(".!?", Gap::stop);
    weigh("\n\r\v\f", Gap::line);
    at('\'').role = at('`').role = Role::apostrophe;
    return table;
}

/// Latin, Greek and Cyrillic letters without their accents; the letter itself where it has none. Filled by ICU, once.
class Unaccented {
public:
    Unaccented()
    {
        UErrorCode error = U_ZERO_ERROR;
        icu::Normalizer2 const* const nfd = icu::Normalizer2::getNFDInstance(error);
        assert(U_SUCCESS(error));
        for (char32_t c = low_first; c < low_end; ++c)
            low_[c - low_first] = base(*nfd, c);
        for (char32_t c = high_first; c < high_end; ++c)
            high_[c - high_first] = base(*nfd, c);
        // Strokes and bars are no marks to Unicode, but are left out like marks by those who have no such key.
        constexpr std::pair<char32_t, char32_t> strokes[]{
            {U'ø', U'o'}, {U'ł', U'l'}, {U'đ', U'd'}, {U'ħ', U'h'}, {U'ŧ', U't'}, {U'ɨ', U'i'}, {U'ґ', U'г'}};
        for (auto const& [letter, plain] : strokes)
            low_[letter - low_first] = plain;
    }

    [[nodiscard]] char32_t operator()(char32_t c) const
    {
        if (c >= low_first && c < low_end)
            return low_[c - low_first];
        if (c >= high_first && c < high_end)
            return high_[c - high_first];
        return c;
    }

private:
    static constexpr char32_t low_first = 0xC0, low_end = 0x530, high_first = 0x1E00, high_end = 0x2000;

    static char32_t base(icu::Normalizer2 const& nfd, char32_t c)
    {
        icu::UnicodeString parts;
        if (!nfd.getDecomposition(static_cast<UChar32>(c), parts))
            return c;
        UChar32 const first = parts.char32At(0);
        return u_isalpha(first) ? static_cast<char32_t>(first) : c;
    }

    std::array<char32_t, low_end - low_first> low_{};
    std::array<char32_t, high_end - high_first> high_{};
};

bool within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

/// With the middle dot of Catalan cancel·la, which is left out of words like an apostrophe.
bool is_apostrophe(char32_t c)
{
    return c == 0xB7 || within(c, 0x2B9, 0x2BD) || c == 0x55A || c == 0x5F3 || c == 0x2018 || c == 0x2019 || c == 0x201B
        || c == 0x2032;
}

/// Small capitals, and letters in black squares and circles: NFKC leaves them as they are.
char32_t dressed_letter(char32_t c)
{
    if (!within(c, 0x0262, 0x029F) && !within(c, 0x1D00, 0x1D22) && !within(c, 0xA730, 0xA7AF) && c < 0x1F150)
        return 0;
    if (within(c, 0x1F150, 0x1F169))
        return U'a' + (c - 0x1F150);
    if (within(c, 0x1F170, 0x1F189))
        return U'a' + (c - 0x1F170);
    constexpr std::u32string_view small_capitals = U"ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡᴢ";
    constexpr std::u32string_view letters = U"abcdefghijklmnopqrstuvwz";
    auto const at = small_capitals.find(c);
    return at == small_capitals.npos ? 0 : letters[at];
}

Character as_letter(char32_t plain, char32_t marked)
{
    return {.role = Role::letter, .plain = plain, .marked = marked};
}

/// Arabic: points and tatweel away, one alef, one yeh, one kaf, one heh. Typists mix the forms within one word; the
/// hamza on an alef is kept as marks are, since أبدا (never) and ابدأ (start) differ in nothing else.
Character arabic(char32_t c)
{
    if (c == 0x0640 || within(c, 0x0610, 0x061A) || within(c, 0x064B, 0x065F) || c == 0x0670
        || (within(c, 0x06D6, 0x06ED) && c != 0x06DD && c != 0x06DE && c != 0x06E9))
        return {.role = Role::nothing};
    switch (c) {
    case U'آ':
    case U'أ':
    case U'إ':
    case U'ٱ': return as_letter(U'ا', c == U'أ' ? c : U'ا');
    case U'ى':
    case U'ی':
    case U'ې':
    case U'ۍ':
    case U'ئ': return as_letter(U'ي', U'ي');
    case U'ک': return as_letter(U'ك', U'ك');
    case U'ة':
    case U'ہ':
    case U'ھ':
    case U'ە':
    case U'ۃ':
    case U'ۀ': return as_letter(U'ه', U'ه');
    case U'ؤ': return as_letter(U'و', U'و');
    default: return as_letter(c, c);
    }
}

bool is_hebrew_point(char32_t c)
{
    return within(c, 0x0591, 0x05BD) || c == 0x05BF || c == 0x05C1 || c == 0x05C2 || c == 0x05C4 || c == 0x05C5
        || c == 0x05C7;
}

/// The dot below that Indic scripts write or leave out.
bool is_nukta(char32_t c) { return std::u32string_view{U"\u093C\u09BC\u0A3C\u0ABC\u0B3C\u0CBC"}.contains(c); }

Character mark(char32_t c)
{
    // What is left of İ once it is folded, and keycaps: no part of any word.
    if (c == 0x0307 || within(c, 0x20D0, 0x20FF) || is_hebrew_point(c))
        return {.role = Role::nothing};
    bool const left_out
        = within(c, 0x0300, 0x036F) || within(c, 0x1AB0, 0x1AFF) || within(c, 0x1DC0, 0x1DFF) || is_nukta(c);
    char32_t plain = left_out ? 0 : c;
    if (c == 0x0901 || c == 0x0981 || c == 0x0A81)
        plain = c + 1;  // Chandrabindu is written as anusvara by many.
    return {.role = Role::mark, .plain = plain, .marked = c};
}

Character punctuation(char32_t c, std::int8_t category)
{
    Character sign;
    if (std::u32string_view{U"\u061F\u00BF\u055E\u1367"}.contains(c)) {
        sign.gap = Gap::stop;
        sign.asks = true;
    } else if (std::u32string_view{U"\u06D4\u0964\u0965\u3002\u0589\u1362\u203C\u00A1"}.contains(c)) {
        sign.gap = Gap::stop;
    } else if (std::u32string_view{U"\u060C\u061B\u3001\u2012\u2013\u2014\u2015\u2022"}.contains(c)) {
        sign.gap = Gap::pause;
    } else if (category == U_DASH_PUNCTUATION || category == U_CONNECTOR_PUNCTUATION) {
        sign.gap = Gap::hyphen;
    } else if (category == U_LINE_SEPARATOR || category == U_PARAGRAPH_SEPARATOR || c == 0x85) {
        sign.gap = Gap::line;
    }
    return sign;
}

Character letter(char32_t c)
{
    static Unaccented const unaccented;
    if (c == U'ı')
        return as_letter(U'i', U'i');
    if (c == U'æ' || c == U'œ')
        return {.role = Role::letter, .plain = c == U'æ' ? U'a' : U'o', .marked = c, .second = U'e'};
    if (within(c, 0x0D7A, 0x0D7F)) {
        // A Malayalam chillu is its consonant with a virama, as older keyboards write it.
        return {.role = Role::letter, .plain = U"ണനരലളക"[c - 0x0D7A], .marked = c, .second = 0x0D4D};
    }
    return as_letter(unaccented(c), c);
}

}  // namespace

constinit std::array<AsciiCharacter, 128> const ascii_characters = make_ascii_characters();

bool is_written_without_spaces(char32_t c)
{
    return within(c, 0x0E00, 0x0EFF) || within(c, 0x1000, 0x109F) || within(c, 0x1780, 0x17FF)
        || within(c, 0x3005, 0x3007) || within(c, 0x3041, 0x30FF) || within(c, 0x31F0, 0x31FF)
        || within(c, 0x3400, 0x4DBF) || within(c, 0x4E00, 0x9FFF) || within(c, 0xF900, 0xFAFF)
        || within(c, 0x20000, 0x3FFFF);
}

bool is_syllable_token(std::string_view text)
{
    UChar32 c = 0;
    U8_GET_UNSAFE(text.data(), 0, c);
    return is_written_without_spaces(static_cast<char32_t>(c));
}

char32_t devanagari_nasal(char32_t c)
{
    for (char32_t const nasal : std::u32string_view{U"ङञणनम"})
        if (within(c, nasal - 4, nasal - 1))
            return nasal;
    return 0;
}

bool is_single_letter(std::string_view text)
{
    if (text.empty()
        || text.size() != static_cast<std::size_t>(U8_COUNT_TRAIL_BYTES_UNSAFE(static_cast<std::uint8_t>(text[0]))) + 1)
        return false;
    UChar32 c = 0;
    U8_GET_UNSAFE(text.data(), 0, c);
    constexpr UChar32 hangul_first = 0xAC00, hangul_last = 0xD7A3;  // 네 and 예 are words.
    return u_isalpha(c) && !is_written_without_spaces(static_cast<char32_t>(c))
        && (c < hangul_first || c > hangul_last);
}

bool is_signal_emoji(char32_t c)
{
    constexpr std::u32string_view signals = U"☑⛔✅✋✔✖❌❎🆗🆘🏳👌👍👎🔕🖐🙅🙏🚫🛑🤚";
    return signals.contains(c);
}

Character character(std::int32_t code_point)
{
    if (code_point < 0)
        return {};
    auto const c = static_cast<char32_t>(code_point);
    if (c < 128) {
        AsciiCharacter const& ascii = ascii_characters[c];
        auto const letter = static_cast<char32_t>(ascii.letter);
        return {.role = ascii.role, .gap = ascii.gap, .asks = c == U'?', .plain = letter, .marked = letter};
    }
    if (is_apostrophe(c))
        return {.role = Role::apostrophe};
    if (char32_t const dressed = dressed_letter(c))
        return as_letter(dressed, dressed);
    auto const category = u_charType(code_point);
    if (category == U_DECIMAL_DIGIT_NUMBER) {
        auto const digit = U'0' + static_cast<char32_t>(u_charDigitValue(code_point));
        return {.role = Role::digit, .plain = digit, .marked = digit};
    }
    if (within(c, 0x0600, 0x06FF) && (U_MASK(category) & (U_GC_L_MASK | U_GC_M_MASK)) != 0)
        return arabic(c);
    if ((U_MASK(category) & U_GC_M_MASK) != 0)
        return category == U_ENCLOSING_MARK ? Character{.role = Role::nothing} : mark(c);
    if ((U_MASK(category) & (U_GC_L_MASK | U_GC_N_MASK)) != 0)
        return is_written_without_spaces(c) ? Character{.role = Role::syllable, .plain = c, .marked = c} : letter(c);
    if (within(c, 0x1F3FB, 0x1F3FF) || category == U_FORMAT_CHAR)
        return {.role = Role::nothing};
    if (u_hasBinaryProperty(code_point, UCHAR_EXTENDED_PICTOGRAPHIC) || within(c, 0x1F1E6, 0x1F1FF))
        return {.role = Role::emoji, .gap = Gap::stop, .plain = c, .marked = c};
    return punctuation(c, category);
}

}  // namespace consentry::keywords
