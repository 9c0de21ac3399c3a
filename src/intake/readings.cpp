#include "intake/readings.hpp"

#include "consentry/consent/choosing.hpp"
#include "consentry/keywords/folding.hpp"

#include <algorithm>
#include <array>

namespace consentry::intake {
namespace {

using consent::Intent;
using consent::Policy;
using consent::Reading;

constexpr std::string_view our_prefix = "consentry:";

/// 47 CFR 64.1200(a)(10): "using the words stop, quit, end, revoke, opt out, cancel, or unsubscribe".
constexpr std::array<std::string_view, 8> fcc_words{
    "stop", "quit", "end", "revoke", "opt out", "optout", "cancel", "unsubscribe"};

bool counts_where_sent_from(std::span<std::string const> countries, std::span<consent::Alias const> sender)
{
    if (countries.empty())
        return true;
    return std::ranges::any_of(sender, [&](consent::Alias const& alias) {
        if (alias.kind != consent::AliasKind::phone)
            return std::ranges::find(countries, alias.value.substr(0, 2)) != countries.end();
        auto const possible = consent::countries_of(alias.value);
        return std::ranges::any_of(possible,
            [&](std::string_view country) { return std::ranges::find(countries, country) != countries.end(); });
    });
}

std::vector<std::string> scopes_of_category(Policy const& policy, std::string_view category)
{
    std::vector<std::string> names;
    auto const wanted = consent::category_of(category);
    for (consent::Scope const& scope : policy.scopes) {
        if (scope.category == wanted)
            names.push_back(scope.name);
    }
    return names;
}

/// The scope that people call so: by its name or by one of its aliases.
consent::Scope const* scope_called(Policy const& policy, std::string_view folded)
{
    auto const found = std::ranges::find_if(policy.scopes, [&](consent::Scope const& scope) {
        return scope.name == folded || std::ranges::find(scope.aliases, folded) != scope.aliases.end();
    });
    return found == policy.scopes.end() ? nullptr : &*found;
}

/// "STOP INVOICES": one word behind a STOP of every language, alone. It looks like a scope.
bool looks_like_a_scope(keywords::Reading const& found)
{
    return found.language == "und" && found.tier == keywords::Tier::exact
        && found.argument.find(' ') == std::string::npos;
}

/// Fills in what an opt-out names. False if its argument names nothing: then it is a sentence, and no opt-out.
bool resolve_scopes(Policy const& policy, keywords::Reading const& found, Reading& reading)
{
    if (found.all) {
        reading.scopes = {std::string{consent::every_scope}};
        return true;
    }
    if (found.has_argument()) {
        if (consent::Scope const* const scope = scope_called(policy, found.argument)) {
            reading.scopes = {scope->name};
            return true;
        }
    }
    if (!found.category.empty())
        reading.scopes = scopes_of_category(policy, found.category);
    else if (!found.has_argument())
        return true;
    else if (!looks_like_a_scope(found))
        return false;
    // It looks like a scope, but this brand has none of the kind: a person has to say what was meant.
    reading.names_unknown = reading.scopes.empty();
    reading.hold |= reading.names_unknown;
    return true;
}

Reading translated(keywords::Reading const& found, std::string_view folded)
{
    Reading reading;
    reading.intent = intent_of(found.intent);
    reading.match = {std::string{found.keyword}, std::string{found.language}, std::string{to_string(found.tier)},
        std::string{found.rule}, std::string{found.pack}, std::string{folded}};
    reading.weak = found.strength == keywords::Strength::weak;
    reading.hold = found.tier == keywords::Tier::probable;
    return reading;
}

/// All mean one thing, and nothing depends on the word itself.
bool say_the_same(std::span<keywords::Reading const> found)
{
    return std::ranges::all_of(found, [&first = found.front()](keywords::Reading const& other) {
        return other.intent == first.intent && other.tier == first.tier && other.all == first.all
            && other.category == first.category && other.strength == keywords::Strength::strong && !other.has_argument()
            && other.countries.empty();
    });
}

/// Cuts the part before the next colon off `rest`.
std::string_view next_part(std::string_view& rest)
{
    auto const colon = rest.find(':');
    std::string_view const part = rest.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
    return part;
}

/// `id` is of the configuration or made of its names: it stands in the chain, where nothing personal may.
Reading addressed(Intent intent, std::string const& id)
{
    Reading reading;
    reading.intent = intent;
    reading.addressed = true;
    reading.match = {id, "und", "id", "id/" + id, "own", id};
    return reading;
}

std::optional<Intent> intent_of_verb(std::string_view verb)
{
    if (verb == "yes")
        return Intent::affirm;
    if (verb == "no")
        return Intent::decline;
    if (verb == "stop")
        return Intent::opt_out;
    return {};
}

/// `yes:<scope>[:<wording>]`, `no:…`, `stop[:<scope>]`: what stands behind `consentry:`. A stop of a scope that is not
/// configured is an opt-out all the same, of which a person has to say what was meant.
std::optional<Reading> reading_of_ours(Policy const& policy, std::string_view rest)
{
    std::string const verb{next_part(rest)};
    std::string const scope{next_part(rest)};
    std::string const wording{rest};
    auto const intent = intent_of_verb(verb);
    if (!intent)
        return {};
    bool const is_stop = *intent == Intent::opt_out;
    std::string const ours = std::string{our_prefix} + verb;
    if (is_stop && (scope.empty() || scope == consent::every_scope))
        return addressed(*intent, ours);
    bool const known = policy.scope(scope) != nullptr;
    if (is_stop && !known) {
        Reading reading = addressed(*intent, ours);
        reading.hold = true;
        return reading;
    }
    bool const is_worded = !is_stop && !wording.empty();
    if (!known || (is_worded && !policy.wording(scope, wording)))
        return {};
    Reading reading = addressed(*intent, ours + ":" + scope + (is_worded ? ":" + wording : ""));
    reading.scopes = {scope};
    if (is_worded)
        reading.wording = wording;
    return reading;
}

}  // namespace

consent::Intent intent_of(keywords::Intent intent)
{
    switch (intent) {
    case keywords::Intent::opt_out: return Intent::opt_out;
    case keywords::Intent::opt_in: return Intent::opt_in;
    case keywords::Intent::affirm: return Intent::affirm;
    case keywords::Intent::acknowledge: return Intent::acknowledge;
    case keywords::Intent::decline: return Intent::decline;
    case keywords::Intent::help: return Intent::help;
    }
    return Intent::help;
}

std::vector<Reading> readings_for(Brand const& brand, std::span<keywords::Reading const> found, std::string_view folded,
    Written written, std::span<consent::Alias const> sender)
{
    std::vector<Reading> readings;
    keywords::Tier first = keywords::Tier::probable;
    // STOP is a keyword of fifty languages: what is chosen among is the first of them and those of the brand.
    bool const alike = found.size() > 1 && say_the_same(found);
    for (keywords::Reading const& candidate : found) {
        if (alike && &candidate != &found.front() && !consent::is_among(candidate.language, brand.policy->languages))
            continue;
        if (!counts_where_sent_from(candidate.countries, sender))
            continue;
        Reading reading = translated(candidate, folded);
        if (written == Written::label && reading.weak)
            continue;
        if (candidate.intent == keywords::Intent::opt_out && !resolve_scopes(*brand.policy, candidate, reading))
            continue;
        bool const typed_alone = candidate.tier == keywords::Tier::exact && !candidate.has_argument();
        bool const law_may_name_it = reading.weak && reading.intent == Intent::opt_out && typed_alone;
        if (law_may_name_it)
            reading.named_by_fcc = std::ranges::find(fcc_words, keywords::folded(candidate.keyword)) != fcc_words.end();
        first = std::min(first, candidate.tier);
        readings.push_back(std::move(reading));
    }
    // What a tier finds, no later one says otherwise.
    std::erase_if(readings, [first](Reading const& reading) { return reading.match.tier != to_string(first); });
    return readings;
}

bool is_ours(std::string_view payload) { return payload.starts_with(our_prefix); }

std::optional<Reading> reading_of_payload(Brand const& brand, std::string_view payload)
{
    auto const own = std::ranges::find(brand.buttons, payload, &Button::id);
    if (own != brand.buttons.end()) {
        Reading reading = addressed(own->signal, own->id);
        if (!own->scope.empty())
            reading.scopes = {own->scope};
        reading.wording = own->wording;
        // A YES, NO or OK without a scope of its own answers whatever was asked, like a typed one.
        bool const is_answer = reading.intent == Intent::affirm || reading.intent == Intent::decline
            || reading.intent == Intent::acknowledge;
        reading.addressed = !is_answer || !own->scope.empty();
        return reading;
    }
    if (!is_ours(payload))
        return {};
    return reading_of_ours(*brand.policy, payload.substr(our_prefix.size()));
}

}  // namespace consentry::intake
