#include "app/brand_rules.hpp"

#include <algorithm>
#include <cassert>

namespace consentry::app {
namespace {

std::vector<std::string> folded(std::vector<std::string> const& words)
{
    std::vector<std::string> all;
    std::ranges::transform(words, std::back_inserter(all), [](auto const& word) { return keywords::folded(word); });
    return all;
}

consent::Scope scope_of(ScopeConfig const& config)
{
    auto const category = consent::category_of(config.category);
    assert(category && "the table of keys takes other categories than consent knows");
    return {config.name, *category, folded(config.aliases), config.meta_marketing, config.valid_for,
        config.unknown_allowed, config.required_wordings, config.double_opt_in, config.reply_window};
}

consent::Wording wording_of(WordingConfig const& config)
{
    return {config.scope, config.version, config.language, config.text};
}

consent::Campaign campaign_of(PromptConfig const& config, std::vector<WordingConfig> const& wordings)
{
    auto const wording = std::ranges::find_if(
        wordings, [&](WordingConfig const& one) { return one.scope == config.scope && one.version == config.wording; });
    std::string const language = wording == wordings.end() ? "" : wording->language;
    return {config.scope, config.wording, language, config.number, config.from, config.until, folded(config.words)};
}

consent::Intent intent_of(std::string_view signal)
{
    auto const intent = consent::intent_of(signal);
    assert(intent && "the table of keys takes other signals than consent knows");
    return *intent;
}

}  // namespace

std::vector<keywords::OwnWord> own_words(BrandConfig const& config)
{
    std::vector<keywords::OwnWord> words;
    words.reserve(config.keywords.size());
    for (KeywordConfig const& keyword : config.keywords)
        words.push_back({keyword.text, keywords::intent_from(keyword.signal), keyword.countries});
    return words;
}

consent::Policy policy_of(BrandConfig const& config)
{
    consent::Policy policy;
    policy.brand = config.name;
    policy.portfolio = config.portfolio;
    policy.brake = {config.brake.window, config.brake.opt_outs, config.brake.opt_ins, config.brake.percent};
    policy.languages = config.languages;
    policy.country = config.country;
    std::ranges::transform(config.scopes, std::back_inserter(policy.scopes), scope_of);
    std::ranges::transform(config.wordings, std::back_inserter(policy.wordings), wording_of);
    for (PromptConfig const& prompt : config.prompts)
        policy.campaigns.push_back(campaign_of(prompt, config.wordings));
    policy.start_scopes = config.start_scopes;
    policy.start_wording = config.start_wording;
    policy.unprompted_yes_opts_in = config.unprompted_yes_opts_in;
    policy.stop_reaches_all = config.stop_reaches_all;
    return policy;
}

Result<intake::Brand> brand_of(BrandConfig const& config, std::span<keywords::Pack const> packs)
{
    auto matcher = keywords::Matcher::build(packs, own_words(config));
    if (!matcher)
        return std::unexpected(std::move(matcher.error()));
    intake::Brand brand;
    brand.policy = std::make_shared<consent::Policy const>(policy_of(config));
    brand.matcher = std::make_shared<keywords::Matcher const>(*std::move(matcher));
    brand.app_secrets = config.app_secrets;
    brand.verify_tokens = {config.verify_token};
    for (NumberConfig const& number : config.numbers)
        brand.numbers.push_back(number.phone_number_id);
    for (ButtonConfig const& button : config.buttons)
        brand.buttons.push_back({button.id, intent_of(button.signal), button.scope, button.wording});
    for (FlowFieldConfig const& field : config.flow_fields)
        brand.flow_fields.push_back({field.field, field.scope, field.wording});
    for (DestinationConfig const& destination : config.destinations) {
        if (destination.kind == "relay")
            brand.relays.push_back({destination.name, destination.without_signal, destination.fields});
    }
    brand.learns_all_links = config.learns_all_links;
    return brand;
}

}  // namespace consentry::app
