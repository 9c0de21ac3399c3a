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

/// Collects the open questions: several of one scope count as one, the latest asked; two scopes are ambiguous.
class OnlyScope {
public:
    void consider(PromptNote open)
    {
        if (!found_)
            found_ = std::move(open);
        else if (found_->scope != open.scope)
            ambiguous_ = true;
        else if (open.asked_at > found_->asked_at)
            found_ = std::move(open);
    }
    std::optional<PromptNote> result() && { return ambiguous_ ? std::nullopt : std::move(found_); }

private:
    std::optional<PromptNote> found_;
    bool ambiguous_ = false;
};

}  // namespace

Campaign const* campaign_of(Policy const& policy, std::string_view number, EventTime at, std::string_view folded)
{
    auto const found = std::ranges::find_if(policy.campaigns, [&](Campaign const& campaign) {
        return runs(campaign, number, at) && std::ranges::find(campaign.words, folded) != campaign.words.end();
    });
    return found == policy.campaigns.end() ? nullptr : &*found;
}

bool any_open(Policy const& policy, std::span<Prompt const> prompts, std::string_view number, EventTime at)
{
    return std::ranges::any_of(prompts, [&](Prompt const& prompt) {
        return is_open(prompt.asked_at, prompt.expires_at, at);
    }) || std::ranges::any_of(policy.campaigns, [&](Campaign const& campaign) { return runs(campaign, number, at); });
}

std::optional<PromptNote> question_of(Policy const& policy, std::span<Prompt const> prompts, AnswerToBind const& answer)
{
    if (answer.has_context) {
        for (Prompt const& prompt : prompts) {
            bool const named = prompt.message_key && prompt.message_key == answer.context_key;
            if (named && is_open(prompt.asked_at, prompt.expires_at, answer.at))
                return note(prompt);
        }
        return {};
    }
    if (answer.only_by_context)
        return {};
    if (Campaign const* const campaign = campaign_of(policy, answer.number, answer.at, answer.folded))
        return note(*campaign);
    OnlyScope only;
    for (Prompt const& prompt : prompts) {
        bool const too_close = answer.came_first && prompt.asked_at == answer.at;
        if (!too_close && is_open(prompt.asked_at, prompt.expires_at, answer.at))
            only.consider(note(prompt));
    }
    for (Campaign const& campaign : policy.campaigns) {
        if (campaign.words.empty() && runs(campaign, answer.number, answer.at))
            only.consider(note(campaign));
    }
    return std::move(only).result();
}

}  // namespace consentry::consent
