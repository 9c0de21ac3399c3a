#include "keywords/parse.hpp"
#include "keywords/characters.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>

namespace consentry::keywords {
namespace {

constexpr Senses sense(Intent intent) { return senses::of(intent); }
constexpr std::size_t name_tokens_max = 2;
constexpr std::size_t signature_tokens_max = 3;

}  // namespace

/// A segment, and which senses it says or lets pass.
struct Parse::Step {
    Segment segment;
    Senses says = 0;
    Senses passes = 0;
};

Word Parse::word(std::size_t at)
{
    constexpr Word unknown_yet = std::numeric_limits<Word>::max();
    std::vector<Word>& words = room_.words;
    if (at >= words.size())
        words.resize(at + 1, unknown_yet);
    if (words[at] == unknown_yet)
        words[at] = automaton_.word(room_.tokens[at]);
    return words[at];
}

/// The step by one token. No keyword goes on behind a comma ("no, más ofertas") unless it is written so.
Automaton::State Parse::advance(Automaton::State from, std::size_t at, bool is_first)
{
    Automaton::State const to = automaton_.step(from, word(at));
    bool const broken = !is_first && gap(at) >= Gap::pause && !automaton_.spans_pause(to);
    return broken ? Automaton::dead : to;
}

Automaton::State Parse::state(std::size_t begin, std::size_t end)
{
    Automaton::State state = Automaton::root;
    for (std::size_t i = begin; i < end; ++i) {
        state = advance(state, i, i == begin);
        if (state == Automaton::dead)
            break;
    }
    return state;
}

std::string Parse::text(std::size_t begin, std::size_t end) const
{
    std::string result;
    for (std::size_t i = begin; i < end; ++i) {
        if (i > begin)
            result += ' ';
        result += room_.tokens[i].text;
    }
    return result;
}

bool Parse::spells(Form const& form, std::size_t begin, std::size_t end) const
{
    std::string_view rest = form.marked;
    for (std::size_t i = begin; i < end; ++i) {
        if (i > begin && rest.starts_with(' '))
            rest.remove_prefix(1);
        if (!rest.starts_with(room_.tokens[i].marked))
            return false;
        rest.remove_prefix(room_.tokens[i].marked.size());
    }
    return rest.empty();
}

Roles Parse::roles_at(Automaton::State state, std::size_t begin, std::size_t end) const
{
    Roles const roles = automaton_.roles(state, tongue_);
    if (!automaton_.accents_differ(state))
        return roles;
    Roles spelt = 0;
    for (Form const& form : automaton_.forms(state))
        if (is_heard(form, tongue_) && spells(form, begin, end))
            spelt |= roles::of(form.intent);
    return spelt == 0 ? roles : (roles & ~roles::intents) | spelt;
}

bool Parse::stands_apart(std::size_t begin, std::size_t end) const
{
    return (begin == 0 || gap(begin) >= Gap::pause) && (end == size() || gap(end) >= Gap::pause);
}

bool Parse::is_article(std::size_t at)
{
    return (automaton_.roles(automaton_.step(Automaton::root, word(at)), tongue_) & roles::article) != 0;
}

/// "No thanks, stop", "Nein danke. Bitte abmelden": thanks end a no, and so does other courtesy in front of a pause.
bool Parse::is_closed(Segment const& decline)
{
    Automaton::State state = Automaton::root;
    for (std::size_t at = decline.end; at < size();) {
        state = advance(state, at, at == decline.end);
        if (state == Automaton::dead)
            return false;
        ++at;
        Roles const roles = automaton_.roles(state, tongue_);
        bool const pauses = at == size() || gap(at) >= Gap::pause;
        if ((roles & roles::thanks) != 0 || ((roles & roles::courtesy) != 0 && pauses))
            return true;
    }
    return false;
}

/// A single letter is a keyword only as the whole message ("alto y claro", "S TOP"), unless the brand offered it. Some
/// arguments are none behind an article.
Roles Parse::roles_that_count(Segment const& segment, Roles roles)
{
    bool const whole = segment.begin == 0 && segment.end == size();
    if (!whole && (roles & roles::own) == 0 && segment.end - segment.begin == 1
        && is_single_letter(room_.tokens[segment.begin].text))
        roles &= ~(roles::intents & ~roles::of(Intent::acknowledge));
    if ((roles & roles::bare) != 0 && tongue_ != any_tongue && segment.begin > 0 && is_article(segment.begin - 1))
        roles &= ~roles::argument;
    return roles;
}

Parse::Step Parse::keyword_step(Segment segment, Roles roles)
{
    roles = roles_that_count(segment, roles);
    bool const emoji = room_.tokens[segment.begin].emoji;
    if (emoji && has_words_ && (roles & roles::faint) != 0)
        return {.segment = segment, .passes = senses::all};
    Step step{.segment = segment};
    step.says = roles & roles::intents;
    step.passes = senses::beside(roles);
    if ((step.says & sense(Intent::opt_out)) != 0)
        step.says |= senses::stops;
    bool const apart = emoji || stands_apart(segment.begin, segment.end);
    // "No. Stop!" is an opt-out; "no parar" asks to go on.
    if ((step.says & sense(Intent::decline)) != 0 && (apart || is_closed(segment)))
        step.passes |= senses::stops;
    // "Ok, no" and "no, fine" are answers; "no good" is none.
    if ((apart || segment.begin == 0) && (step.says & sense(Intent::acknowledge)) != 0)
        step.passes |= sense(Intent::decline);
    if (step.says != 0)
        step.segment.kind = Segment::Kind::keyword;
    else if ((roles & roles::courtesy) != 0)
        step.segment.kind = Segment::Kind::courtesy;
    else
        step.segment.kind = (roles & roles::argument) != 0 ? Segment::Kind::argument : Segment::Kind::article;
    return step;
}

/// Unknown words where names stand: no keyword, courtesy or article of any language, no numbers.
bool Parse::may_be_name(std::size_t begin, std::size_t end)
{
    for (std::size_t i = begin; i < end; ++i) {
        Token const& token = room_.tokens[i];
        bool const apart = i > begin && gap(i) >= Gap::link;
        bool const known = automaton_.roles(automaton_.step(Automaton::root, word(i))) != 0;
        bool const number = token.text.find_first_of("0123456789") != token.text.npos;
        if (apart || token.emoji || known || number)
            return false;
    }
    return true;
}

/// "Hi Maria, stop", "Hi, Maria. Stop", "Mr Smith, please stop": up to two words behind a greeting or an address and in
/// front of a pause. "Stop. Thanks, Maria": behind thanks, at the end, where only an opt-out lets them pass; a yes with
/// unknown words behind it is another sentence.
template <class OnStep>
void Parse::each_name(Segment const& segment, Roles roles, OnStep on_step)
{
    std::size_t const end = segment.end;
    if ((roles & roles::named) != 0)
        for (std::size_t n = 1; n <= name_tokens_max && end + n < size(); ++n)
            if (gap(end) != Gap::link && gap(end) < Gap::line && gap(end + n) >= Gap::pause
                && may_be_name(end, end + n))
                on_step(Step{.segment = {segment.begin, end + n, segment.state, Segment::Kind::name},
                    .says = 0,
                    .passes = senses::all});
    if ((roles & roles::thanks) != 0 && end < size() && size() - end <= name_tokens_max)
        if ((gap(end) >= Gap::pause || size() - end == 1) && may_be_name(end, size()))
            on_step(Step{.segment = {segment.begin, size(), segment.state, Segment::Kind::name},
                .says = 0,
                .passes = senses::stops});
}

/// Without courtesy: "Maria, stop", "Stop, Maria", and a signature on the last line.
template <class OnStep>
void Parse::each_stranger(std::size_t begin, OnStep on_step)
{
    auto const offer = [&](std::size_t end, Segment::Kind kind) {
        if (may_be_name(begin, end))
            on_step(Step{.segment = {begin, end, Automaton::root, kind}, .says = 0, .passes = senses::stops});
    };
    std::size_t const rest = size() - begin;
    if (begin == 0) {
        if (rest > 1 && gap(1) == Gap::pause)
            offer(1, Segment::Kind::stranger);
    } else if (gap(begin) == Gap::line) {
        if (rest <= signature_tokens_max)
            offer(size(), Segment::Kind::name);
    } else if (rest == 1 && gap(begin) == Gap::pause) {
        offer(size(), Segment::Kind::stranger);
    }
}

template <class OnStep>
void Parse::each_step(std::size_t begin, OnStep on_step)
{
    if (room_.tokens[begin].emoji) {
        Automaton::State const state = automaton_.step(Automaton::root, word(begin));
        on_step(Step{.segment = {begin, begin + 1, state, Segment::Kind::decoration},
            .says = 0,
            .passes = senses::decorated(automaton_.roles(state))});
    }
    each_stranger(begin, on_step);
    Automaton::State state = Automaton::root;
    for (std::size_t end = begin; end < size();) {
        state = advance(state, end, end == begin);
        if (state == Automaton::dead)
            return;
        ++end;
        if (Roles const roles = roles_at(state, begin, end)) {
            Segment const segment{begin, end, state, Segment::Kind::keyword};
            on_step(keyword_step(segment, roles));
            each_name(segment, roles, on_step);
        }
    }
}

/// Nearly every message begins with a word that no keyword begins with, and ends here.
bool Parse::may_be_read()
{
    if (room_.tokens.empty() || room_.cut)
        return false;
    bool const stranger = size() > 1 && gap(1) == Gap::pause;
    return stranger || room_.tokens.front().emoji || automaton_.step(Automaton::root, word(0)) != Automaton::dead;
}

Senses Parse::read(Tongue tongue)
{
    tongue_ = tongue;
    last_opt_out_.reset();
    if (!may_be_read())
        return 0;
    has_words_ = std::ranges::any_of(room_.tokens, [](Token const& token) { return !token.emoji; });
    room_.reach.assign(size() + 1, {});
    room_.reach.front().bare = senses::all;
    std::size_t furthest = 0;
    for (std::size_t at = 0; at <= furthest && at < size(); ++at) {
        Reach const here = room_.reach[at];
        if ((here.bare | here.said) == 0)
            continue;
        each_step(at, [&](Step const& step) {
            Reach& there = room_.reach[step.segment.end];
            there.bare |= here.bare & step.passes;
            there.said |= (here.said & (step.passes | step.says)) | (here.bare & step.says);
            if ((there.bare | there.said) != 0)
                furthest = std::max(furthest, step.segment.end);
            if ((step.says & (here.bare | here.said) & sense(Intent::opt_out)) != 0
                && (!last_opt_out_ || step.segment.end >= last_opt_out_->end))
                last_opt_out_ = step.segment;
        });
    }
    return room_.reach.back().said;
}

/// What a keyword is where it is not the one that says it.
Segment::Kind Parse::kind_beside(Automaton::State state, Senses wanted) const
{
    bool const argues = wanted == senses::scoped && (automaton_.roles(state, tongue_) & roles::argument) != 0;
    return argues ? Segment::Kind::argument : Segment::Kind::courtesy;
}

std::vector<Segment> Parse::path(Senses wanted)
{
    struct Arrival {
        unsigned cost = std::numeric_limits<unsigned>::max();
        Segment segment;
        bool from_said = false;
    };
    std::vector<std::array<Arrival, 2>> best(size() + 1);  // By position, and whether it has been said.
    best[0][0].cost = 0;
    for (std::size_t at = 0; at < size(); ++at)
        for (bool const said : {false, true}) {
            unsigned const cost = best[at][said].cost;
            if (cost == std::numeric_limits<unsigned>::max())
                continue;
            each_step(at, [&](Step const& step) {
                bool const says = (step.says & wanted) != 0;
                if (!says && (step.passes & wanted) == 0)
                    return;
                // Decoration costs as much as a keyword, so that an emoji that says it is heard.
                Arrival& there = best[step.segment.end][said || says];
                if (cost + 1 < there.cost || (cost + 1 == there.cost && says)) {
                    there = {.cost = cost + 1, .segment = step.segment, .from_said = said};
                    if (!says && there.segment.kind == Segment::Kind::keyword)
                        there.segment.kind = kind_beside(there.segment.state, wanted);
                }
            });
        }
    std::vector<Segment> segments;
    if (best.back()[false].cost < best.back()[true].cost)
        return segments;  // 你好 is a greeting, not 你 and 好.
    bool said = true;
    for (std::size_t at = size(); at > 0;) {
        Arrival const& arrival = best[at][said];
        assert(arrival.cost != std::numeric_limits<unsigned>::max());
        segments.push_back(arrival.segment);
        at = arrival.segment.begin;
        said = arrival.from_said;
    }
    std::ranges::reverse(segments);
    return segments;
}

bool Parse::is_courtesy_from(std::size_t begin)
{
    std::vector<bool> reached(size() + 1);
    reached[begin] = true;
    for (std::size_t at = begin; at < size(); ++at)
        if (reached[at])
            each_step(at, [&](Step const& step) {
                bool const passes = ((step.passes | step.says) & sense(Intent::opt_out)) != 0;
                if (passes && step.segment.kind != Segment::Kind::argument
                    && step.segment.kind != Segment::Kind::article)
                    reached[step.segment.end] = true;
            });
    return reached[size()];
}

}  // namespace consentry::keywords
