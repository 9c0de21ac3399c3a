#include "keywords/near_words.hpp"

#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <tuple>

namespace consentry::keywords {
namespace {

/// The code points of a word, at most as many as a word may have and one more.
class Letters {
public:
    explicit Letters(std::string_view text)
    {
        auto const* const bytes = reinterpret_cast<std::uint8_t const*>(text.data());
        auto const length = static_cast<std::int32_t>(text.size());
        for (std::int32_t i = 0; i < length && size_ < letters_.size(); ++size_)
            U8_NEXT_UNSAFE(bytes, i, letters_[size_]);
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] UChar32 operator[](std::size_t at) const { return letters_[at]; }

private:
    std::array<UChar32, NearWords::letters_max + 2> letters_{};
    std::size_t size_ = 0;
};

/// Of the word without the letter at `left_out`; with all of them if that is behind the end.
std::uint64_t hash_without(Letters const& word, std::size_t left_out)
{
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (std::size_t i = 0; i < word.size(); ++i)
        if (i != left_out)
            hash = (hash ^ static_cast<std::uint64_t>(word[i])) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

/// The likely ones first.
enum class Edit { swap, extra, missing, other, more_than_one };

/// What makes one of the other, if it is one edit.
Edit edit_between(Letters const& typed, Letters const& meant)
{
    std::size_t const shorter = std::min(typed.size(), meant.size());
    std::size_t front = 0, back = 0;
    while (front < shorter && typed[front] == meant[front])
        ++front;
    while (back < shorter - front && typed[typed.size() - 1 - back] == meant[meant.size() - 1 - back])
        ++back;
    std::size_t const typed_rest = typed.size() - front - back;
    std::size_t const meant_rest = meant.size() - front - back;
    if (typed_rest == 1 && meant_rest == 0)
        return Edit::extra;
    if (typed_rest == 0 && meant_rest == 1)
        return Edit::missing;
    if (typed_rest == 1 && meant_rest == 1)
        return Edit::other;
    bool const swapped
        = typed_rest == 2 && meant_rest == 2 && typed[front] == meant[front + 1] && typed[front + 1] == meant[front];
    return swapped ? Edit::swap : Edit::more_than_one;
}

/// Few mistype the first letter, and most words that differ in it alone are other words.
bool begin_alike(Letters const& typed, Letters const& meant)
{
    return typed[0] == meant[0] || (typed[0] == meant[1] && typed[1] == meant[0]);
}

bool fits(std::size_t letters, std::size_t slack)
{
    return letters + slack >= NearWords::letters_min && letters <= NearWords::letters_max + slack;
}

}  // namespace

std::string_view NearWords::word(std::uint32_t number) const
{
    std::size_t const end = number + 1 < starts_.size() ? starts_[number + 1] : letters_.size();
    return std::string_view{letters_}.substr(starts_[number], end - starts_[number]);
}

void NearWords::add(std::string_view text)
{
    Letters const letters{text};
    if (!fits(letters.size(), 0))
        return;
    auto const number = static_cast<std::uint32_t>(starts_.size());
    starts_.push_back(static_cast<std::uint32_t>(letters_.size()));
    letters_ += text;
    for (std::size_t left_out = 0; left_out <= letters.size(); ++left_out)
        slots_.push_back({hash_without(letters, left_out), number});
}

void NearWords::finish()
{
    std::ranges::sort(slots_, {}, [](Slot const& slot) { return std::tuple{slot.hash, slot.word}; });
    auto const same = [](Slot const& a, Slot const& b) { return a.hash == b.hash && a.word == b.word; };
    slots_.erase(std::unique(slots_.begin(), slots_.end(), same), slots_.end());
}

std::string_view NearWords::nearest(std::string_view token) const
{
    Letters const typed{token};
    if (!fits(typed.size(), 0))
        return {};
    std::string_view nearest;
    Edit best = Edit::more_than_one;
    for (std::size_t left_out = 0; left_out <= typed.size(); ++left_out)
        for (Slot const& slot :
            std::ranges::equal_range(slots_, hash_without(typed, left_out), std::ranges::less{}, &Slot::hash)) {
            Letters const meant{word(slot.word)};
            Edit const edit = edit_between(typed, meant);
            if (edit >= best || !begin_alike(typed, meant))
                continue;
            best = edit;
            nearest = word(slot.word);
        }
    return nearest;
}

}  // namespace consentry::keywords
