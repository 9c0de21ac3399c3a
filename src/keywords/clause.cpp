#include "keywords/clause.hpp"

#include <algorithm>
#include <optional>

namespace consentry::keywords {
namespace {

/// Fills the places of one pattern with words of one clause: the nearest that fit, each word once.
class Fit {
public:
    Fit(Clause const& clause, Phrase const& phrase, std::size_t words_between)
        : clause_{clause}
        , phrase_{phrase}
        , words_between_{words_between}
    {
    }

    /// The words that fill it, from the first that can be filled; nothing if none can.
    std::optional<std::vector<std::size_t>> find()
    {
        for (std::size_t first = 0; first < clause_.words.size(); ++first)
            if (fill(0, first, true))
                return chosen_;
        return {};
    }

private:
    [[nodiscard]] std::size_t places() const { return phrase_.places.size(); }

    /// Whether every place that has to be filled is.
    [[nodiscard]] bool is_complete(unsigned filled) const
    {
        for (std::size_t i = 0; i < places(); ++i)
            if ((filled >> i & 1u) == 0 && !phrase_.places[i].optional)
                return false;
        return !chosen_.empty();
    }

    /// Tries the words from `from` on; the first one taken has to be `from` itself.
    bool fill(unsigned filled, std::size_t from, bool is_first)
    {
        std::size_t const end = is_first ? from + 1 : clause_.words.size();
        for (std::size_t at = from; at < end; ++at) {
            ClauseWord const& word = clause_.words[at];
            if (!is_first && is_too_far(word))
                break;
            if (!is_first && word.begin < clause_.words[chosen_.back()].end)
                continue;
            for (std::size_t place = 0; place < places(); ++place) {
                if (!may_fill(filled, place, word, is_first))
                    continue;
                chosen_.push_back(at);
                if (fill(filled | marked(filled, place), at + 1, false))
                    return true;
                chosen_.pop_back();
            }
        }
        return is_complete(filled);
    }

    [[nodiscard]] bool is_too_far(ClauseWord const& word) const
    {
        return word.begin > clause_.words[chosen_.back()].end + words_between_;
    }

    /// The bits of a place that is filled now; in order, those in front of it can't be filled any more.
    [[nodiscard]] unsigned marked(unsigned filled, std::size_t place) const
    {
        if (phrase_.any_order)
            return 1u << place;
        return ((2u << place) - 1) & ~filled;
    }

    [[nodiscard]] bool may_fill(unsigned filled, std::size_t place, ClauseWord const& word, bool is_first) const
    {
        Phrase::Place const& wanted = phrase_.places[place];
        if ((filled >> place & 1u) != 0 || (wanted.classes & word.classes) == 0)
            return false;
        if (!is_first && wanted.beside && word.begin > clause_.words[chosen_.back()].end + 1)
            return false;
        for (std::size_t before = 0; !phrase_.any_order && before < place; ++before)
            if ((filled >> before & 1u) == 0 && !phrase_.places[before].optional)
                return false;
        return true;
    }

    Clause const& clause_;
    Phrase const& phrase_;
    std::size_t words_between_;
    std::vector<std::size_t> chosen_;
};

/// What stands in the clause beside the words that fill a pattern.
Classes beside(Clause const& clause, std::vector<std::size_t> const& chosen)
{
    Classes classes = 0;
    for (std::size_t i = 0; i < clause.words.size(); ++i)
        if (std::ranges::find(chosen, i) == chosen.end())
            classes |= clause.words[i].classes;
    return classes;
}

/// Tokens of a stretch that are part of no word of the language.
std::size_t unlisted_tokens(Clause const& clause, std::size_t from, std::size_t to)
{
    std::size_t unlisted = to - from, end = from;
    for (ClauseWord const& word : clause.words) {
        std::size_t const begin = std::max(word.begin, end);
        if (word.begin < from || word.end > to || word.end <= begin)
            continue;
        unlisted -= word.end - begin;
        end = word.end;
    }
    return unlisted;
}

void reduce_to(Finding& finding, PhraseKind kind, std::string_view why)
{
    finding.kind = kind;
    finding.why = why;
}

/// "Delete the list": of a list, nobody of themselves.
bool is_about_a_list(Finding const& finding, Classes others)
{
    constexpr Classes taking_off = classes_of(WordClass::remove, WordClass::list);
    return (finding.classes & taking_off) == taking_off && ((finding.classes | others) & class_bit(WordClass::me)) == 0;
}

/// What else stands in the clause may take an opt-out back, or leave it to a person.
void judge_refusal(Finding& finding, Clause const& clause, Classes others)
{
    bool const about_messages = (finding.classes & (classes_of(WordClass::message, WordClass::promotion))) != 0;
    bool const polite = (others & class_bit(WordClass::can)) != 0;
    bool const threatens = (finding.classes & class_bit(WordClass::probable)) != 0;  // "I'll block you if …"
    bool const asks_how = (others & class_bit(WordClass::how)) != 0;
    if ((others & class_bit(WordClass::keep)) != 0)
        reduce_to(finding, PhraseKind::none, "A word beside it asks to go on.");
    else if ((others & class_bit(WordClass::mistake)) != 0)
        reduce_to(finding, PhraseKind::none, "It is said to be a mistake.");
    else if (clause.asks && (others & class_bit(WordClass::unless)) != 0 && !threatens && !asks_how)
        reduce_to(finding, PhraseKind::none, "It is a question about something.");
    else if ((others & class_bit(WordClass::unless)) != 0)
        reduce_to(finding, about_messages || threatens || asks_how ? PhraseKind::probable : PhraseKind::none,
            "A word beside it makes it a condition, a report or a question.");
    else if ((others & class_bit(WordClass::other)) != 0 && !about_messages)
        reduce_to(finding, PhraseKind::none, "It is about something else.");
    else if ((others & class_bit(WordClass::other)) != 0)
        reduce_to(finding, PhraseKind::probable, "It may be about something else.");
    else if (asks_how)
        reduce_to(finding, PhraseKind::probable, "It asks for the way out.");
    else if (clause.asks && !polite)
        reduce_to(finding, PhraseKind::probable, "It is a question.");
    else if (is_about_a_list(finding, others))
        reduce_to(finding, PhraseKind::probable, "It does not say whom to take off the list.");
}

/// Somebody speaks of themselves, or asks for it.
constexpr Classes personal
    = classes_of(WordClass::me, WordClass::can, WordClass::want, WordClass::dontwant, WordClass::more);

/// Who wants no more messages says little else in the same breath. The more words of a clause its language does not
/// list, the less it is about messages.
void judge_length(Finding& finding, Classes others, std::size_t other_words, Distances const& distances)
{
    bool const is_personal = ((finding.classes | others) & personal) != 0;
    bool const is_thin = finding.phrase->places.size() == 1 || !is_personal;
    std::size_t const beside = is_thin ? distances.beside_thin : distances.beside;
    bool const too_much = (finding.kind == PhraseKind::probable && other_words > distances.beside_perhaps)
        || (finding.kind == PhraseKind::hint && other_words > distances.beside_hint)
        || (finding.kind == PhraseKind::opt_out && other_words > 2 * beside);
    if (too_much)
        reduce_to(finding, PhraseKind::none, "Too much else is said beside it.");
    else if (finding.kind == PhraseKind::opt_out && other_words > beside)
        reduce_to(finding, PhraseKind::probable, "Much else is said beside it.");
    else if (finding.kind == PhraseKind::opt_out && finding.strange >= distances.between)
        reduce_to(finding, PhraseKind::probable, "Its words stand far apart.");
}

/// Nobody is signed up in passing.
void judge_opt_in(
    Finding& finding, Clause const& clause, Classes others, std::size_t other_words, Distances const& distances)
{
    constexpr Classes contrary = classes_of(WordClass::not_, WordClass::dontsend, WordClass::dontwant,
        WordClass::remove, WordClass::enough, WordClass::unless, WordClass::how, WordClass::other);
    constexpr Classes stopping = classes_of(WordClass::cease, WordClass::unsubscribe);
    bool const by_mistake = (others & class_bit(WordClass::mistake)) != 0;  // "I sent stop by mistake, keep sending."
    if ((others & (by_mistake ? contrary : contrary | stopping)) != 0)
        reduce_to(finding, PhraseKind::none, "A word beside it says something else.");
    else if (clause.asks)
        reduce_to(finding, PhraseKind::none, "A question is no answer.");
    else if (other_words > distances.beside_perhaps)
        reduce_to(finding, PhraseKind::none, "Too much else is said beside it.");
}

/// How far behind an opt-out its object may stand: "stop sending me these offers".
constexpr std::size_t object_distance_max = 3;

/// Advertising that is named right behind it is what it is about, whichever of its words the pattern took. What stands
/// in front may be the reason: "I hate your ads stop texting me".
Classes object_behind(Clause const& clause, Finding const& finding)
{
    for (ClauseWord const& word : clause.words)
        if (word.begin >= finding.end && word.begin < finding.end + object_distance_max)
            if (Classes const object = word.classes & class_bit(WordClass::promotion))
                return object;
    return 0;
}

/// "Don't send me the red one": what is not to be sent is told, and it is no message.
bool names_another_object(Clause const& clause, Finding const& finding, Classes others)
{
    constexpr Classes sending = classes_of(WordClass::send, WordClass::dontsend);
    constexpr Classes everything = classes_of(WordClass::message, WordClass::promotion, WordClass::more);
    constexpr std::size_t unlisted_max = 1;
    bool const sends = (finding.classes & sending) != 0 && (finding.classes & class_bit(WordClass::cease)) == 0;
    return sends && ((finding.classes | others) & everything) == 0
        && unlisted_tokens(clause, finding.end, clause.end) > unlisted_max;
}

bool overlap(Finding const& a, Finding const& b) { return a.begin < b.end && b.begin < a.end; }

/// "Don't stop": what a pattern of the kind `none` spans, no other one says.
void take_back_spanned(std::vector<Finding>& findings, std::vector<Finding> const& spans)
{
    for (Finding& finding : findings)
        for (Finding const& span : spans)
            if (overlap(finding, span))
                reduce_to(finding, PhraseKind::none, "The words around it turn it into something else.");
}

}  // namespace

Classes Clause::classes() const
{
    Classes result = 0;
    for (ClauseWord const& word : words)
        result |= word.classes;
    return result;
}

bool may_fit(Phrase const& phrase, Classes seen)
{
    return std::ranges::all_of(
        phrase.places, [seen](Phrase::Place const& place) { return place.optional || (place.classes & seen) != 0; });
}

std::vector<Finding> findings_in(Clause const& clause, Lexicon::Speech const& speech, Distances const& distances)
{
    std::vector<Finding> findings, spans;
    Classes const seen = clause.classes();
    std::size_t const other_words = unlisted_tokens(clause, clause.begin, clause.end);
    for (Phrase const& phrase : speech.phrases) {
        if (!may_fit(phrase, seen))
            continue;
        auto const chosen = Fit{clause, phrase, distances.between}.find();
        if (!chosen)
            continue;
        Finding finding{.phrase = &phrase,
            .begin = clause.words[chosen->front()].begin,
            .end = clause.words[chosen->back()].end,
            .kind = phrase.kind,
            .why = {},
            .clause = clause.begin};
        for (std::size_t const at : *chosen)
            finding.classes |= clause.words[at].classes;
        finding.strange = unlisted_tokens(clause, finding.begin, finding.end);
        if (phrase.kind == PhraseKind::none) {
            spans.push_back(finding);
            continue;
        }
        // A word may be both: Indonesian "pesanan", an order, begins like "pesan", a message.
        Classes const others = beside(clause, *chosen) | (finding.classes & class_bit(WordClass::other));
        if (phrase.kind == PhraseKind::opt_in)
            judge_opt_in(finding, clause, others, other_words, distances);
        else
            judge_refusal(finding, clause, others);
        judge_length(finding, others, other_words, distances);
        if (finding.kind == PhraseKind::opt_out && names_another_object(clause, finding, others))
            reduce_to(finding, PhraseKind::probable, "What is not to be sent may be something else.");
        finding.classes |= object_behind(clause, finding);
        finding.classes |= others & class_bit(WordClass::message);  // "No offers and no messages" is more than offers.
        findings.push_back(finding);
    }
    take_back_spanned(findings, spans);
    // A hint that is taken back tells nothing: no language is believed for it.
    std::erase_if(findings, [](Finding const& finding) {
        return finding.phrase->kind == PhraseKind::hint && finding.kind != PhraseKind::hint;
    });
    return findings;
}

}  // namespace consentry::keywords
