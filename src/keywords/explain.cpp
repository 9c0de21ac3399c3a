// Why a text reads as it does. Slower than `match`, and says the same: the readings come from the same Reader.

#include "keywords/explain.hpp"
#include "keywords/reader.hpp"
#include "keywords/room.hpp"
#include "keywords/sentences.hpp"

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
    if (reading.rule.contains("/phrase/"))
        return reading.tier == Tier::phrase
            ? "Words of these classes stand together in a sentence."
            : "Words of these classes stand together, but only a person can tell what is meant.";
    if (reading.tier == Tier::phrase)
        return reading.intent == Intent::affirm
            ? "It is a yes that goes on about messages."
            : "It is a sentence or a line of its own, and the rest is about messages.";
    if (reading.tier == Tier::probable)
        return "It is said, but beside something that contradicts it, or in a question: only a person can tell.";
    if (reading.has_open_argument())
        return "The message is this keyword and \"" + reading.argument + "\"" + beside
            + "; it counts if that is the alias of a scope.";
    if (reading.has_argument())
        return "The message is this keyword and \"" + reading.argument + "\"" + beside + '.';
    return "The whole message is this keyword" + beside + '.';
}

/// What each language knows of the text, and the patterns that were found and did not win.
void add_findings(Lexicon const& lexicon, Scratch::Room& room, Explanation& result)
{
    Sentences sentences{lexicon, room};
    bool const may_say_something = sentences.look();
    result.languages = sentences.evidence();
    if (!may_say_something)
        return;
    for (Sentences::Opinion const& opinion : sentences.opinions())
        for (Finding const& finding : opinion.findings) {
            Reading const reading = sentences.reading_of(opinion, finding, finding.phrase->kind);
            auto const is_same = [&](Candidate const& candidate) { return candidate.reading.rule == reading.rule; };
            if (std::ranges::any_of(result.candidates, is_same))
                continue;
            result.candidates.push_back({reading, false,
                finding.why.empty() ? "Something else was found first, or another language knows more of the words."
                                    : std::string{finding.why}});
        }
}

}  // namespace

Explanation explain(Knowledge const& knowledge, std::string_view text)
{
    Automaton const& automaton = knowledge.automaton;
    Scratch scratch;
    fold(text, scratch);
    Explanation result;
    result.folded = folded(text);
    Hearing hearing{knowledge, scratch.room(), result.readings};
    hearing.hear();
    result.taken_off = hearing.taken_off();

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
    add_findings(knowledge.lexicon, scratch.room(), result);
    return result;
}

}  // namespace consentry::keywords
