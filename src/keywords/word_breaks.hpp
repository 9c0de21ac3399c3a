#pragma once

#include "keywords/room.hpp"

#include <cstddef>

namespace consentry::keywords {

/// Fills `room.breaks`: for each token, and for the end, whether a word may begin there. Han, kana, Thai, Lao, Khmer
/// and Burmese are written without spaces, one character a token; ICU's dictionaries say where their words begin.
void find_word_breaks(Scratch::Room& room);

/// Whether the tokens from `begin` to `end` are words of their own where that matters: 停 in 停车位 is none, and หยุด in
/// วันหยุด (a day off) is none. Longer words of Han and kana are taken as they stand. `find_word_breaks` comes first.
bool are_words(Scratch::Room const& room, std::size_t begin, std::size_t end);

}  // namespace consentry::keywords
