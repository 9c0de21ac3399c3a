#include "keywords/parts.hpp"

#include <algorithm>
#include <span>

namespace consentry::keywords {
namespace {

constexpr std::size_t part_tokens_max = 12;

/// In the rest of a message: it is about what is sent.
constexpr Classes supporting = classes_of(WordClass::message, WordClass::promotion, WordClass::send, WordClass::bother,
    WordClass::dontwant, WordClass::dontsend, WordClass::dontbother, WordClass::enough, WordClass::often,
    WordClass::list, WordClass::unsubscribe, WordClass::probable, WordClass::receive);
/// It is about something else, or turns the keyword round.
constexpr Classes turning = classes_of(WordClass::keep, WordClass::mistake, WordClass::unless);
constexpr Classes contrary = turning | classes_of(WordClass::other, WordClass::subscribe);

/// The points of an address end no sentence.
bool is_address(Token const& token) { return token.text == "www" || token.text == "http" || token.text == "https"; }

bool is_known(Reading const& reading, std::vector<Reading> const& readings)
{
    return std::ranges::find(readings, reading.rule, &Reading::rule) != readings.end();
}

}  // namespace

/// How many parts there are; those beyond the last that is kept are counted only.
std::size_t Parts::cut_at(Gap least, std::array<Part, parts_max>& parts) const
{
    std::size_t count = 0;
    std::vector<Token> const& tokens = room_.tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (count == 0 || tokens[i].before >= least)
            ++count;
        if (count > parts.size())
            return count;
        parts[count - 1].end = i + 1;
        if (count < parts.size())
            parts[count].begin = i + 1;
    }
    return count;
}

/// Its first word begins a keyword.
bool Parts::may_say_something(Part const& part) const
{
    return part.end - part.begin <= part_tokens_max
        && automaton_.step(Automaton::root, automaton_.word(room_.tokens[part.begin])) != Automaton::dead;
}

void Parts::judge(Part const& part, std::vector<Reading>& readings) const
{
    bool const phrase = part.end - part.begin > 1;
    for (Reading const& reading : room_.part_readings) {
        if (reading.intent != Intent::opt_out || !reading.is_settled())
            continue;
        Classes const rest = rest_of(part, reading.language, lexicon_, room_);
        bool const supported = (rest & supporting) != 0;
        bool const contradicted = (rest & contrary) != 0;
        bool const strong = reading.strength == Strength::strong;
        // STOP is heard whatever stands beside it, unless that turns it round.
        bool const clear = strong && reading.language == "und" && (rest & turning) == 0;
        if ((!supported && !clear && (contradicted || !strong)) || is_known(reading, readings))
            continue;
        readings.push_back(reading);
        bool const sure = strong && !contradicted && (supported || phrase);
        readings.back().tier = sure ? Tier::phrase : Tier::probable;
    }
}

void Parts::read(std::vector<Reading>& readings)
{
    if (std::ranges::any_of(room_.tokens, is_address))
        return;
    std::array<Part, parts_max> kept;
    std::size_t count = cut_at(Gap::stop, kept);
    if (count == 1)
        count = cut_at(Gap::pause, kept);
    if (count < 2 || count > parts_max)
        return;
    for (Part const& part : std::span<Part const>{kept.data(), count}) {
        if (!may_say_something(part))
            continue;
        read_part(part, automaton_, room_);
        judge(part, readings);
    }
}

}  // namespace consentry::keywords
