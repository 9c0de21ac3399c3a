#include "keywords/cutter.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace consentry::keywords {
namespace {

void append(std::string& text, char32_t c)
{
    std::array<std::uint8_t, U8_MAX_LENGTH> bytes;
    std::size_t length = 0;
    U8_APPEND_UNSAFE(bytes.data(), length, static_cast<std::uint32_t>(c));
    text.append(reinterpret_cast<char const*>(bytes.data()), length);
}

/// बन्द is बंद: a nasal without a vowel, in front of a consonant of its own row, may be written as a dot. `text` ends
/// with what stands in front of the consonant; the word begins at `start`.
void dot(std::string& text, std::size_t start, char32_t nasal)
{
    constexpr char32_t virama = 0x094D, anusvara = 0x0902;
    std::string written;
    append(written, nasal);
    append(written, virama);
    if (!std::string_view{text}.substr(start).ends_with(written))
        return;
    text.resize(text.size() - written.size());
    append(text, anusvara);
}

}  // namespace

void Cutter::put(Character const& c)
{
    switch (c.role) {
    case Role::letter:
    case Role::digit: put_letter(c); break;
    case Role::mark: put_mark(c); break;
    case Role::syllable:
        start(c);
        syllable_ = true;
        break;
    case Role::apostrophe: put_apostrophe(); break;
    case Role::emoji: put_emoji(c); break;
    case Role::nothing: break;
    case Role::separator: separate(c); break;
    }
}

void Cutter::finish()
{
    close();
    std::size_t at = 0;
    std::size_t at_marked = 0;
    for (Token& token : room_.tokens) {
        token.text = std::string_view{room_.text}.substr(at, token.text.size());
        token.marked = std::string_view{room_.marked}.substr(at_marked, token.marked.size());
        at += token.text.size();
        at_marked += token.marked.size();
    }
}

void Cutter::put_letter(Character const& c)
{
    if (syllable_ || (apostrophe_ && c.role == Role::digit))
        close();
    apostrophe_ = false;
    if (!open_) {
        start(c);
        return;
    }
    repeated_ = c.plain == last_ && c.role == Role::letter ? repeated_ + 1 : 1;
    last_ = c.plain;
    room_.tokens.back().stretched |= repeated_ >= stretch_max;
    if (repeated_ <= stretch_max)
        add(c);
}

void Cutter::put_mark(Character const& c)
{
    if (open_) {
        add(c);
        last_ = 0;
    } else if (blank_behind_word_) {
        // NFKC makes a blank and an accent of ´, which many type for an apostrophe.
        open_ = apostrophe_ = true;
        blank_behind_word_ = false;
        gap_ = Gap::none;
    }
}

/// Nothing between two letters (don't, m'abonner, yo‘q), a separator elsewhere: that shows with what comes next.
void Cutter::put_apostrophe()
{
    if (open_ && !syllable_ && !apostrophe_)
        apostrophe_ = true;
    else
        separate({.gap = Gap::space});
}

/// Emoji around words change nothing, unless they say something of their own. A text of nothing else keeps them.
void Cutter::put_emoji(Character const& c)
{
    close();
    bool const decorates = !is_signal_emoji(c.plain);
    if (!decorates)
        forget_decoration();
    if (!decorates || only_decoration_) {
        open(c);
        room_.tokens.back().emoji = true;
    }
    separate({.gap = Gap::stop});
}

void Cutter::separate(Character const& c)
{
    bool const was_open = open_;
    close();
    gap_ = std::max(gap_, c.gap);
    if (c.asks)
        room_.ask();
    blank_behind_word_ = was_open && c.gap == Gap::space;
}

void Cutter::start(Character const& c)
{
    close();
    forget_decoration();
    open(c);
}

void Cutter::open(Character const& c)
{
    room_.tokens.push_back({.text = {}, .marked = {}, .before = gap_});
    gap_ = Gap::none;
    open_ = true;
    repeated_ = 1;
    last_ = c.plain;
    text_start_ = room_.text.size();
    marked_start_ = room_.marked.size();
    add(c);
}

void Cutter::forget_decoration()
{
    if (only_decoration_) {
        room_.tokens.clear();
        room_.text.clear();
        room_.marked.clear();
    }
    only_decoration_ = false;
}

void Cutter::add(Character const& c)
{
    if (char32_t const nasal = devanagari_nasal(c.plain)) {
        dot(room_.text, text_start_, nasal);
        dot(room_.marked, marked_start_, nasal);
    }
    if (c.plain != 0)
        append(room_.text, c.plain);
    if (c.second != 0)
        append(room_.text, c.second);
    append(room_.marked, c.marked);
}

void Cutter::close()
{
    if (open_) {
        Token& token = room_.tokens.back();
        token.text = {room_.text.data(), room_.text.size() - text_start_};
        token.marked = {room_.marked.data(), room_.marked.size() - marked_start_};
    }
    if (apostrophe_)
        gap_ = std::max(gap_, Gap::space);
    open_ = syllable_ = apostrophe_ = blank_behind_word_ = false;
}

}  // namespace consentry::keywords
