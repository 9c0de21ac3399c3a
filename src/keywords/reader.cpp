#include "keywords/reader.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace consentry::keywords {
namespace {

using Kind = Segment::Kind;

constexpr std::size_t argument_tokens_max = 3;
constexpr std::size_t articles_max = 2;
constexpr std::size_t rest_tokens_max = 12;  // Of an argument and the courtesy behind it.

bool all_are(std::vector<Segment> const& path, std::initializer_list<Kind> kinds)
{
    return std::ranges::all_of(
        path, [kinds](Segment const& segment) { return std::ranges::find(kinds, segment.kind) != kinds.end(); });
}

}  // namespace

Reading reading_of(Form const& form)
{
    return {.intent = form.intent,
        .tier = Tier::exact,
        .strength = form.strength,
        .keyword = form.keyword,
        .language = form.language,
        .rule = form.rule,
        .pack = form.pack,
        .all = form.all,
        .argument = {},
        .category = form.category,
        .countries = form.countries};
}

void Reader::read()
{
    Senses said = parse_.read();
    if (said == 0 && !parse_.last_opt_out())
        return;
    if (room_.asks)  // "Yes?" is no answer.
        said &= ~(senses::of(Intent::opt_in) | senses::of(Intent::affirm) | senses::of(Intent::acknowledge));
    for (std::size_t i = 0; i < intent_count; ++i)
        if ((said & senses::of(static_cast<Intent>(i))) != 0)
            read_intent(static_cast<Intent>(i));
    if ((said & senses::of(Intent::opt_out)) != 0)
        return;
    if ((said & senses::scoped) != 0)
        read_scoped();
    if (readings_.empty() && (said & senses::mixed) != 0)
        read_contradiction();
    if (readings_.empty() && !room_.asks && parse_.last_opt_out())
        read_argument();
}

void Reader::read_intent(Intent intent)
{
    std::vector<Segment> const path = parse_.path(senses::of(intent));
    if (path.empty())
        return;
    Segment const& keyword = weightiest(path, intent);
    note_taken_off(path, keyword);
    add(keyword, intent, path.size() == 1 ? Tier::exact : Tier::courtesy);
}

/// "STOP ALL", "stop the offers please", "Werbung abbestellen".
void Reader::read_scoped()
{
    std::vector<Segment> const path = parse_.path(senses::scoped);
    Beside beside;
    bool contradictory = false;
    for (Segment const& segment : path) {
        if (segment.kind != Kind::argument)
            continue;
        std::string_view const category = automaton_.category(segment.state);
        contradictory |= !category.empty() && !beside.category.empty() && category != beside.category;
        if (!category.empty())
            beside.category = category;
        beside.argument += (beside.argument.empty() ? "" : " ") + parse_.text(segment.begin, segment.end);
    }
    if (beside.argument.empty())
        return;
    if (contradictory)
        beside.category = {};
    beside.all = !contradictory && beside.category.empty();
    beside.strong_only = beside.category.empty();
    bool const bare = all_are(path, {Kind::keyword, Kind::argument, Kind::article});
    Segment const& keyword = weightiest(path, Intent::opt_out);
    note_taken_off(path, keyword);
    add(keyword, Intent::opt_out, bare ? Tier::exact : Tier::courtesy, beside);
}

/// "Stop start", "help stop": somebody may want out, but a person has to look.
void Reader::read_contradiction()
{
    std::vector<Segment> const path = parse_.path(senses::mixed);
    if (path.empty())
        return;
    Segment const& keyword = weightiest(path, Intent::opt_out);
    note_taken_off(path, keyword);
    add(keyword, Intent::opt_out, Tier::probable);
}

/// "STOP INVOICES": a strong keyword and a few words no pack knows. Whether they name a scope is judged elsewhere.
void Reader::read_argument()
{
    Segment const& keyword = *parse_.last_opt_out();
    std::vector<Token> const& tokens = room_.tokens;
    auto const belongs = [&](std::size_t at, Gap least) {
        return !tokens[at].emoji && tokens[at].before >= least && tokens[at].before <= Gap::hyphen;
    };
    auto const is_article = [&](std::size_t at) {
        Automaton::State const state = automaton_.step(Automaton::root, parse_.word(at));
        return (automaton_.roles(state) & roles::article) != 0;
    };
    std::size_t begin = keyword.end;
    if (begin == tokens.size() || tokens.size() - begin > rest_tokens_max || !belongs(begin, Gap::space))
        return;
    for (std::size_t n = 0; n < articles_max && begin + 1 < tokens.size() && belongs(begin + 1, Gap::none); ++n) {
        if (is_article(begin))
            ++begin;
    }
    std::size_t end = begin + 1;
    if (end == tokens.size() && is_article(begin))
        return;
    while (!parse_.is_courtesy_from(end)) {
        if (end - begin == argument_tokens_max || !belongs(end, Gap::none))
            return;
        ++end;
    }
    bool const bare = keyword.begin == 0 && end == tokens.size();
    note_taken_off({{0, keyword.begin}, {end, tokens.size()}}, keyword);
    add(keyword, Intent::opt_out, bare ? Tier::exact : Tier::courtesy,
        {.argument = parse_.text(begin, end), .strong_only = true});
}

/// Of several keywords of one text the one that decides: strong before weak, everything before a category, longest,
/// first.
Segment const& Reader::weightiest(std::vector<Segment> const& path, Intent intent) const
{
    auto const weight = [&](Segment const& segment) {
        bool says = false, strong = false, wide = false;
        for (Form const& form : automaton_.forms(segment.state)) {
            if (form.intent != intent || segment.kind != Kind::keyword)
                continue;
            says = true;
            strong |= form.strength == Strength::strong;
            wide |= form.category.empty();
        }
        return std::tuple{says, strong, wide, segment.end - segment.begin};
    };
    auto const best = std::ranges::max_element(path, {}, weight);
    assert(best != path.end() && best->kind == Kind::keyword);
    return *best;
}

void Reader::add(Segment const& keyword, Intent intent, Tier tier, Beside const& beside)
{
    std::span<Form const> const forms = automaton_.forms(keyword.state);
    auto const spelt = [&](Form const& form) { return parse_.spells(form, keyword.begin, keyword.end); };
    bool const accents_count = automaton_.accents_differ(keyword.state) && std::ranges::any_of(forms, spelt);
    for (Form const& form : forms) {
        auto const again
            = [&](Reading const& reading) { return reading.pack == form.pack && reading.intent == form.intent; };
        if (form.intent != intent || (accents_count && !spelt(form))
            || (beside.strong_only && form.strength == Strength::weak)
            || (form.pack != "own" && std::ranges::any_of(readings_, again)))
            continue;
        Reading& reading = readings_.emplace_back(reading_of(form));
        reading.tier = tier;
        reading.argument = beside.argument;
        reading.all |= beside.all;
        if (!beside.category.empty())
            reading.category = beside.category;
        // "Cancel?" asks what would happen.
        if (form.intent == Intent::opt_out && form.strength == Strength::weak && room_.asks)
            reading.tier = Tier::probable;
    }
}

void Reader::note_taken_off(std::vector<Segment> const& path, Segment const& keyword)
{
    if (!taken_off_.empty() || !readings_.empty())
        return;
    for (Segment const& segment : path)
        if (segment.begin < segment.end && segment.begin != keyword.begin && segment.kind != Kind::argument)
            taken_off_.push_back(parse_.text(segment.begin, segment.end));
}

}  // namespace consentry::keywords
