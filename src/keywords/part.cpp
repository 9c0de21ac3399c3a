#include "keywords/part.hpp"

#include "keywords/reader.hpp"

#include <utility>

namespace consentry::keywords {

void read_part(Part const& part, Automaton const& automaton, Scratch::Room& room)
{
    room.whole.assign(room.tokens.begin(), room.tokens.end());
    auto const first = room.whole.begin();
    room.tokens.assign(first + static_cast<std::ptrdiff_t>(part.begin), first + static_cast<std::ptrdiff_t>(part.end));
    bool const asks = std::exchange(room.asks, room.tokens.back().asked);
    room.tokens.front().before = Gap::none;
    room.words.clear();
    room.part_readings.clear();
    Reader{automaton, room, room.part_readings}.read();
    room.tokens.assign(room.whole.begin(), room.whole.end());
    room.asks = asks;
    room.words.clear();
}

Classes rest_of(Part const& part, std::string_view language, Lexicon const& lexicon, Scratch::Room const& room)
{
    Classes classes = 0;
    for (Scratch::Room::Hit const& hit : room.hits)
        if (hit.end <= part.begin || part.end <= hit.begin)
            for (Lexicon::Use const& use : lexicon.uses(hit.state))
                if (use.tongue == every_tongue || language == "und"
                    || lexicon.speeches()[use.tongue].language == language)
                    classes |= use.classes;
    return classes;
}

}  // namespace consentry::keywords
