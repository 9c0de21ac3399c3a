#include "consentry/intake/words.hpp"

#include "consentry/keywords/folding.hpp"
#include "intake/readings.hpp"

#include <algorithm>

namespace consentry::intake {

using consent::Intent;
using consent::Signal;

bool is_campaign_word(consent::Policy const& policy, std::string_view number, std::string_view folded)
{
    return std::ranges::any_of(policy.campaigns, [&](consent::Campaign const& campaign) {
        return (campaign.number.empty() || campaign.number == number)
            && std::ranges::find(campaign.words, folded) != campaign.words.end();
    });
}

bool thanks_only(Signal const& signal)
{
    return !signal.readings.empty() && std::ranges::all_of(signal.readings, [](consent::Reading const& reading) {
        return reading.intent == Intent::acknowledge && !reading.addressed;
    });
}

bool says_nothing(Signal const& signal) { return !signal.context_id && thanks_only(signal); }

bool is_worth_keeping(consent::Policy const& policy, Signal const& signal)
{
    if (signal.readings.empty() && signal.folded.empty())
        return false;
    return !says_nothing(signal) || is_campaign_word(policy, signal.number, signal.folded);
}

void WordsHeard::hear(Brand const& brand, Words const& words, Signal& signal)
{
    for (std::string_view const payload : words.payloads) {
        if (auto reading = reading_of_payload(brand, payload)) {
            signal.text = words.texts.empty() ? payload : words.texts.front().value;
            signal.folded = reading->match.folded;
            signal.readings.push_back(std::move(*reading));
            return;
        }
    }
    for (meta::Text const& text : words.texts) {
        hear_text(brand, text, signal);
        if (!signal.readings.empty())
            break;
    }
    // A button of ours that asks what is not configured: its label must not answer whatever else is open. A STOP stays.
    if (std::ranges::any_of(words.payloads, is_ours))
        std::erase_if(signal.readings, [](auto const& reading) { return reading.intent != Intent::opt_out; });
    if (signal.readings.empty() && words.chosen)
        signal.folded.clear();  // Only what was typed can be a campaign's word.
}

void WordsHeard::hear_text(Brand const& brand, meta::Text const& text, Signal& signal)
{
    if (is_ours(text.value))  // Nobody writes a payload of ours by hand, and typed it is no button.
        return;
    brand.matcher->match(text.value, scratch_, found_);
    if (found_.empty() && brand.policy->campaigns.empty())
        return;
    std::string folded = keywords::folded(text.value, scratch_);
    Written const written = text.label ? Written::label : Written::typed;
    signal.readings = readings_for(brand, found_, folded, written, signal.who);
    bool const of_campaign = !text.label && is_campaign_word(*brand.policy, signal.number, folded);
    if (signal.readings.empty() && !of_campaign)
        return;
    signal.text = text.value;
    signal.folded = std::move(folded);
}

}  // namespace consentry::intake
