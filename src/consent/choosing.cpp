#include "consentry/consent/choosing.hpp"

#include "consent/languages.hpp"

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

bool divided(Candidates const& candidates)
{
    return std::ranges::any_of(
        candidates, [&](Reading const* reading) { return danger(*reading) != danger(*candidates.front()); });
}

/// Keeps what is of one of the languages, unless that is nothing or everything is agreed already.
template <class Languages>
void prefer(Candidates& candidates, Languages const& languages)
{
    if (!divided(candidates))
        return;
    Candidates kept;
    std::ranges::copy_if(candidates, std::back_inserter(kept), [&](Reading const* reading) {
        return reading->match.language == "und"
            || std::ranges::find(languages, reading->match.language) != languages.end();
    });
    if (!kept.empty())
        candidates = std::move(kept);
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

Reading const* choose(Policy const& policy, Standing const& standing, Signal const& signal)
{
    if (signal.readings.empty())
        return nullptr;
    Candidates candidates;
    for (Reading const& reading : signal.readings)
        candidates.push_back(&reading);
    prefer(candidates, policy.languages);
    prefer(candidates, prompt_languages(standing, signal.at));
    for (Alias const& alias : signal.who)
        prefer(candidates, languages_of(alias));
    // Among equals the evidence names the brand's own language first, then whichever was found first.
    auto const rank = [&](Reading const* reading) {
        auto const place = std::ranges::find(policy.languages, reading->match.language);
        return std::pair{danger(*reading), place - policy.languages.begin()};
    };
    return *std::ranges::min_element(candidates, {}, rank);
}

bool waits_for_a_person(Reading const& reading, std::span<Alias const> sender)
{
    if (reading.hold)
        return true;
    bool const law_names_it = reading.named_by_fcc && std::ranges::any_of(sender, under_fcc_rules);
    return reading.weak && !law_names_it;
}

}  // namespace consentry::consent
