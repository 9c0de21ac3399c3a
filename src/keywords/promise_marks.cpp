#include "keywords/promise_marks.hpp"

#include "consentry/keywords/folding.hpp"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace consentry::keywords {
namespace {

using Text = icu::UnicodeString;

constexpr std::int32_t quoted_length_max = 40;  ///< UTF-16 units. More is a sentence in quotes, not a word.
constexpr std::size_t marks_max = 26;
constexpr std::string_view stand_in_begin = "qxw";  ///< Then a letter, then the end. No word of any language.
constexpr std::string_view stand_in_end = "wxq";

struct Pair {
    char16_t open;
    char16_t close;
};
constexpr std::array pairs{Pair{u'"', u'"'}, Pair{u'“', u'”'}, Pair{u'”', u'”'}, Pair{u'„', u'“'}, Pair{u'„', u'”'},
    Pair{u'«', u'»'}, Pair{u'»', u'«'}, Pair{u'‘', u'’'}, Pair{u'‚', u'‘'}, Pair{u'\'', u'\''}, Pair{u'「', u'」'},
    Pair{u'『', u'』'}, Pair{u'【', u'】'}, Pair{u'《', u'》'}, Pair{u'[', u']'}, Pair{u'<', u'>'}, Pair{u'*', u'*'},
    Pair{u'`', u'`'}, Pair{u'״', u'״'}, Pair{u'＂', u'＂'}};

Text from_utf8(std::string_view text) { return Text::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())}); }

std::string to_utf8(Text const& text)
{
    std::string result;
    return text.toUTF8String(result);
}

bool is_latin(UChar32 c)
{
    UErrorCode error = U_ZERO_ERROR;
    return u_isalpha(c) != 0 && uscript_getScript(c, &error) == USCRIPT_LATIN;
}

bool is_foreign(UChar32 c) { return !is_latin(c) && u_isdigit(c) == 0; }

bool is_wordly(UChar32 c) { return u_isalnum(c) != 0 || u_getCombiningClass(c) != 0; }

/// Reads one sentence from left to right.
class Marker {
public:
    Marker(std::string_view sentence, std::set<std::string, std::less<>> const& verbs)
        : text_{from_utf8(sentence)}
        , verbs_{verbs}
    {
        look();
    }

    MarkedSentence run()
    {
        std::int32_t at = 0;
        while (at < text_.length()) {
            std::int32_t const end = result_.marks.size() < marks_max ? mark_at(at) : at;
            if (end > at)
                at = end;
            else
                at = keep(at);
        }
        result_.text = to_utf8(out_);
        return std::move(result_);
    }

private:
    /// What kind of sentence it is.
    void look()
    {
        std::int32_t latin = 0;
        std::int32_t foreign = 0;
        std::int32_t small = 0;
        std::int32_t words = 0;
        for (std::int32_t i = 0; i < text_.length(); i = text_.moveIndex32(i, 1)) {
            UChar32 const c = text_.char32At(i);
            latin += is_latin(c) ? 1 : 0;
            foreign += u_isalpha(c) != 0 && !is_latin(c) ? 1 : 0;
            small += u_isULowercase(c) != 0 ? 1 : 0;
            words += u_isalnum(c) != 0 && (i == 0 || !is_wordly(text_.char32At(i - 1))) ? 1 : 0;
        }
        capitals_stand_out_ = small > 0 || foreign > 0 || words < 3;
        latin_stands_out_ = foreign > latin;
    }

    std::int32_t keep(std::int32_t at)
    {
        std::int32_t const next = text_.moveIndex32(at, 1);
        out_.append(text_, at, next - at);
        return next;
    }

    /// Where the mark that begins here ends; `at` if none does.
    std::int32_t mark_at(std::int32_t at)
    {
        if (std::int32_t const end = variable_end(at); end > at)
            return put(at, end, end);
        for (Pair const& pair : pairs)
            if (std::int32_t const close = closing(at, pair); close > at)
                return put(at + 1, close, close + 1);
        bool const begins_word = is_wordly(text_.char32At(at)) && (at == 0 || !is_wordly(text_.char32At(before(at))));
        bool const begins_latin = latin_stands_out_ && is_latin(text_.char32At(at));
        if (!begins_word && !begins_latin)
            return at;
        std::int32_t const end = run_end(at);
        return end > at ? put(at, end, end) : at;
    }

    std::int32_t before(std::int32_t at) const { return text_.moveIndex32(at, -1); }

    std::int32_t variable_end(std::int32_t at) const
    {
        if (text_.compare(at, 2, u"{{") != 0)
            return at;
        std::int32_t const close = text_.indexOf(Text{u"}}"}, at, std::min(quoted_length_max + 2, text_.length() - at));
        return close < 0 || close - at > quoted_length_max ? at : close + 2;
    }

    /// Where the quotation that opens here is closed; `at` if it is none. An apostrophe stands within a word.
    std::int32_t closing(std::int32_t at, Pair pair) const
    {
        bool const opens = text_.charAt(at) == pair.open && at + 1 < text_.length()
            && !u_isUWhiteSpace(text_.char32At(at + 1))
            && (at == 0 || !is_wordly(text_.char32At(before(at))) || hugs(at));
        if (!opens)
            return at;
        std::int32_t const close
            = text_.indexOf(pair.close, at + 1, std::min(quoted_length_max, text_.length() - at - 1));
        if (close < 0 || close - at > quoted_length_max)
            return at;
        bool says = false;
        for (std::int32_t i = at + 1; i < close; ++i)
            says
                = says || u_isalnum(text_.char32At(i)) != 0 || u_hasBinaryProperty(text_.char32At(i), UCHAR_EMOJI) != 0;
        return says ? close : at;
    }

    /// Quotes may follow a letter where no blanks are written.
    bool hugs(std::int32_t at) const
    {
        UChar32 const c = text_.char32At(before(at));
        return u_isUUppercase(c) == 0 && u_isULowercase(c) == 0;
    }

    /// The end of the words in capitals, of the digits, or of the Latin words, that begin here.
    std::int32_t run_end(std::int32_t at) const
    {
        std::int32_t end = at;
        for (std::int32_t begin = at; begin < text_.length();) {
            std::int32_t const word = word_end(begin);
            bool const goes_on = word > begin && stands_out(begin, word) && (begin == at || !is_number(begin, word));
            if (!goes_on)
                break;
            end = word;
            if (is_number(at, end) || end + 1 >= text_.length() || text_.charAt(end) != u' ')
                break;
            begin = end + 1;
        }
        return end;
    }

    std::int32_t word_end(std::int32_t begin) const
    {
        std::int32_t end = begin;
        bool const foreign = is_foreign(text_.char32At(begin));
        while (end < text_.length() && is_wordly(text_.char32At(end))
            && (!latin_stands_out_ || is_foreign(text_.char32At(end)) == foreign))
            end = text_.moveIndex32(end, 1);
        return end;
    }

    bool is_number(std::int32_t begin, std::int32_t end) const
    {
        for (std::int32_t i = begin; i < end; ++i)
            if (u_isdigit(text_.char32At(i)) == 0)
                return false;
        return true;
    }

    bool stands_out(std::int32_t begin, std::int32_t end) const
    {
        if (is_number(begin, end))
            return end - begin <= 2;
        bool capital = false;
        bool small = false;
        for (std::int32_t i = begin; i < end; i = text_.moveIndex32(i, 1)) {
            capital = capital || u_isUUppercase(text_.char32At(i)) != 0;
            small = small || u_isULowercase(text_.char32At(i)) != 0;
        }
        bool const is_apart
            = (latin_stands_out_ && is_latin(text_.char32At(begin))) || (capitals_stand_out_ && capital && !small);
        return is_apart && !verbs_.contains(folded(to_utf8(text_.tempSubStringBetween(begin, end))));
    }

    std::int32_t put(std::int32_t begin, std::int32_t end, std::int32_t next)
    {
        std::string const letter(1, static_cast<char>('a' + result_.marks.size()));
        std::string const stand_in = std::string{stand_in_begin} + letter + std::string{stand_in_end};
        out_.append(u' ').append(from_utf8(stand_in)).append(u' ');
        result_.marks.push_back(to_utf8(text_.tempSubStringBetween(begin, end)));
        return next;
    }

    Text text_;
    std::set<std::string, std::less<>> const& verbs_;
    Text out_;
    MarkedSentence result_;
    bool capitals_stand_out_ = false;
    bool latin_stands_out_ = false;
};

}  // namespace

std::vector<std::string> sentences_of(std::string_view text)
{
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> const breaks{
        icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), error)};
    if (U_FAILURE(error))
        throw std::runtime_error{std::string{"ICU can't find sentences: "} + u_errorName(error)};
    Text const whole = from_utf8(text);
    breaks->setText(whole);
    std::vector<std::string> sentences;
    std::int32_t begin = breaks->first();
    for (std::int32_t end = breaks->next(); end != icu::BreakIterator::DONE; begin = end, end = breaks->next()) {
        Text sentence = whole.tempSubStringBetween(begin, end);
        if (sentence.trim().length() > 0)
            sentences.push_back(to_utf8(sentence));
    }
    return sentences;
}

std::optional<std::size_t> MarkedSentence::mark_of(std::string_view token) const
{
    bool const is_stand_in = token.size() == stand_in_begin.size() + 1 + stand_in_end.size()
        && token.starts_with(stand_in_begin) && token.ends_with(stand_in_end);
    std::size_t const index = is_stand_in ? static_cast<std::size_t>(token[stand_in_begin.size()] - 'a') : marks.size();
    return index < marks.size() ? std::optional{index} : std::nullopt;
}

MarkedSentence mark(std::string_view sentence, std::set<std::string, std::less<>> const& verbs)
{
    return Marker{sentence, verbs}.run();
}

}  // namespace consentry::keywords
