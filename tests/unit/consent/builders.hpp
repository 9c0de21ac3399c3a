#pragma once

#include "consentry/consent/decide.hpp"

#include <memory>

/// What the tests of consent speak of: one brand, one person, and a clock that starts at half past nine.
namespace consentry::consent {

using namespace std::chrono_literals;

/// Whole seconds after 2026-11-22T09:30:00Z.
inline EventTime at(int seconds) { return EventTime{1'795'339'800s} + std::chrono::seconds{seconds}; }

/// The same moment as this machine sees it, a little later in the second.
inline Instant seen_at(int seconds) { return at(seconds) + 231ms; }

inline Fact fact(FactKind kind, std::string scope, int seconds, Authority authority = Authority::person)
{
    static Seq last = 1000;
    Fact made;
    made.kind = kind;
    made.scope = std::move(scope);
    made.at = at(seconds);
    made.authority = authority;
    made.seq = ++last;
    return made;
}

inline Fact stop(std::string scope, int seconds, Authority authority = Authority::person)
{
    return fact(FactKind::opt_out, std::move(scope), seconds, authority);
}
inline Fact no(std::string scope, int seconds) { return fact(FactKind::decline, std::move(scope), seconds); }
inline Fact hold(std::string scope, int seconds) { return fact(FactKind::hold, std::move(scope), seconds); }
inline Fact start(std::string scope, int seconds) { return fact(FactKind::lift, std::move(scope), seconds); }
inline Fact yes(std::string scope, int seconds, Authority authority = Authority::person)
{
    return fact(FactKind::grant, std::move(scope), seconds, authority);
}
inline Fact until(Fact grant, int seconds)
{
    grant.valid_until = at(seconds);
    return grant;
}
inline Fact meta_fact(FactKind kind, std::string number, int seconds)
{
    Fact made = fact(kind, "", seconds);
    made.number = std::move(number);
    return made;
}
inline Fact undo(Fact const& of, int seconds)
{
    Fact made = fact(FactKind::annulment, "", seconds, Authority::business);
    made.annuls = of.seq;
    return made;
}

/// Two scopes: `marketing`, which obeys Meta's setting, and `orders`. Each with a wording.
inline Policy demo_policy()
{
    Policy policy;
    policy.brand = "demo";
    policy.portfolio = "demo";
    policy.languages = {"es", "en"};
    policy.scopes.push_back({"marketing", Category::marketing, {"offers"}, true, {}, false});
    policy.scopes.push_back({"orders", Category::utility, {}, false, {}, false});
    policy.wordings.push_back({"marketing", "v3", "es", "Responde SÍ para recibir ofertas."});
    policy.wordings.push_back({"orders", "o1", "es", "¿Te avisamos de tu pedido?"});
    return policy;
}

inline std::shared_ptr<Policy const> shared(Policy policy) { return std::make_shared<Policy const>(std::move(policy)); }

inline Alias phone(std::string digits = "34600111222") { return {AliasKind::phone, std::move(digits)}; }
inline Alias user(std::string id = "ES.13491208655302741918") { return {AliasKind::user_id, std::move(id)}; }

inline Reading reading(Intent intent, std::string keyword, std::string language = "es")
{
    Reading made;
    made.intent = intent;
    made.match = {keyword, language, "exact", language + "/" + std::string{name_of(intent)} + "/" + keyword,
        language + "@1+9f3c000000000000", keyword};
    return made;
}

/// Something the person sent to the number, found to say `intent`.
inline Signal signal(Intent intent, std::string keyword, int seconds, std::string message_id = "wamid.1")
{
    Signal made;
    made.who = {phone()};
    made.number = "106540352242922";
    made.at = at(seconds);
    made.message_id = message_id;
    made.identity = std::move(message_id);
    made.text = keyword;
    made.folded = keyword;
    made.readings = {reading(intent, std::move(keyword))};
    return made;
}

inline Signal setting(Intent intent, int seconds, Source source = Source::meta_preference)
{
    Signal made = signal(intent, "setting", seconds, "");
    made.identity = "preference/" + std::to_string(seconds) + "/" + std::string{name_of(intent)};
    made.source = source;
    made.text.clear();
    made.folded.clear();
    made.readings.front().addressed = true;
    return made;
}

inline PrivateKey key(std::uint8_t filled)
{
    PrivateKey made;
    made.fill(filled);
    return made;
}

inline Prompt prompt(std::string scope, int asked, int expires, std::optional<PrivateKey> message = {}, Seq seq = 1)
{
    std::string const wording = scope == "marketing" ? "v3" : "o1";
    return {std::move(scope), wording, "es", at(asked), at(expires), message, seq};
}

inline Standing standing(std::vector<Fact> facts, std::vector<Prompt> prompts = {})
{
    Standing made;
    made.subject = 1;
    made.public_id = "sub_1";
    made.aliases = {phone()};
    made.facts = std::move(facts);
    made.prompts = std::move(prompts);
    return made;
}

}  // namespace consentry::consent
