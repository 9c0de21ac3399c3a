#pragma once

#include "keywords/characters.hpp"
#include "keywords/room.hpp"

#include <cstddef>

namespace consentry::keywords {

inline constexpr int stretch_max = 3;  ///< A letter that stands more often in a row says nothing more.

/// Cuts characters into tokens. While it works the texts may move, so a token's views carry only lengths until
/// `finish`.
class Cutter {
public:
    explicit Cutter(Scratch::Room& room)
        : room_{room}
    {
    }

    void put(Character const& c);
    void finish();

private:
    void put_letter(Character const& c);
    void put_mark(Character const& c);
    void put_apostrophe();
    void put_emoji(Character const& c);
    void separate(Character const& c);
    void start(Character const& c);
    void open(Character const& c);
    void forget_decoration();
    void add(Character const& c);
    void close();

    Scratch::Room& room_;
    Gap gap_ = Gap::none;
    bool open_ = false;        // The last token still grows,
    bool syllable_ = false;    // but by marks only.
    bool apostrophe_ = false;  // One stands behind it: part of the word if a letter follows.
    bool blank_behind_word_ = false;
    bool only_decoration_ = true;  // No word and no signal so far.
    int repeated_ = 0;
    char32_t last_ = 0;
    std::size_t text_start_ = 0;
    std::size_t marked_start_ = 0;
};

}  // namespace consentry::keywords
