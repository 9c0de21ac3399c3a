#include "consentry/intake/explain.hpp"

#include "consentry/consent/choosing.hpp"
#include "consentry/keywords/folding.hpp"
#include "intake/readings.hpp"

namespace consentry::intake {
namespace {

std::string decision_of(consent::Reading const& reading)
{
    switch (reading.intent) {
    case consent::Intent::opt_out: return waits_for_a_person(reading, {}) ? "hold" : "act";
    case consent::Intent::opt_in: return reading.weak ? "note" : "act";
    case consent::Intent::meta_stop:
    case consent::Intent::meta_resume:
    case consent::Intent::meta_signup: return "act";
    case consent::Intent::affirm:
    case consent::Intent::acknowledge:
    case consent::Intent::decline:
    case consent::Intent::help: break;
    }
    return "note";
}

Verdict verdict_on(Brand const& brand, std::string_view text, std::span<keywords::Reading const> readings,
    std::string_view folded, std::string_view language)
{
    Verdict verdict;
    Brand hinted = brand;
    if (!language.empty()) {
        consent::Policy policy = *brand.policy;
        policy.languages = {std::string{language}};
        hinted.policy = std::make_shared<consent::Policy const>(std::move(policy));
    }
    consent::Signal signal;
    if (!is_ours(text))
        signal.readings = readings_for(hinted, readings, folded, Written::typed, {});
    consent::Reading const* const reading = consent::choose(*hinted.policy, {}, signal, {});
    if (!reading)
        return verdict;
    verdict.signal = name_of(reading->intent);
    verdict.decision = decision_of(*reading);
    verdict.tier = reading->match.tier;
    verdict.language = reading->match.language;
    verdict.keyword = reading->match.keyword;
    verdict.rule = reading->match.rule;
    verdict.pack = reading->match.pack;
    verdict.scopes = reading->scopes;
    return verdict;
}

}  // namespace

Verdict judge(Brand const& brand, std::string_view text, std::string_view language, keywords::Scratch& scratch)
{
    std::vector<keywords::Reading> readings;
    brand.matcher->match(text, scratch, readings);
    return readings.empty() ? Verdict{} : verdict_on(brand, text, readings, keywords::folded(text, scratch), language);
}

Verdict explain(Brand const& brand, std::string_view text, std::string_view language)
{
    keywords::Explanation why = brand.matcher->explain(text);
    Verdict verdict = verdict_on(brand, text, why.readings, why.folded, language);
    verdict.why = std::move(why);
    return verdict;
}

Brand bare_brand(std::shared_ptr<keywords::Matcher const> matcher)
{
    consent::Policy policy;
    for (char const* const category : {"marketing", "utility", "authentication", "service"}) {
        consent::Scope& scope = policy.scopes.emplace_back();
        scope.name = category;
        scope.category = *consent::category_of(category);
    }
    Brand brand;
    brand.policy = std::make_shared<consent::Policy const>(std::move(policy));
    brand.matcher = std::move(matcher);
    return brand;
}

}  // namespace consentry::intake
