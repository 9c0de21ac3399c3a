#include "consentry/keywords/promises.hpp"

#include "keywords/promise_search.hpp"

#include <algorithm>

namespace consentry::keywords {
namespace {

using Term = Promises::Term;

Term term_of(std::string_view text, Scratch& scratch)
{
    Term term;
    term.open = text.ends_with('*');
    fold(text, scratch);
    for (Token const& token : scratch.tokens())
        term.tokens.emplace_back(token.text);
    return term;
}

/// Longer ones first, so that the first that fits is the longest.
void append(std::vector<Term>& terms, std::vector<Entry> const& entries, Scratch& scratch)
{
    for (Entry const& entry : entries)
        terms.push_back(term_of(entry.text, scratch));
    std::ranges::sort(terms, std::ranges::greater{}, [](Term const& term) { return term.tokens.size(); });
}

void append(Promises::Speech& speech, PromiseWords const& words, Scratch& scratch)
{
    append(speech.reply, words.reply, scratch);
    append(speech.with, words.with, scratch);
    append(speech.also, words.also, scratch);
    append(speech.to, words.to, scratch);
}

}  // namespace

Promises::Promises(std::span<Pack const> packs)
{
    Scratch scratch;
    for (Pack const& pack : packs) {
        Speech& speech = speeches_.emplace_back();
        append(speech, pack.promise, scratch);
        for (Pack const& every : packs)
            if (every.language == "und" && &every != &pack)
                append(speech, every.promise, scratch);
        for (Term const& verb : speech.reply)
            if (verb.tokens.size() == 1)
                verbs_.insert(verb.tokens.front());
    }
}

std::vector<Promise> Promises::in(std::string_view text, Matcher const& matcher) const
{
    std::vector<Promise> promises;
    Scratch scratch;
    std::string before;  // Of a question the next sentence answers: "Had enough? Reply STOP."
    for (std::string const& sentence : sentences_of(text)) {
        PromiseSearch search{sentence, verbs_, matcher};
        for (auto const kind : {PromiseSearch::Search::standing_out, PromiseSearch::Search::plain})
            for (Speech const& speech : speeches_)
                if (kind == PromiseSearch::Search::standing_out || !search.has_found())
                    search.look(speech, kind);
        for (Promise& promise : search.promises()) {
            if (promise.purpose.empty())
                promise.purpose = before;
            promises.push_back(std::move(promise));
        }
        fold(sentence, scratch);
        before = scratch.asks() ? folded(sentence) : "";
    }
    return promises;
}

bool speaks_of_opting_in(Explanation const& explanation)
{
    return std::ranges::any_of(explanation.candidates, [](Candidate const& candidate) {
        return candidate.reading.intent == Intent::opt_in && candidate.reading.strength == Strength::strong;
    });
}

}  // namespace consentry::keywords
