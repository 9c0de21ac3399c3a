// What a business's text offers its reader, for checking templates.

#include "keywords/way_out.hpp"

#include "keywords/room.hpp"
#include "keywords/sentences.hpp"

#include <algorithm>

namespace consentry::keywords {
namespace {

/// Turns of phrase by which people quote templates, and which templates are made of.
constexpr Classes of_templates = classes_of(WordClass::unless, WordClass::how);

/// The language of a keyword knows a word of the text that is about something else.
bool is_about_something_else(Form const& form, Lexicon const& lexicon, Scratch::Room const& room)
{
    for (Tongue tongue = 0; tongue < room.classes.size(); ++tongue)
        if (lexicon.speeches()[tongue].language == form.language
            && (room.classes[tongue] & class_bit(WordClass::other)) != 0)
            return true;
    return false;
}

bool names_word(Knowledge const& knowledge, Scratch::Room const& room)
{
    Automaton const& automaton = knowledge.automaton;
    for (std::size_t begin = 0; begin < room.tokens.size(); ++begin) {
        Automaton::State state = Automaton::root;
        for (std::size_t i = begin; i < room.tokens.size(); ++i) {
            state = automaton.step(state, automaton.word(room.tokens[i]));
            if (state == Automaton::dead)
                break;
            auto const ends_messages = [&](Form const& form) {
                return form.intent == Intent::opt_out && form.strength == Strength::strong
                    && !is_about_something_else(form, knowledge.lexicon, room);
            };
            if (std::ranges::any_of(automaton.forms(state), ends_messages))
                return true;
        }
    }
    return false;
}

}  // namespace

WayOut way_out_in(Knowledge const& knowledge, std::string_view text)
{
    Scratch scratch;
    fold(text, scratch);
    Sentences sentences{knowledge.lexicon, scratch.room(), of_templates};
    if (sentences.look() && sentences.name_way_out())
        return WayOut::sentence;
    return names_word(knowledge, scratch.room()) ? WayOut::word : WayOut::none;
}

}  // namespace consentry::keywords
