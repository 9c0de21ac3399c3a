#include "keywords/word_breaks.hpp"

#include "keywords/characters.hpp"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <stdexcept>
#include <string_view>

namespace consentry::keywords {
namespace {

char32_t first_of(Token const& token)
{
    UChar32 c = 0;
    U8_GET_UNSAFE(token.text.data(), 0, c);
    return static_cast<char32_t>(c);
}

bool is_syllable(Token const& token) { return !token.emoji && is_syllable_token(token.text); }

icu::BreakIterator& word_iterator(Scratch::Room& room)
{
    if (room.word_iterator == nullptr) {
        UErrorCode error = U_ZERO_ERROR;
        room.word_iterator.reset(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), error));
        if (U_FAILURE(error))
            throw std::runtime_error{std::string{"ICU can't find words: "} + u_errorName(error)};
    }
    return *room.word_iterator;
}

/// NFKC takes am apart (Thai ำ, Lao ຳ), and the dictionaries know it whole.
void put_together(icu::UnicodeString& text)
{
    text.findAndReplace(icu::UnicodeString{u"\u0E4D\u0E32"}, icu::UnicodeString{u"\u0E33"});
    text.findAndReplace(icu::UnicodeString{u"\u0ECD\u0EB2"}, icu::UnicodeString{u"\u0EB3"});
}

/// One run of syllables, from token `begin` to token `end`.
void break_run(Scratch::Room& room, std::size_t begin, std::size_t end)
{
    icu::UnicodeString text;
    std::vector<std::int32_t> starts;
    for (std::size_t i = begin; i < end; ++i) {
        std::string_view const token = room.tokens[i].text;
        starts.push_back(text.length());
        text += icu::UnicodeString::fromUTF8({token.data(), static_cast<std::int32_t>(token.size())});
        put_together(text);
    }
    icu::BreakIterator& iterator = word_iterator(room);
    iterator.setText(text);
    for (std::size_t i = begin + 1; i < end; ++i) {
        bool const put_in_front = starts[i - begin] >= (i + 1 < end ? starts[i - begin + 1] : text.length());
        room.breaks[i] = !put_in_front && iterator.isBoundary(starts[i - begin]) != 0;
    }
}

}  // namespace

void find_word_breaks(Scratch::Room& room)
{
    std::size_t const size = room.tokens.size();
    room.breaks.assign(size + 1, true);
    for (std::size_t begin = 0; begin < size;) {
        std::size_t end = begin + 1;
        if (is_syllable(room.tokens[begin]))
            while (end < size && room.tokens[end].before == Gap::none && is_syllable(room.tokens[end]))
                ++end;
        if (end - begin > 1)
            break_run(room, begin, end);
        begin = end;
    }
}

bool are_words(Scratch::Room const& room, std::size_t begin, std::size_t end)
{
    if (!is_syllable(room.tokens[begin]))
        return true;
    char32_t const first = first_of(room.tokens[begin]);
    bool const han = u_hasBinaryProperty(static_cast<UChar32>(first), UCHAR_IDEOGRAPHIC);
    bool const kana = first >= 0x3041 && first <= 0x31FF;
    if ((han && end - begin > 1) || (kana && end - begin > 2))
        return true;
    return room.breaks[begin] && (kana || room.breaks[end]);
}

}  // namespace consentry::keywords
