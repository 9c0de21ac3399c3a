#include "consent/binding.hpp"

#include "consentry/base/encoding.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

bool is_open(EventTime from, EventTime until, EventTime at) { return from <= at && at < until; }

bool runs(Campaign const& campaign, std::string_view number, EventTime at)
{
    return (campaign.number.empty() || campaign.number == number) && is_open(campaign.from, campaign.until, at);
}

PromptNote note(Prompt const& prompt)
{
    return {prompt.scope, prompt.wording, prompt.language, prompt.asked_at, prompt.expires_at,
        prompt.message_key ? to_hex(*prompt.message_key) : std::string{}, prompt.seq};
}

PromptNote note(Campaign const& campaign)
{
    return {campaign.scope, campaign.wording, campaign.language, campaign.from, campaign.until, {}, 0};
}

bool names_word(Campaign const& campaign, std::string_view folded)
{
    return std::ranges::find(campaign.words, folded) != campaign.words.end();
}

/// Every question that is open for an answer that quotes nothing.
std::vector<PromptNote> open_questions(
    Policy const& policy, std::span<Prompt const> prompts, AnswerToBind const& answer)
{
    std::vector<PromptNote> open;
    for (Prompt const& prompt : prompts) {
        bool const too_close = answer.came_first && prompt.asked_at == answer.at;
        if (answer.reach == Reach::anything && !too_close && is_open(prompt.asked_at, prompt.expires_at, answer.at))
            open.push_back(note(prompt));
    }
    for (Campaign const& campaign : policy.campaigns) {
        bool const is_meant
            = campaign.words.empty() ? answer.reach == Reach::anything : names_word(campaign, answer.folded);
        if (is_meant && runs(campaign, answer.number, answer.at))
            open.push_back(note(campaign));
    }
    return open;
}

/// Several questions of one scope count as one, the latest asked; two scopes are ambiguous.
std::optional<PromptNote> only_scope(std::vector<PromptNote> const& questions)
{
    bool const agree = std::ranges::all_of(
        questions, [&](PromptNote const& question) { return question.scope == questions.front().scope; });
    if (questions.empty() || !agree)
        return {};
    // Of one second the one that was told last.
    auto const is_later = [](PromptNote const& a, PromptNote const& b) { return a.asked_at < b.asked_at; };
    return *std::max_element(questions.rbegin(), questions.rend(), is_later);
}

/// Every question that the quoted message put and that is open.
std::vector<PromptNote> quoted_questions(std::span<Prompt const> prompts, AnswerToBind const& answer)
{
    std::vector<PromptNote> quoted;
    for (Prompt const& prompt : prompts) {
        bool const named = prompt.message_key && prompt.message_key == answer.context_key;
        if (named && is_open(prompt.asked_at, prompt.expires_at, answer.at))
            quoted.push_back(note(prompt));
    }
    return quoted;
}

}  // namespace

Campaign const* campaign_of(Policy const& policy, std::string_view number, EventTime at, std::string_view folded)
{
    auto const found = std::ranges::find_if(policy.campaigns,
        [&](Campaign const& campaign) { return runs(campaign, number, at) && names_word(campaign, folded); });
    return found == policy.campaigns.end() ? nullptr : &*found;
}

bool any_open(Policy const& policy, std::span<Prompt const> prompts, AnswerToBind const& answer)
{
    return !open_questions(policy, prompts, answer).empty();
}

std::optional<PromptNote> question_of(Policy const& policy, std::span<Prompt const> prompts, AnswerToBind const& answer)
{
    if (answer.has_context)
        return only_scope(quoted_questions(prompts, answer));
    if (answer.reach == Reach::quoted)
        return {};
    return only_scope(open_questions(policy, prompts, answer));
}

}  // namespace consentry::consent
