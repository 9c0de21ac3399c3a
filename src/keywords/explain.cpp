// Why a text reads as it does. Slower than `match`, and says the same: the readings come from the same Reader.

#include "keywords/explain.hpp"
#include "keywords/automaton.hpp"
#include "keywords/reader.hpp"
#include "keywords/room.hpp"

#include <algorithm>

namespace consentry::keywords {
namespace {

std::string listed(std::vector<std::string> const& texts)
{
    std::string result;
    for (std::string const& text : texts)
        result += (result.empty() ? "\"" : ", \"") + text + '"';
    return result;
}

std::string why_won(Reading const& reading, std::vector<std::string> const& taken_off)
{
    std::string const beside = taken_off.empty() ? "" : " once " + listed(taken_off) + " is taken off";
    if (reading.tier == Tier::probable)
        return "It is said, but beside something that contradicts it, or in a question: only a person can tell.";
    if (reading.has_argument() && !reading.all && reading.category.empty())
        return "The message is this keyword and \"" + reading.argument + "\"" + beside
            + "; it counts if that is the alias of a scope.";
    if (reading.has_argument())
        return "The message is this keyword and \"" + reading.argument + "\"" + beside + '.';
    return "The whole message is this keyword" + beside + '.';
}

}  // namespace

Explanation explain(Automaton const& automaton, std::string_view text)
{
    Scratch scratch;
    fold(text, scratch);
    Explanation result;
    result.folded = folded(text);
    Reader reader{automaton, scratch.room(), result.readings};
    reader.read();
    result.taken_off = reader.taken_off();

    std::span<Token const> const tokens = scratch.tokens();
    std::vector<std::string> unknown;
    for (Token const& token : tokens) {
        result.tokens.emplace_back(token.text);
        if (automaton.word(token) == no_word)
            unknown.emplace_back(token.text);
    }
    for (Reading const& reading : result.readings)
        result.candidates.push_back({reading, true, why_won(reading, result.taken_off)});

    Parse parse{automaton, scratch.room()};
    auto const why_lost = [&](Form const& form, std::size_t begin, std::size_t end) -> std::string {
        if (scratch.cut())
            return "The message is longer than what is read.";
        if (!parse.spells(form, begin, end) && automaton.accents_differ(parse.state(begin, end)))
            return "Another keyword is spelt with these very accents.";
        if (scratch.asks() && form.intent != Intent::opt_out && result.readings.empty() && unknown.empty())
            return "A question is no answer.";
        if (!unknown.empty())
            return "Other words stand beside it: " + listed(unknown) + '.';
        return result.readings.empty() ? "What stands beside it says something else."
                                       : "It is part of a longer keyword, or another one beside it weighs more.";
    };
    for (std::size_t begin = 0; begin < tokens.size(); ++begin)
        for (std::size_t end = begin + 1; end <= tokens.size(); ++end) {
            Automaton::State const state = parse.state(begin, end);
            if (state == Automaton::dead)
                break;
            for (Form const& form : automaton.forms(state)) {
                bool const known = std::ranges::any_of(
                    result.candidates, [&](Candidate const& candidate) { return candidate.reading.rule == form.rule; });
                if (!known)
                    result.candidates.push_back({reading_of(form), false, why_lost(form, begin, end)});
            }
        }
    return result;
}

}  // namespace consentry::keywords
