#include "keywords/sentences.hpp"

#include "keywords/characters.hpp"
#include "keywords/word_breaks.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace consentry::keywords {
namespace {

/// In words, and in characters where there are no spaces.
constexpr Distances distances_in_words{
    .between = 4, .beside = 10, .beside_perhaps = 5, .beside_hint = 1, .beside_thin = 4};
constexpr Distances distances_in_syllables{
    .between = 8, .beside = 24, .beside_perhaps = 12, .beside_hint = 4, .beside_thin = 10};

constexpr std::size_t hinting_tokens_max = 24;

/// One of these has to be there, whatever the pattern.
constexpr Classes anchors
    = classes_of(WordClass::cease, WordClass::unsubscribe, WordClass::dontsend, WordClass::dontbother,
          WordClass::dontdo, WordClass::dontwant, WordClass::not_, WordClass::enough, WordClass::often,
          WordClass::remove, WordClass::subscribe, WordClass::keep, WordClass::want, WordClass::probable)
    | ~((Classes{1} << quoted_first) - 1);

/// What can be a pattern by itself.
constexpr Classes decisive = classes_of(
    WordClass::unsubscribe, WordClass::probable, WordClass::subscribe, WordClass::dontsend, WordClass::dontbother);

/// Words of those who want less.
constexpr Classes refusals
    = classes_of(WordClass::cease, WordClass::unsubscribe, WordClass::dontsend, WordClass::dontbother,
        WordClass::dontwant, WordClass::not_, WordClass::enough, WordClass::remove, WordClass::probable);

/// Puts the words in order, the longest first of those that begin together, and makes one of those that stand twice.
void merge(std::vector<ClauseWord>& words)
{
    std::ranges::sort(words, [](ClauseWord const& a, ClauseWord const& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    std::size_t kept = 0;
    for (ClauseWord const& word : words) {
        bool const stands_twice = kept > 0 && words[kept - 1].begin == word.begin && words[kept - 1].end == word.end;
        if (stands_twice)
            words[kept - 1].classes |= word.classes;
        else
            words[kept++] = word;
    }
    words.resize(kept);
}

/// What the words that begin in front hide of those behind them.
class Shadow {
public:
    [[nodiscard]] bool hides(ClauseWord const& word) const
    {
        // "Don't stop" hides "stop".
        if (word.end <= covered_)
            return true;
        // "Wrong number" may only say something, so its words count as well, but no "wrong", which would turn it round.
        if (word.end <= perhaps_ && (word.classes & ~turning) == 0)
            return true;
        // "Ya no quiero" leaves no "quiero recibir", a wish that begins within it; but "recibir".
        return word.begin < refused_ && (word.classes & wishing) != 0 && (word.classes & refusing) == 0;
    }

    void add(ClauseWord const& word)
    {
        std::size_t& reached = word.classes == class_bit(WordClass::probable) ? perhaps_ : covered_;
        reached = std::max(reached, word.end);
        if ((word.classes & refusing) != 0)
            refused_ = std::max(refused_, word.end);
    }

private:
    static constexpr Classes turning = classes_of(WordClass::mistake, WordClass::unless, WordClass::other);
    static constexpr Classes wishing = classes_of(WordClass::subscribe, WordClass::want, WordClass::keep);
    static constexpr Classes refusing
        = classes_of(WordClass::dontwant, WordClass::dontsend, WordClass::dontbother, WordClass::not_);

    std::size_t covered_ = 0, perhaps_ = 0, refused_ = 0;  ///< The ends of what does so.
};

/// Leaves out what other words hide. Those that remain stand in order, and hardly overlap.
void settle(std::vector<ClauseWord>& words)
{
    merge(words);
    Shadow shadow;
    std::erase_if(words, [&](ClauseWord const& word) {
        bool const hidden = shadow.hides(word);
        if (!hidden)
            shadow.add(word);
        return hidden;
    });
    std::ranges::sort(words, {}, [](ClauseWord const& word) { return std::pair{word.begin, word.end}; });
}

/// "…, write to me": a clause that wants something sent, and refuses nothing.
bool asks_to_send(Clause const& clause)
{
    constexpr Classes contrary = refusals | classes_of(WordClass::unless, WordClass::bother, WordClass::often);
    Classes const classes = clause.classes();
    return !clause.asks && (classes & class_bit(WordClass::send)) != 0 && (classes & contrary) == 0;
}

/// Ways of sending, of which one may be refused.
constexpr Classes ways = classes_of(WordClass::send, WordClass::dontsend, WordClass::dontdo);

/// "Don't call me, write", "not the red one, send the blue": what is refused is neither messages nor advertising, so
/// who asks for something to be sent in the same breath wants to go on.
bool wants_another_way(Finding const& finding)
{
    constexpr Classes objects = classes_of(WordClass::message, WordClass::promotion, WordClass::cease);
    return (finding.classes & ways) != 0 && (finding.classes & objects) == 0;
}

/// What is refused is a way of sending, and may be one of several: "don't call me".
bool is_about_sending(Finding const& finding)
{
    return (finding.classes & ways) != 0 && (finding.classes & class_bit(WordClass::promotion)) == 0;
}

/// An opt-out that names advertising alone is one of what is advertised.
std::string_view category_of(Finding const& finding)
{
    bool const advertising = (finding.classes & class_bit(WordClass::promotion)) != 0;
    bool const everything = (finding.classes & class_bit(WordClass::message)) != 0;
    return advertising && !everything ? "marketing" : "";
}

}  // namespace

Finding const* Sentences::Opinion::best(PhraseKind kind) const
{
    auto const found = std::ranges::find(findings, kind, &Finding::kind);
    return found == findings.end() ? nullptr : &*found;
}

Finding const* Sentences::Opinion::doubled() const
{
    Finding const* first = nullptr;
    for (Finding const& finding : findings) {
        if (finding.kind != PhraseKind::probable && finding.kind != PhraseKind::hint)
            continue;
        if (first && first->clause != finding.clause)
            return first;
        if (!first)
            first = &finding;
    }
    return nullptr;
}

bool Sentences::look()
{
    if (room_.cut)
        return false;
    lexicon_.find(room_);
    several_clauses_ = room_.has_pause();
    for (Tongue tongue = 0; tongue < room_.classes.size(); ++tongue)
        if (may_say_something(tongue))
            return true;
    return false;
}

/// Words of `und` alone are read as `und`, and as no language that lends nothing to them.
bool Sentences::may_say_something(Tongue tongue) const
{
    if (room_.classes[tongue] == 0)
        return false;
    Classes const seen = room_.classes[tongue] | room_.classes[every_tongue];
    if ((seen & anchors) == 0 || (std::popcount(seen) < 2 && (seen & decisive) == 0))
        return false;
    auto const fits = [&](Phrase const& phrase) {
        bool const counts = phrase.kind == PhraseKind::hint ? several_clauses_ : phrase.kind != PhraseKind::none;
        return counts && may_fit(phrase, seen);
    };
    return std::ranges::any_of(lexicon_.speeches()[tongue].phrases, fits);
}

std::vector<ClauseWord> Sentences::words_of(Tongue tongue) const
{
    std::vector<ClauseWord> words;
    for (Scratch::Room::Hit const& hit : room_.hits) {
        ClauseWord word{hit.begin, hit.end, 0};
        for (Lexicon::Use const& use : lexicon_.uses(hit.state))
            if (use.tongue == tongue || use.tongue == every_tongue)
                word.classes |= use.classes & ~ignored_;
        if (word.classes == 0 || !are_words(room_, word.begin, word.end))
            continue;
        words.push_back(word);
    }
    settle(words);
    return words;
}

std::vector<Clause> Sentences::clauses_of(Tongue tongue) const
{
    std::vector<Clause> clauses;
    std::vector<Token> const& tokens = room_.tokens;
    for (std::size_t begin = 0; begin < tokens.size();) {
        Clause& clause = clauses.emplace_back();
        clause.begin = begin;
        clause.end = begin + 1;
        while (clause.end < tokens.size() && tokens[clause.end].before < Gap::pause)
            ++clause.end;
        begin = clause.end;
    }
    for (std::size_t i = clauses.size(); i-- > 0;) {
        bool const goes_on = i + 1 < clauses.size() && tokens[clauses[i + 1].begin].before == Gap::pause;
        clauses[i].asks = tokens[clauses[i].end - 1].asked || (goes_on && clauses[i + 1].asks);
    }
    auto clause = clauses.begin();
    for (ClauseWord const& word : words_of(tongue)) {  // In the order of the text; none reaches over a pause.
        while (clause->end <= word.begin)
            ++clause;
        clause->words.push_back(word);
    }
    return clauses;
}

std::vector<Sentences::Opinion> Sentences::opinions()
{
    find_word_breaks(room_);
    count_known();
    bool const syllables = std::ranges::any_of(
        room_.tokens, [](Token const& token) { return !token.emoji && is_syllable_token(token.text); });
    std::vector<Opinion> opinions;
    for (Tongue tongue = 0; tongue < room_.classes.size(); ++tongue) {
        if (!may_say_something(tongue))
            continue;
        Opinion opinion{.tongue = tongue, .known = known_[tongue].tokens, .findings = {}};
        for (Clause const& clause : clauses_of(tongue)) {
            std::size_t const before = opinion.findings.size();
            for (Finding const& finding : findings_in(
                     clause, lexicon_.speeches()[tongue], syllables ? distances_in_syllables : distances_in_words))
                opinion.findings.push_back(finding);
            if (opinion.findings.size() == before && asks_to_send(clause))
                opinion.asks_to_send = true;
        }
        if (!opinion.findings.empty())
            opinions.push_back(std::move(opinion));
    }
    auto const rank
        = [](Opinion const& opinion) { return std::pair{-static_cast<std::ptrdiff_t>(opinion.known), opinion.tongue}; };
    std::ranges::sort(opinions, {}, rank);
    return opinions;
}

Reading Sentences::reading_of(Opinion const& opinion, Finding const& finding, PhraseKind kind) const
{
    Lexicon::Speech const& speech = lexicon_.speeches()[opinion.tongue];
    return {.intent = kind == PhraseKind::opt_in ? Intent::opt_in : Intent::opt_out,
        .tier = kind == PhraseKind::probable ? Tier::probable : Tier::phrase,
        .strength = Strength::strong,
        .keyword = finding.phrase->text,
        .language = speech.language,
        .rule = finding.phrase->rule,
        .pack = speech.pack,
        .all = false,
        .argument = {},
        .category = kind == PhraseKind::opt_in ? "" : category_of(finding),
        .countries = {}};
}

/// "Keep sending" changes nothing, unless somebody stopped by mistake; and "no, I want messages" is not clear enough.
bool Sentences::wants_in(Opinion const& opinion, Finding const& in) const
{
    Classes const seen = room_.classes[opinion.tongue] | room_.classes[every_tongue];
    bool const goes_on = (in.classes & class_bit(WordClass::keep)) != 0;
    return (seen & class_bit(WordClass::mistake)) != 0 || (!goes_on && (seen & refusals) == 0);
}

/// In so many words hints come together by chance.
bool Sentences::is_long() const { return room_.tokens.size() > hinting_tokens_max; }

bool Sentences::name_way_out()
{
    std::vector<Opinion> const all = opinions();
    return std::ranges::any_of(all, [this](Opinion const& opinion) {
        return is_believed(opinion) && (opinion.best(PhraseKind::opt_out) || opinion.best(PhraseKind::probable));
    });
}

void Sentences::read_doubled(std::vector<Reading>& readings)
{
    if (is_long())
        return;
    for (Opinion const& opinion : opinions())
        if (Finding const* const twice = opinion.doubled();
            twice && is_believed(opinion) && !opinion.best(PhraseKind::opt_in))
            readings.push_back(reading_of(opinion, *twice, PhraseKind::opt_out));
}

void Sentences::read(std::vector<Reading>& readings)
{
    std::vector<Opinion> const all = opinions();
    std::size_t taken_back = most_known(class_bit(WordClass::keep));  // By a language that takes something back.
    bool out = false;
    for (Opinion const& opinion : all) {
        Finding const* const clear = opinion.best(PhraseKind::opt_out);
        Finding const* const act = clear || is_long() ? clear : opinion.doubled();  // "Wrong number, don't write."
        Finding const* const hold = opinion.best(PhraseKind::probable);
        if (!act && !hold && opinion.best(PhraseKind::none))
            taken_back = std::max(taken_back, opinion.known);
        if ((!act && !hold) || opinion.known < taken_back || !is_believed(opinion))
            continue;
        Finding const& said = act ? *act : *hold;
        if (opinion.asks_to_send && wants_another_way(said))
            continue;
        bool const sure = act && opinion.known > taken_back && !opinion.best(PhraseKind::opt_in)
            && !(is_about_sending(said) && opinion.asks_to_send);
        readings.push_back(reading_of(opinion, said, sure ? PhraseKind::opt_out : PhraseKind::probable));
        out = true;
    }
    if (out)
        return;
    for (Opinion const& opinion : all)
        if (Finding const* const in = opinion.best(PhraseKind::opt_in);
            in && is_believed(opinion) && wants_in(opinion, *in))
            readings.push_back(reading_of(opinion, *in, PhraseKind::opt_in));
}

}  // namespace consentry::keywords
