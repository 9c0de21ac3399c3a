#include "consentry/keywords/matcher.hpp"

#include "keywords/automaton.hpp"
#include "keywords/explain.hpp"
#include "keywords/reader.hpp"

#include <algorithm>
#include <utility>

namespace consentry::keywords {

struct Matcher::State {
    Automaton automaton;
    std::vector<std::string> identities;
};

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
    return Matcher{std::make_unique<State const>(std::move(*automaton), std::move(identities))};
}

void Matcher::match(std::string_view text, Scratch& scratch, std::vector<Reading>& readings) const
{
    readings.clear();
    fold(text, scratch);
    Reader{state_->automaton, scratch.room(), readings}.read();
}

Explanation Matcher::explain(std::string_view text) const { return keywords::explain(state_->automaton, text); }

std::vector<Collision> Matcher::collisions() const
{
    std::vector<Collision> result;
    Automaton const& automaton = state_->automaton;
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
