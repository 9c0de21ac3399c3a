#include "keywords/vocabulary.hpp"
#include "keywords/look_alikes.hpp"
#include "keywords/spelling.hpp"

#include <bit>
#include <cstring>

namespace consentry::keywords {
namespace {

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
    if (token.text.size() > Spelling::bytes_max)
        return no_word;
    Spelling const single{token.text, 0};
    int const runs = single.runs();
    if (runs > Spelling::runs_max || letters_in(single.text()) == 1)  // "ssss" and "kkkk" are no answers.
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
