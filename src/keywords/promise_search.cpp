#include "keywords/promise_search.hpp"

#include <algorithm>

namespace consentry::keywords {
namespace {

constexpr std::size_t between_max = 6;    ///< Terms that may stand between verb and word.
constexpr std::size_t heard_max = 6;      ///< Tokens of a word that does not stand out.
constexpr std::size_t in_front_max = 2;   ///< The same in front of the verb, where anything may stand.
constexpr std::size_t term_back_max = 5;  ///< Tokens of a term that is looked for from its end.
constexpr std::size_t told_max = 2;       ///< The same of a word that nobody hears.

bool is_apart(Gap gap) { return gap >= Gap::pause; }

std::string spelt(Promises::Term const& term)
{
    std::string text;
    for (std::string const& token : term.tokens)
        text.append(text.empty() ? "" : " ").append(token);
    return text;
}

}  // namespace

PromiseSearch::PromiseSearch(
    std::string const& sentence, std::set<std::string, std::less<>> const& verbs, Matcher const& matcher)
    : sentence_{sentence}
    , matcher_{matcher}
    , marks_{mark(sentence, verbs)}
{
    Scratch scratch;
    fold(marks_.text, scratch);
    for (Token const& token : scratch.tokens())
        items_.push_back(
            {std::string{token.text}, std::string{token.marked}, token.before, marks_.mark_of(token.text)});
}

/// How many items the longest of the terms takes that stands here. No term reaches over a pause.
std::size_t PromiseSearch::fit(Terms const& terms, std::size_t at) const
{
    for (Promises::Term const& term : terms) {
        std::size_t const size = term.tokens.size();
        bool fits = size > 0 && at + size <= items_.size();
        for (std::size_t i = 0; fits && i < size; ++i) {
            Item const& item = items_[at + i];
            bool const ends_openly = term.open && i + 1 == size;
            fits = (ends_openly ? item.text.starts_with(term.tokens[i]) : item.text == term.tokens[i])
                && (i == 0 || !is_apart(item.before));
        }
        if (fits)
            return size;
    }
    return 0;
}

/// The same of a term that ends here.
std::size_t PromiseSearch::fit_back(Terms const& terms, std::size_t end) const
{
    for (std::size_t size = std::min(end, term_back_max); size > 0; --size)
        if (fit(terms, end - size) == size)
            return size;
    return 0;
}

std::size_t PromiseSearch::skip(Terms const& terms, std::size_t at) const
{
    for (std::size_t i = 0; i < between_max; ++i)
        at += fit(terms, at);
    return at;
}

void PromiseSearch::look(Promises::Speech const& speech, Search search)
{
    for (std::size_t i = 0; i < items_.size(); ++i) {
        std::size_t const size = fit(speech.reply, i);
        if (size == 0)
            continue;
        Verb const verb{i, i + size};
        if (search == Search::standing_out)
            look_at_marks(speech, verb);
        else
            look_for_plain(speech, verb);
    }
}

/// A word that stands out, behind the verb or in front of it.
void PromiseSearch::look_at_marks(Promises::Speech const& speech, Verb verb)
{
    if (!look_behind(speech, verb))
        look_in_front(speech, verb);
}

/// "Reply with STOP".
bool PromiseSearch::look_behind(Promises::Speech const& speech, Verb verb)
{
    std::size_t const at = skip(speech.with, verb.end);
    if (at >= items_.size() || !items_[at].mark)
        return false;
    add(speech, at, {verb.begin, at + 1, word_of(at, speech.to)});
    look_on(speech, at + 1);
    return true;
}

/// "STOP लिखकर भेजें".
void PromiseSearch::look_in_front(Promises::Speech const& speech, Verb verb)
{
    std::size_t const at = skip_back(speech.with, verb.begin);
    if (at == 0 || is_apart(items_[verb.begin].before) || !items_[at - 1].mark)
        return;
    add(speech, at - 1, {at - 1, verb.end, word_of(at - 1, speech.to)});
    for (std::size_t i = at - 1; i > 1 && fit_back(speech.also, i) == 1 && items_[i - 2].mark; i -= 2)
        add(speech, i - 2, {i - 2, i - 1, word_of(i - 2, speech.to)});
}

/// A word in small letters, which only its meaning gives away.
void PromiseSearch::look_for_plain(Promises::Speech const& speech, Verb verb)
{
    std::size_t const at = skip(speech.with, verb.end);
    std::size_t end = heard_behind(speech, at);
    if (end == at)
        end = told_behind(speech, verb, at);
    if (end > at) {
        add(speech, at, {verb.begin, end, written(at, end)});
        return look_on(speech, end);
    }
    bool const ends = verb.end == items_.size() || is_apart(items_[verb.end].before);  // As verbs do that come last.
    std::size_t const last = skip_back(speech.with, verb.begin);
    if (std::size_t const begin = heard_in_front(last); ends && begin < last && !is_apart(items_[verb.begin].before))
        add(speech, begin, {begin, verb.end, written(begin, last)});
}

/// "… STOP or END …, HELP for help": the words that are joined to one.
void PromiseSearch::look_on(Promises::Speech const& speech, std::size_t from)
{
    bool directly = true;
    for (std::size_t i = from; i < items_.size(); ++i) {
        std::size_t const link = fit(speech.also, i);
        std::size_t const at = skip(speech.with, i + link);
        bool const joined = link > 0 || is_apart(items_[i].before) || items_[i].before == Gap::link;
        if (joined && at < items_.size() && items_[at].mark) {
            bool const told = link > 0 || directly || fit(speech.to, at + 1) > 0;
            if (told || hears(word_of(at, speech.to))) {
                add(speech, at, {i, at + 1, word_of(at, speech.to)});
                i = at;
                continue;
            }
        }
        directly = false;
    }
}

std::size_t PromiseSearch::skip_back(Terms const& terms, std::size_t end) const
{
    for (std::size_t i = 0; i < between_max; ++i)
        end -= fit_back(terms, end);
    return end;
}

void PromiseSearch::add(Promises::Speech const& speech, std::size_t word, Found found)
{
    found.purpose_end = next_joined(speech, found.end);
    found_.try_emplace(word, std::move(found));
}

/// Where the next word that stands out is joined by "or", "and"; the end if none is.
std::size_t PromiseSearch::next_joined(Promises::Speech const& speech, std::size_t from) const
{
    for (std::size_t i = from; i < items_.size(); ++i)
        if (std::size_t const link = fit(speech.also, i); link > 0)
            if (std::size_t const at = skip(speech.with, i + link); at < items_.size() && items_[at].mark)
                return i;
    return items_.size();
}

/// Whether a promised word may end here: with its clause, or in front of another one or of what it is for.
bool PromiseSearch::may_end(Promises::Speech const& speech, std::size_t end) const
{
    return end == items_.size() || is_apart(items_[end].before) || items_[end].before == Gap::none
        || fit(speech.to, end) > 0 || fit(speech.also, end) > 0;
}

/// The end of the longest text from here on that is heard.
std::size_t PromiseSearch::heard_behind(Promises::Speech const& speech, std::size_t from) const
{
    std::size_t const last = std::min(pause_behind(from), from + heard_max);
    for (std::size_t end = last; end > from; --end)
        if (may_end(speech, end) && hears(written(from, end)))
            return end;
    return from;
}

std::size_t PromiseSearch::heard_in_front(std::size_t end) const
{
    for (std::size_t size = std::min(end, in_front_max); size > 0; --size)
        if (hears(written(end - size, end)))
            return end - size;
    return end;
}

/// The end of a word or two that nobody hears, where the sentence leaves no doubt that they are promised: "Reply foo to
/// opt out", "To opt out, reply foo".
std::size_t PromiseSearch::told_behind(Promises::Speech const& speech, Verb verb, std::size_t from) const
{
    std::size_t const pause = pause_behind(from);
    for (std::size_t end = from + 1; end <= std::min(pause, from + told_max); ++end) {
        bool const ends = end == items_.size() || fit(speech.to, end) > 0;
        if (!ends)
            continue;
        std::string const rest = end < items_.size() ? written(end, items_.size()) : written(0, verb.begin);
        return matcher_.way_out(rest) == WayOut::none ? from : end;
    }
    return from;
}

bool PromiseSearch::hears(std::string const& text) const
{
    Scratch scratch;
    std::vector<Reading> readings;
    matcher_.match(text, scratch, readings);
    return std::ranges::any_of(readings, [](Reading const& reading) {
        return reading.is_settled() && reading.tier <= Tier::courtesy && reading.intent != Intent::acknowledge;
    });
}

/// The promised word of a mark: of several in capitals those in front of "TO", and of these as many as are heard.
std::string PromiseSearch::word_of(std::size_t at, Terms const& to) const
{
    std::string whole = marks_.marks[*items_[at].mark];
    if (hears(whole))
        return whole;
    for (std::size_t blank = whole.find(' '); blank != std::string::npos; blank = whole.find(' ', blank + 1)) {
        std::string const rest = folded(whole.substr(blank + 1)) + ' ';
        auto const begins_rest = [&](Promises::Term const& term) { return rest.starts_with(spelt(term) + ' '); };
        if (std::ranges::any_of(to, begins_rest))
            whole.resize(blank);
    }
    for (std::size_t end = whole.size(); end != std::string::npos && end > 0; end = whole.rfind(' ', end - 1))
        if (hears(whole.substr(0, end)))
            return whole.substr(0, end);
    return whole;
}

std::string PromiseSearch::written(std::size_t begin, std::size_t end) const
{
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
        Item const& item = items_[i];
        text += text.empty() || item.before == Gap::none ? "" : is_apart(item.before) ? ", " : " ";
        text += item.mark ? marks_.marks[*item.mark] : item.marked;
    }
    return text;
}

std::size_t PromiseSearch::pause_behind(std::size_t from) const
{
    std::size_t end = std::min(from + 1, items_.size());
    while (end < items_.size() && !is_apart(items_[end].before))
        ++end;
    return end;
}

/// What stands behind the promise up to a pause or the next one; else what stands in front of it, first its own clause;
/// else what follows after the pause.
std::string PromiseSearch::purpose_of(std::size_t before, Found const& found, std::size_t after) const
{
    std::size_t end = found.end;
    while (end < std::min(after, found.purpose_end) && !is_apart(items_[end].before))
        ++end;
    if (end > found.end)
        return written(found.end, end);
    if (before == found.begin)
        return written(found.end, after);
    std::size_t begin = found.begin;
    while (begin > before && !is_apart(items_[begin].before))
        --begin;
    return begin < found.begin ? written(begin, found.begin) : written(before, found.begin);
}

std::vector<Promise> PromiseSearch::promises() const
{
    std::vector<Promise> promises;
    std::size_t before = 0;
    for (auto at = found_.begin(); at != found_.end(); ++at) {
        auto const next = std::next(at);
        std::size_t const after = next == found_.end() ? items_.size() : std::max(next->second.begin, at->second.end);
        promises.push_back({at->second.word, sentence_, purpose_of(before, at->second, after)});
        before = at->second.end;
    }
    return promises;
}

}  // namespace consentry::keywords
