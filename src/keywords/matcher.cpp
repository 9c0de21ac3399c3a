#include "consentry/keywords/matcher.hpp"

#include "keywords/explain.hpp"
#include "keywords/hearing.hpp"
#include "keywords/reader.hpp"
#include "keywords/way_out.hpp"

#include <algorithm>
#include <utility>

namespace consentry::keywords {

struct Matcher::State {
    Knowledge knowledge;
    std::vector<std::string> identities;
};

namespace {

/// The words worth mending: those of keywords that act, and those that sentences about messages are made of.
NearWords near_words(std::span<Pack const> packs)
{
    NearWords near;
    Scratch scratch;
    auto const add = [&](std::string_view text) {
        fold(text, scratch);
        for (Token const& token : scratch.tokens())
            near.add(token.text);
    };
    for (Pack const& pack : packs) {
        for (Intent const intent : {Intent::opt_out, Intent::opt_in, Intent::affirm})
            for (Entry const& entry : pack.entries[static_cast<std::size_t>(intent)])
                if (entry.strength == Strength::strong)
                    add(entry.text);
        for (WordClass const word_class : {WordClass::cease, WordClass::unsubscribe, WordClass::dontsend,
                 WordClass::dontwant, WordClass::message, WordClass::promotion, WordClass::send, WordClass::remove})
            for (Entry const& entry : pack.words[static_cast<std::size_t>(word_class)])
                if (!entry.text.contains('*'))
                    add(entry.text);
    }
    near.finish();
    return near;
}

}  // namespace

Matcher::Matcher(std::unique_ptr<State const> state)
    : state_{std::move(state)}
{
}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

Result<Matcher> Matcher::build(std::span<Pack const> packs, std::span<OwnWord const> own_words)
{
    std::expected<Automaton, std::vector<std::string>> automaton = build_automaton(packs, own_words);
    if (!automaton) {
        std::string detail;
        for (std::string const& problem : automaton.error())
            detail += (detail.empty() ? "" : "\n") + problem;
        return fail(Fault::malformed, std::move(detail));
    }
    std::vector<std::string> identities;
    for (Pack const& pack : packs)
        identities.push_back(pack.identity);
    Knowledge knowledge{
        .automaton = *std::move(automaton), .lexicon = Lexicon::build(packs), .near = near_words(packs)};
    return Matcher{std::make_unique<State const>(std::move(knowledge), std::move(identities))};
}

void Matcher::match(std::string_view text, Scratch& scratch, std::vector<Reading>& readings) const
{
    readings.clear();
    fold(text, scratch);
    Hearing{state_->knowledge, scratch.room(), readings}.hear();
}

Explanation Matcher::explain(std::string_view text) const { return keywords::explain(state_->knowledge, text); }

WayOut Matcher::way_out(std::string_view text) const { return way_out_in(state_->knowledge, text); }

std::vector<Collision> Matcher::collisions() const
{
    std::vector<Collision> result;
    Automaton const& automaton = state_->knowledge.automaton;
    for (Automaton::State state = 0; state < automaton.size(); ++state) {
        std::span<Form const> const forms = automaton.forms(state);
        auto const differs = [&](Form const& form) { return form.intent != forms.front().intent; };
        if (std::ranges::none_of(forms, differs))
            continue;
        Collision& collision = result.emplace_back(folded(forms.front().keyword));
        for (Form const& form : forms)
            collision.readings.push_back(reading_of(form));
    }
    std::ranges::sort(result, {}, &Collision::text);
    return result;
}

std::vector<std::string_view> Matcher::packs() const { return {state_->identities.begin(), state_->identities.end()}; }

}  // namespace consentry::keywords
