#pragma once

#include "consentry/intake/intake.hpp"
#include "consentry/keywords/pack.hpp"
#include "unit/meta/bodies.hpp"

#include <stdexcept>

/// What the tests of intake stand on: the packs of the project, brands of two businesses, and webhooks that are signed.
namespace consentry::intake {

using namespace std::chrono_literals;

inline EventTime const half_past_nine{1'795'339'800s};  ///< 2026-11-22T09:30:00Z, when bodies::message was sent.

inline std::shared_ptr<keywords::Matcher const> matcher_of(std::vector<keywords::OwnWord> const& own_words)
{
    auto const packs = keywords::load_packs(CONSENTRY_SOURCE_DIR "/keywords");
    if (!packs)
        throw std::runtime_error(keywords::to_string(packs.error().front()));
    auto matcher = keywords::Matcher::build(*packs, own_words);
    if (!matcher)
        throw std::runtime_error(matcher.error().detail);
    return std::make_shared<keywords::Matcher const>(std::move(*matcher));
}

/// All packs of the project, read once.
inline std::shared_ptr<keywords::Matcher const> matcher()
{
    static auto const made = matcher_of({});
    return made;
}

inline consent::Policy demo_policy(std::string brand = "demo")
{
    consent::Policy policy;
    policy.portfolio = brand;
    policy.brand = std::move(brand);
    policy.languages = {"es", "en"};
    policy.scopes.push_back({"marketing", consent::Category::marketing, {"offers", "ofertas"}, true, {}, false});
    policy.scopes.push_back({"orders", consent::Category::utility, {"pedidos"}, false, {}, false});
    policy.wordings.push_back({"marketing", "v3", "es", "Responde SÍ para recibir ofertas."});
    return policy;
}

/// The brand of `bodies::number`, with one secret.
inline Brand demo_brand(consent::Policy policy = demo_policy(), std::string secret = "demo secret",
    std::vector<std::string> numbers = {std::string{meta::bodies::number}})
{
    Brand brand;
    brand.policy = std::make_shared<consent::Policy const>(std::move(policy));
    brand.matcher = matcher();
    brand.app_secrets = {std::move(secret)};
    brand.verify_tokens = {"token of " + brand.policy->brand};
    brand.numbers = std::move(numbers);
    return brand;
}

/// An intake that hears signed webhooks.
class Ear {
public:
    explicit Ear(std::vector<Brand> brands = {demo_brand()})
        : brands_{std::make_shared<Brands const>(std::move(brands))}
        , intake_{brands_, known, heard, tally}
    {
    }

    Result<Received> receive(std::string_view body, std::string_view secret = "demo secret", std::string_view url = "")
    {
        return intake_.receive(body, Hmac{secret}({body}), url, half_past_nine + 60s);
    }

    /// The matters of a webhook with one change under `messages`.
    std::vector<consent::Matter> hear(std::string_view members, std::string_view field = "messages")
    {
        return receive(meta::bodies::webhook(meta::bodies::change(members, field))).value().unit.matters;
    }

    /// The matters of one message.
    std::vector<consent::Matter> hear_message(std::string const& message)
    {
        return hear(meta::bodies::messages(message));
    }

    /// The matters of one text.
    std::vector<consent::Matter> hear_text(std::string const& text)
    {
        return hear_message(meta::bodies::text_message(text));
    }

    Intake& intake() { return intake_; }

    KnownNames known{0};
    NumbersHeard heard;
    Tally tally;

private:
    std::shared_ptr<Brands const> brands_;
    Intake intake_;
};

inline consent::Signal const& signal_of(consent::Matter const& matter)
{
    return std::get<consent::Signal>(matter.what);
}

/// `opt_out`, or `opt_out/affirm` where languages disagree; empty: there is no signal. For a single matter.
inline std::string said(std::vector<consent::Matter> const& matters)
{
    if (matters.empty())
        return "";
    if (matters.size() > 1)
        return "several";
    std::string told;
    for (consent::Reading const& reading : signal_of(matters[0]).readings) {
        std::string const name{name_of(reading.intent)};
        if (!told.ends_with(name))
            told += (told.empty() ? "" : "/") + name;
    }
    return told;
}

inline std::string button(std::string_view payload, std::string_view label)
{
    return meta::bodies::message(
        R"("context":{"from":"15550783881","id":"wamid.asked"},"type":"button","button":{"payload":")"
        + std::string{payload} + R"(","text":")" + std::string{label} + R"("})");
}

inline std::string reply(std::string_view kind, std::string_view id, std::string_view title)
{
    std::string const type{kind};
    return meta::bodies::message(R"("type":"interactive","interactive":{"type":")" + type + R"(",")" + type
        + R"(":{"id":")" + std::string{id} + R"(","title":")" + std::string{title} + R"("}})");
}

inline std::string flow(std::string_view escaped_json)
{
    return meta::bodies::message(
        R"("type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","response_json":")"
        + std::string{escaped_json} + R"("}})");
}

inline std::string preference(std::string_view value)
{
    return R"("user_preferences":[{"wa_id":"34600111222","user_id":"ES.1","category":"marketing_messages","value":")"
        + std::string{value} + R"(","timestamp":1795339800}])";
}

inline std::string status(std::string_view state, std::string_view code)
{
    return meta::bodies::statuses(R"({"id":"wamid.7","status":")" + std::string{state}
        + R"(","timestamp":"1795339800","recipient_id":"34600111222","errors":[{"code":)" + std::string{code} + "}]}");
}

}  // namespace consentry::intake
