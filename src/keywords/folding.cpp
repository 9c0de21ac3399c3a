// How a text becomes tokens. ASCII takes the short way: one table, one pass. Everything else goes through ICU first.

#include "consentry/keywords/folding.hpp"

#include "keywords/characters.hpp"
#include "keywords/cutter.hpp"
#include "keywords/room.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

namespace consentry::keywords {
namespace {

bool is_ascii(std::string_view text)
{
    std::uint64_t high_bits = 0;
    std::size_t i = 0;
    for (; i + sizeof high_bits <= text.size(); i += sizeof high_bits) {
        std::uint64_t block;
        std::memcpy(&block, text.data() + i, sizeof block);
        high_bits |= block;
    }
    for (; i < text.size(); ++i)
        high_bits |= static_cast<std::uint8_t>(text[i]);
    return (high_bits & 0x8080808080808080u) == 0;
}

void fold_ascii(std::string_view text, Scratch::Room& room)
{
    if (room.text.size() < text.size())
        room.text.resize(text.size());
    char* out = room.text.data();
    char const* in = text.data();
    char const* const end = in + text.size();
    Gap gap = Gap::none;
    while (in != end) {
        AsciiCharacter const* c = &ascii_characters[static_cast<std::uint8_t>(*in)];
        if (c->letter == 0) {
            gap = std::max(gap, c->gap);
            if (*in == '?')
                room.ask();
            ++in;
            continue;
        }
        char const* const start = out;
        int repeated = 0;
        bool stretched = false;
        for (;;) {
            repeated = out != start && out[-1] == c->letter && c->role == Role::letter ? repeated + 1 : 1;
            stretched |= repeated >= stretch_max;
            if (repeated <= stretch_max)
                *out++ = c->letter;
            if (++in == end)
                break;
            c = &ascii_characters[static_cast<std::uint8_t>(*in)];
            if (c->letter != 0)
                continue;
            if (c->role != Role::apostrophe || in + 1 == end)
                break;
            AsciiCharacter const* const behind = &ascii_characters[static_cast<std::uint8_t>(in[1])];
            if (behind->role != Role::letter)
                break;
            c = behind;
            ++in;
        }
        std::string_view const word{start, static_cast<std::size_t>(out - start)};
        room.tokens.push_back({.text = word, .marked = word, .before = gap, .stretched = stretched});
        gap = Gap::none;
    }
}

void fold_unicode(std::string_view text, Scratch::Room& room)
{
    UErrorCode error = U_ZERO_ERROR;
    icu::Normalizer2 const* const nfkc_casefold = icu::Normalizer2::getNFKCCasefoldInstance(error);
    room.normalized.clear();
    icu::StringByteSink<std::string> sink{&room.normalized};
    if (U_SUCCESS(error))
        nfkc_casefold->normalizeUTF8(
            0, icu::StringPiece{text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr, error);
    if (U_FAILURE(error))
        throw std::runtime_error{std::string{"ICU can't normalize: "} + u_errorName(error)};

    room.text.clear();
    room.marked.clear();
    Cutter cutter{room};
    auto const* const bytes = reinterpret_cast<std::uint8_t const*>(room.normalized.data());
    auto const length = static_cast<std::int32_t>(room.normalized.size());
    for (std::int32_t i = 0; i < length;) {
        UChar32 c = 0;
        U8_NEXT(bytes, i, length, c);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's macro.
        cutter.put(character(c));
    }
    cutter.finish();
}

/// S T O P: three or more single letters with the same gap between them are one word; O K, where there is nothing else.
/// They already stand side by side in memory.
void join_spaced_letters(std::vector<Token>& tokens)
{
    auto const is_letter = [](Token const& token) { return !token.emoji && is_single_letter(token.text); };
    auto const least = tokens.size() == 2 ? 2 : 3;
    auto out = tokens.begin();
    for (auto in = tokens.begin(); in != tokens.end();) {
        auto behind = in + 1;
        if (is_letter(*in) && behind != tokens.end() && behind->before != Gap::none)
            while (behind != tokens.end() && is_letter(*behind) && behind->before == in[1].before)
                ++behind;
        if (behind - in < least)
            behind = in + 1;
        Token joined = *in;
        joined.text = {in->text.begin(), behind[-1].text.end()};
        joined.marked = {in->marked.begin(), behind[-1].marked.end()};
        joined.asked = behind[-1].asked;
        *out++ = joined;
        in = behind;
    }
    tokens.erase(out, tokens.end());
}

/// No more of the text than is read, cut between two characters.
std::string_view readable(std::string_view text)
{
    if (text.size() <= text_bytes_max)
        return text;
    std::size_t end = text_bytes_max;
    while (end > text_bytes_max - U8_MAX_LENGTH && U8_IS_TRAIL(static_cast<std::uint8_t>(text[end])))
        --end;
    return text.substr(0, end);
}

/// A token with stretched letters, each of them single.
std::string single(std::string_view text)
{
    std::string result;
    int repeated = 0;
    UChar32 last = 0;
    auto const* const bytes = reinterpret_cast<std::uint8_t const*>(text.data());
    auto const length = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < length;) {
        std::int32_t const start = i;
        UChar32 c = 0;
        U8_NEXT_UNSAFE(bytes, i, c);
        repeated = c == last && !u_isdigit(c) ? repeated + 1 : 1;
        last = c;
        std::string_view const letter
            = text.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
        if (repeated < stretch_max)
            result += letter;
        else if (repeated == stretch_max)
            result.resize(result.size() - letter.size());
    }
    return result;
}

std::string folded_once(std::string_view text, Scratch& scratch)
{
    fold(text, scratch);
    std::string result;
    for (Token const& token : scratch.tokens()) {
        if (!result.empty())
            result += ' ';
        result += token.stretched ? single(token.text) : std::string{token.text};
    }
    return result;
}

}  // namespace

Scratch::Scratch()
    : room_{std::make_unique<Room>()}
{
    room_->text.reserve(text_bytes_max);
    room_->marked.reserve(text_bytes_max);
    room_->normalized.reserve(text_bytes_max);
    room_->tokens.reserve(1024);
    room_->words.reserve(1024);
    room_->reach.reserve(1024);
}

Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

std::span<Token const> Scratch::tokens() const { return room_->tokens; }
bool Scratch::asks() const { return room_->asks; }
bool Scratch::cut() const { return room_->cut; }

void fold(std::string_view text, Scratch& scratch)
{
    Scratch::Room& room = scratch.room();
    room.tokens.clear();
    room.asks = false;
    room.mended = false;
    room.cut = text.size() > text_bytes_max;
    text = readable(text);
    if (is_ascii(text))
        fold_ascii(text, room);
    else
        fold_unicode(text, room);
    if (room.tokens.size() >= 2)
        join_spaced_letters(room.tokens);
}

std::string folded(std::string_view text)
{
    Scratch scratch;
    return folded(text, scratch);
}

std::string folded(std::string_view text, Scratch& scratch)
{
    std::string result = folded_once(text, scratch);
    // What is single now may be a letter by itself, and join others: "s nnnn" is "sn" as "s n" is. So may letters that
    // stood apart by other signs and now stand apart by a blank: "s .r} p".
    for (std::string again = folded_once(result, scratch); again != result; again = folded_once(result, scratch))
        result = std::move(again);
    return result;
}

}  // namespace consentry::keywords
