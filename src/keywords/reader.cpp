#include "keywords/reader.hpp"
#include "keywords/characters.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace consentry::keywords {
namespace {

using Kind = Segment::Kind;

constexpr std::size_t argument_tokens_max = 3;
constexpr std::size_t articles_max = 2;
constexpr std::size_t joined_tokens_max = 4;
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
    read_whole();
    if (readings_.empty() && join_letters())
        read_whole();
}

/// What any language makes nothing of, none does; else each reads for itself, so that no language takes the words of
/// another for courtesy.
void Reader::read_whole()
{
    room_.words.clear();
    if (parse_.read(any_tongue) == 0 && !parse_.last_opt_out())
        return;
    std::vector<Tongue> const tongues = tongues_here();
    for (Tongue const tongue : tongues)
        read_in(tongue);
    // What some language understands is no name of a scope: "STOP grazie".
    auto const is_certain = [](Reading const& reading) { return reading.tier != Tier::probable; };
    if (room_.asks || std::ranges::any_of(readings_, is_certain))
        return;
    for (Tongue const tongue : tongues)
        read_argument_in(tongue);
}

/// `und`, and each language that has words of its own in the text: any other reads it as `und` does.
std::vector<Tongue> Reader::tongues_here()
{
    std::vector<bool> marks(automaton_.tongues());
    marks[every_tongue] = true;
    for (std::size_t begin = 0; begin < room_.tokens.size(); ++begin) {
        for (std::size_t end = begin + 1; end <= room_.tokens.size(); ++end) {
            Automaton::State const state = parse_.state(begin, end);
            if (state == Automaton::dead)
                break;
            automaton_.mark_tongues(state, marks);
        }
    }
    std::vector<Tongue> tongues;
    for (Tongue tongue = 0; tongue < marks.size(); ++tongue) {
        if (marks[tongue])
            tongues.push_back(tongue);
    }
    return tongues;
}

/// "S TOP" is STOP: a few words, a single letter among them, that are an opt-out when nothing parts them. As they were
/// folded they stand side by side in memory; a mended word stands elsewhere.
bool Reader::join_letters()
{
    std::vector<Token>& tokens = room_.tokens;
    auto const are_parted = [](Token const& a, Token const& b) {
        return a.text.data() + a.text.size() != b.text.data() || a.marked.data() + a.marked.size() != b.marked.data();
    };
    auto const is_apart = [](Token const& token) { return token.emoji || token.before > Gap::hyphen; };
    if (tokens.size() < 2 || tokens.size() > joined_tokens_max || std::ranges::any_of(tokens, is_apart)
        || std::ranges::none_of(tokens, [](Token const& token) { return is_single_letter(token.text); })
        || std::ranges::adjacent_find(tokens, are_parted) != tokens.end())
        return false;
    Token joined = tokens.front();
    joined.text = {tokens.front().text.begin(), tokens.back().text.end()};
    joined.marked = {tokens.front().marked.begin(), tokens.back().marked.end()};
    Automaton::State const state = automaton_.step(Automaton::root, automaton_.word(joined));
    if ((automaton_.roles(state) & roles::of(Intent::opt_out)) == 0)
        return false;
    tokens.assign(1, joined);
    return true;
}

void Reader::read_in(Tongue tongue)
{
    tongue_ = tongue;
    Senses said = parse_.read(tongue);
    if (said == 0 && !parse_.last_opt_out())
        return;
    if (room_.asks)  // "Yes?" is no answer.
        said &= ~(senses::of(Intent::opt_in) | senses::of(Intent::affirm) | senses::of(Intent::acknowledge));
    for (std::size_t i = 0; i < intent_count; ++i)
        if ((said & senses::of(static_cast<Intent>(i))) != 0)
            read_intent(static_cast<Intent>(i));
    if ((said & senses::of(Intent::opt_out)) != 0)
        return;
    bool const scoped = (said & senses::scoped) != 0 && read_scoped();
    if (!scoped && (said & senses::mixed) != 0)
        read_contradiction();
}

void Reader::read_argument_in(Tongue tongue)
{
    tongue_ = tongue;
    parse_.read(tongue);
    if (parse_.last_opt_out())
        read_argument();
}

void Reader::read_intent(Intent intent)
{
    std::vector<Segment> const path = parse_.path(senses::of(intent));
    if (path.empty())
        return;
    Segment const& keyword = weightiest(path, intent);
    note_taken_off(path, keyword);
    Beside const beside = intent == Intent::opt_out ? what_stands_beside(path, keyword) : Beside{};
    add(keyword, intent, path.size() == 1 ? Tier::exact : Tier::courtesy, beside);
}

/// "STOP ALL", "stop the offers please", "Werbung abbestellen".
bool Reader::read_scoped()
{
    std::vector<Segment> const path = parse_.path(senses::scoped);
    if (path.empty())
        return false;
    Segment const& keyword = weightiest(path, Intent::opt_out);
    Beside beside = what_stands_beside(path, keyword);
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
        return false;
    if (contradictory)
        beside.category = {};
    beside.all = !contradictory && beside.category.empty();
    beside.strong_only |= beside.category.empty();
    bool const bare = all_are(path, {Kind::keyword, Kind::argument, Kind::article});
    note_taken_off(path, keyword);
    add(keyword, Intent::opt_out, bare ? Tier::exact : Tier::courtesy, beside);
    return true;
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

/// "STOP INVOICES", "STOP SUPPORT": a strong keyword and a few words that are no argument of the pack. Whether they
/// name a scope is judged elsewhere.
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
    // With an article in front it may be a sentence: "stop the bus".
    bool const bare = keyword.begin == 0 && begin == keyword.end && end == tokens.size();
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
            if (form.intent != intent || segment.kind != Kind::keyword || !is_heard(form, tongue_))
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

/// What makes an opt-out less than one: it answers a question ("yes, cancel"), answers its own ("Stop? No."), or an
/// unknown word stands with it ("Maria, stop").
Beside Reader::what_stands_beside(std::vector<Segment> const& path, Segment const& keyword) const
{
    constexpr Roles yes = roles::of(Intent::affirm) | roles::of(Intent::acknowledge);
    Beside beside;
    for (Segment const& segment : path) {
        if (segment.begin == keyword.begin || room_.tokens[segment.begin].emoji)
            continue;
        Roles const roles = automaton_.roles(segment.state, tongue_);
        beside.strong_only |= (roles & yes) != 0 && (roles & roles::courtesy) == 0;
        beside.doubtful |= room_.asks && (roles & roles::of(Intent::decline)) != 0;
        beside.strong_only |= segment.kind == Kind::stranger;
        beside.doubtful |= segment.kind == Kind::stranger;
    }
    return beside;
}

void Reader::add(Segment const& keyword, Intent intent, Tier tier, Beside const& beside)
{
    std::span<Form const> const forms = automaton_.forms(keyword.state);
    auto const spelt = [&](Form const& form) { return parse_.spells(form, keyword.begin, keyword.end); };
    bool const accents_count = automaton_.accents_differ(keyword.state) && std::ranges::any_of(forms, spelt);
    for (Form const& form : forms) {
        if (form.intent != intent || !is_heard(form, tongue_) || (accents_count && !spelt(form))
            || (beside.strong_only && form.strength == Strength::weak))
            continue;
        Reading reading = reading_of(form);
        reading.tier = tier;
        reading.argument = beside.argument;
        reading.all |= beside.all;
        if (!beside.category.empty())
            reading.category = beside.category;
        // "Cancel?", "¿Baja?", "stop offers?" ask what would happen; "Stop?" is impatient.
        bool const is_plain_stop
            = form.tongue == every_tongue && form.strength == Strength::strong && beside.argument.empty();
        if (beside.doubtful || (intent == Intent::opt_out && room_.asks && !is_plain_stop))
            reading.tier = Tier::probable;
        keep(std::move(reading));
    }
}

/// Several languages may read one keyword in more than one way; the first tier is right.
void Reader::keep(Reading reading)
{
    auto const is_same = [&](Reading const& other) {
        bool const same_word = reading.pack == "own" ? other.rule == reading.rule : other.pack == reading.pack;
        return same_word && other.intent == reading.intent && other.argument == reading.argument;
    };
    auto const known = std::ranges::find_if(readings_, is_same);
    if (known == readings_.end())
        readings_.push_back(std::move(reading));
    else if (reading.tier < known->tier)
        *known = std::move(reading);
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
