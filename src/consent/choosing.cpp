#include "consentry/consent/choosing.hpp"

#include "consentry/consent/languages.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

using Candidates = std::vector<Reading const*>;

/// Lower is safer.
int danger(Reading const& reading)
{
    switch (reading.intent) {
    case Intent::opt_out: return reading.hold ? 1 : reading.weak ? 2 : 0;
    case Intent::meta_stop: return 0;
    case Intent::decline: return 3;
    case Intent::help: return 4;
    case Intent::acknowledge: return 5;
    case Intent::affirm: return 6;
    case Intent::opt_in: return 7;
    case Intent::meta_resume: return 8;
    case Intent::meta_signup: return 9;
    }
    return 10;
}

/// "pt" of "pt-BR", "es" of "es_MX".
std::string_view primary(std::string_view language) { return language.substr(0, language.find_first_of("-_")); }

/// Where a language stands in a list; behind its end if it is not there.
template <class Languages>
std::ptrdiff_t place(std::string_view language, Languages const& languages)
{
    auto const same = [language](std::string_view other) { return primary(other) == primary(language); };
    return std::ranges::find_if(languages, same) - std::ranges::begin(languages);
}

bool divided(Candidates const& candidates)
{
    return std::ranges::any_of(
        candidates, [&](Reading const* reading) { return reading->intent != candidates.front()->intent; });
}

/// Keeps what is of one of the languages, and with it what is heard in all of them; everything if nothing is, or if all
/// say the same.
template <class Languages>
void prefer(Candidates& candidates, Languages const& languages)
{
    auto const is_of_them = [&](Reading const* reading) {
        return place(reading->match.language, languages) != std::ranges::ssize(languages);
    };
    if (!divided(candidates) || std::ranges::none_of(candidates, is_of_them))
        return;
    std::erase_if(
        candidates, [&](Reading const* reading) { return reading->match.language != "und" && !is_of_them(reading); });
}

std::vector<std::string_view> prompt_languages(Standing const& standing, EventTime at)
{
    std::vector<std::string_view> languages;
    for (Prompt const& prompt : standing.prompts) {
        if (!prompt.language.empty() && prompt.asked_at <= at && at < prompt.expires_at)
            languages.push_back(prompt.language);
    }
    return languages;
}

}  // namespace

bool is_among(std::string_view language, std::span<std::string const> languages)
{
    return place(language, languages) != std::ssize(languages);
}

Reading const* choose(Policy const& policy, Standing const& standing, Signal const& signal, EventTime at)
{
    if (signal.readings.empty())
        return nullptr;
    Candidates all;
    for (Reading const& reading : signal.readings)
        all.push_back(&reading);
    Candidates candidates = all;
    prefer(candidates, policy.languages);
    prefer(candidates, prompt_languages(standing, at));
    for (Alias const& alias : signal.who)
        prefer(candidates, languages_of(alias));
    auto const rank = [&](Reading const* reading) {
        return std::pair{danger(*reading), place(reading->match.language, policy.languages)};
    };
    Intent const intent = (*std::ranges::min_element(candidates, {}, rank))->intent;
    // Languages decide what is meant, never how much it weighs: a strong STOP of another language stays strong. Among
    // equals the evidence names the brand's own language first, then whichever was found first.
    std::erase_if(all, [intent](Reading const* reading) { return reading->intent != intent; });
    return *std::ranges::min_element(all, {}, rank);
}

bool waits_for_a_person(Reading const& reading, std::span<Alias const> sender)
{
    if (reading.hold)
        return true;
    bool const law_names_it = reading.named_by_fcc && std::ranges::any_of(sender, under_fcc_rules);
    return reading.weak && !law_names_it;
}

}  // namespace consentry::consent
