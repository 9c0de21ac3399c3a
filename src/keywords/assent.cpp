#include "keywords/assent.hpp"

#include "keywords/characters.hpp"

#include <algorithm>
#include <string_view>

namespace consentry::keywords {
namespace {

constexpr std::size_t tokens_max = 12;  ///< Who agrees is brief.
constexpr std::size_t yes_tokens_max = 4;
constexpr std::size_t unlisted_max = 2;  ///< Words behind the yes that the language does not list.

/// What a yes may go on with.
constexpr Classes inviting = classes_of(WordClass::want, WordClass::send, WordClass::receive, WordClass::message,
    WordClass::promotion, WordClass::subscribe, WordClass::can, WordClass::keep);

/// What takes it back.
constexpr Classes refusing = classes_of(WordClass::cease, WordClass::unsubscribe, WordClass::bother,
    WordClass::dontsend, WordClass::dontbother, WordClass::dontdo, WordClass::not_, WordClass::dontwant,
    WordClass::remove, WordClass::enough, WordClass::mistake, WordClass::other, WordClass::unless, WordClass::how,
    WordClass::probable);

}  // namespace

void Assent::read(std::vector<Reading>& readings)
{
    if (room_.cut || room_.asks || room_.tokens.size() > tokens_max)
        return;
    Part const yes{0, end_of_yes()};
    bool const is_letter
        = yes.end == 1 && is_single_letter(room_.tokens.front().text);  // "I want …" is no yes of Hausa.
    if (yes.end == 0 || yes.end == room_.tokens.size() || is_letter || names_way_out_behind(yes))
        return;
    read_part(yes, automaton_, room_);
    for (Reading const& reading : room_.part_readings)
        if (invites(yes, reading)) {
            readings.push_back(reading);
            readings.back().tier = Tier::phrase;
        }
}

/// The end of the longest yes that the text begins with; 0 if it does not.
std::size_t Assent::end_of_yes() const
{
    Automaton::State state = Automaton::root;
    std::size_t end = 0;
    for (std::size_t i = 0; i < std::min(room_.tokens.size(), yes_tokens_max); ++i) {
        state = automaton_.step(state, automaton_.word(room_.tokens[i]));
        if (state == Automaton::dead)
            break;
        if ((automaton_.roles(state) & roles::of(Intent::affirm)) != 0)
            end = i + 1;
    }
    return end;
}

/// "Quiero cancelar": a word that ends messages, weak or strong, in whatever language, makes consent of nothing.
bool Assent::names_way_out_behind(Part const& yes) const
{
    for (std::size_t begin = yes.end; begin < room_.tokens.size(); ++begin) {
        Automaton::State state = Automaton::root;
        for (std::size_t i = begin; i < room_.tokens.size(); ++i) {
            state = automaton_.step(state, automaton_.word(room_.tokens[i]));
            if (state == Automaton::dead)
                break;
            if ((automaton_.roles(state) & roles::of(Intent::opt_out)) != 0)
                return true;
        }
    }
    return false;
}

bool Assent::invites(Part const& yes, Reading const& reading) const
{
    if (reading.intent != Intent::affirm || reading.strength != Strength::strong)
        return false;
    if (may_be_condition(yes, reading.language))
        return false;
    Classes const rest = rest_of(yes, reading.language, lexicon_, room_);
    return (rest & inviting) != 0 && (rest & refusing) == 0 && is_best_known_to(reading.language, yes);
}

/// The language lists nearly all that follows, and none lists more: "si recibo …" is no yes of Italian.
bool Assent::is_best_known_to(std::string_view language, Part const& yes) const
{
    std::size_t const unlisted = unlisted_behind(yes, language);
    auto const lists_more
        = [&](Lexicon::Speech const& speech) { return unlisted_behind(yes, speech.language) < unlisted; };
    return unlisted <= unlisted_max && std::ranges::none_of(lexicon_.speeches(), lists_more);
}

/// "Si recibo …", if I receive …: a yes that is a conjunction, too, has a pause or a plea behind it.
bool Assent::may_be_condition(Part const& yes, std::string_view language) const
{
    Classes of_yes = 0, behind = 0;
    for (Scratch::Room::Hit const& hit : room_.hits)
        for (Lexicon::Use const& use : lexicon_.uses(hit.state)) {
            if (lexicon_.speeches()[use.tongue].language != language)
                continue;
            if (hit.end <= yes.end)
                of_yes |= use.classes;
            else if (hit.begin == yes.end)
                behind |= use.classes;
        }
    return (of_yes & class_bit(WordClass::unless)) != 0 && (behind & class_bit(WordClass::can)) == 0
        && room_.tokens[yes.end].before < Gap::pause;
}

std::size_t Assent::unlisted_behind(Part const& yes, std::string_view language) const
{
    std::size_t unlisted = 0, listed_end = yes.end;
    for (std::size_t i = yes.end; i < room_.tokens.size(); ++i) {
        for (Scratch::Room::Hit const& hit : room_.hits) {
            bool const is_theirs = std::ranges::any_of(lexicon_.uses(hit.state), [&](Lexicon::Use const& use) {
                return use.tongue == every_tongue || lexicon_.speeches()[use.tongue].language == language;
            });
            if (hit.begin == i && is_theirs)
                listed_end = std::max<std::size_t>(listed_end, hit.end);
        }
        unlisted += i >= listed_end ? 1U : 0U;
    }
    return unlisted;
}

}  // namespace consentry::keywords
