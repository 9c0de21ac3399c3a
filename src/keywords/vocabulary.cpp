#include "keywords/vocabulary.hpp"
#include "keywords/look_alikes.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace consentry::keywords {
namespace {

constexpr std::size_t stretched_bytes_max = 96;  // A longer token is no keyword.
constexpr int runs_max = 6;                      // Of stretched letters in one token; more say nothing.
constexpr std::size_t repeated_letters_min = 4;  // Of a word that is written twice in one: "haha" is no "ha".

std::uint32_t hash_of(std::string_view text)
{
    constexpr std::uint64_t multiplier = 0x9E3779B97F4A7C15u;
    std::uint64_t hash = text.size() * multiplier;
    while (text.size() >= sizeof hash) {
        std::uint64_t block;
        std::memcpy(&block, text.data(), sizeof block);
        hash = std::rotl(hash ^ block, 29) * multiplier;
        text.remove_prefix(sizeof block);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, text.data(), text.size());
    hash = std::rotl(hash ^ rest, 29) * multiplier;
    return static_cast<std::uint32_t>(hash >> 32);
}

std::size_t letters_in(std::string_view text)
{
    auto const begins = [](char byte) { return !U8_IS_TRAIL(static_cast<std::uint8_t>(byte)); };
    return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

/// A stretched token spelt with each run of three as one or two letters: bit `i` of `doubled` says so for run `i`.
class Spelling {
public:
    Spelling(std::string_view stretched, unsigned doubled)
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

    [[nodiscard]] std::string_view text() const { return {letters_.data(), size_}; }
    [[nodiscard]] int runs() const { return runs_; }

private:
    std::array<char, stretched_bytes_max> letters_{};
    std::size_t size_ = 0;
    int runs_ = 0;
};

}  // namespace

Vocabulary::Vocabulary()
    : slots_(1024)
{
}

std::size_t Vocabulary::place(std::string_view text, std::uint32_t hash) const
{
    std::size_t const mask = slots_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        Slot const& slot = slots_[i];
        bool const same = slot.hash == hash && slot.length == text.size()
            && std::memcmp(letters_.data() + slot.start, text.data(), text.size()) == 0;
        if (same || slot.word == no_word)
            return i;
    }
}

Word Vocabulary::find(std::string_view text) const { return slots_[place(text, hash_of(text))].word; }

Word Vocabulary::find(Token const& token) const
{
    if (Word const word = find_spelling(token))
        return word;
    if (Word const word = find_repeated(token.text))
        return word;
    return find_lookalike(token);
}

Word Vocabulary::find_spelling(Token const& token) const
{
    if (!token.stretched)
        return find(token.text);
    if (token.text.size() > stretched_bytes_max)
        return no_word;
    Spelling const single{token.text, 0};
    int const runs = single.runs();
    if (runs > runs_max || letters_in(single.text()) == 1)  // "ssss" and "kkkk" are no answers.
        return no_word;
    // Doubled letters first: "offff" is "off" and not "of".
    for (unsigned doubled = 1u << runs; doubled-- > 0;)
        if (Word const word = find(Spelling{token.text, doubled}.text()))
            return word;
    return no_word;
}

Word Vocabulary::find_repeated(std::string_view text) const
{
    for (std::size_t const times : {2u, 3u}) {
        std::string_view const once = text.substr(0, text.size() / times);
        if (text.size() % times != 0 || letters_in(once) < repeated_letters_min)
            continue;
        // What repeats itself is the same when it is shifted by one time.
        if (text.substr(once.size()) == text.substr(0, text.size() - once.size()))
            return find(once);
    }
    return no_word;
}

Word Vocabulary::find_lookalike(Token const& token) const
{
    for (Alphabet const alphabet : alphabets) {
        Lookalike const other{token.text, alphabet};
        if (other.text().empty() || other.text() == token.text)
            continue;
        if (Word const word = find_spelling({.text = other.text(), .marked = {}, .stretched = token.stretched}))
            return word;
    }
    return no_word;
}

Word Vocabulary::add(std::string_view text)
{
    std::uint32_t const hash = hash_of(text);
    if (Word const known = slots_[place(text, hash)].word)
        return known;
    if (2 * (size_ + 1) > slots_.size())
        grow();
    Slot& free = slots_[place(text, hash)];
    free = {.hash = hash,
        .start = static_cast<std::uint32_t>(letters_.size()),
        .length = static_cast<std::uint32_t>(text.size()),
        .word = static_cast<Word>(++size_)};
    letters_ += text;
    return free.word;
}

void Vocabulary::grow()
{
    std::vector<Slot> const old = std::move(slots_);
    slots_.assign(old.size() * 2, {});
    std::size_t const mask = slots_.size() - 1;
    for (Slot const& slot : old) {
        if (slot.word == no_word)
            continue;
        std::size_t i = slot.hash & mask;
        while (slots_[i].word != no_word)
            i = (i + 1) & mask;
        slots_[i] = slot;
    }
}

}  // namespace consentry::keywords
