#include "consentry/consent/fold.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace consentry::consent {
namespace {

constexpr std::array<std::string_view, 6> state_names{
    "unknown", "opted_in", "opted_out", "declined", "held", "expired"};
constexpr std::array<std::string_view, 9> reason_names{
    "opted_in", "opted_out", "declined", "held", "expired", "unknown", "unknown_allowed", "meta_preference", "erased"};

bool is_annulled(std::span<Fact const> facts, Fact const& fact)
{
    return std::ranges::any_of(
        facts, [&](Fact const& other) { return other.kind == FactKind::annulment && other.annuls == fact.seq; });
}

/// Annulments are rare, so the square of the number of facts is only ever paid by who has one.
class Annulled {
public:
    explicit Annulled(std::span<Fact const> facts)
        : facts_{facts}
        , any_{std::ranges::any_of(facts, [](Fact const& fact) { return fact.kind == FactKind::annulment; })}
    {
    }
    bool operator()(Fact const& fact) const { return any_ && is_annulled(facts_, fact); }

private:
    std::span<Fact const> facts_;
    bool any_;
};

/// At equal times the more careful reading wins.
int care(FactKind kind)
{
    switch (kind) {
    case FactKind::opt_out: return 4;
    case FactKind::decline: return 3;
    case FactKind::hold: return 2;
    case FactKind::grant: return 1;
    case FactKind::lift:
    case FactKind::meta_stop:
    case FactKind::meta_resume:
    case FactKind::annulment: break;
    }
    return 0;
}

bool stops_sending(FactKind kind) { return care(kind) >= 2; }

/// Whether `a` outvotes `b`. A total order on what facts say, so that no order of arrival can show.
bool outvotes(Fact const& a, Fact const& b)
{
    if (a.at != b.at)
        return a.at > b.at;
    if (a.kind != b.kind)
        return care(a.kind) > care(b.kind);
    // Two grants of one second: the one that ends sooner; without an end is latest of all.
    if (a.valid_until != b.valid_until)
        return a.valid_until && (!b.valid_until || *a.valid_until < *b.valid_until);
    return a.seq < b.seq;
}

void keep_stronger(Fact const*& best, Fact const& fact)
{
    if (!best || outvotes(fact, *best))
        best = &fact;
}

bool concerns(Fact const& fact, std::string_view scope) { return fact.scope == scope || fact.scope == every_scope; }

Verdict verdict(Fact const* basis, EventTime now)
{
    if (!basis)
        return {};
    switch (basis->kind) {
    case FactKind::opt_out: return {State::opted_out, basis};
    case FactKind::decline: return {State::declined, basis};
    case FactKind::hold: return {State::held, basis};
    case FactKind::grant:
        return {basis->valid_until && *basis->valid_until <= now ? State::expired : State::opted_in, basis};
    case FactKind::lift:
    case FactKind::meta_stop:
    case FactKind::meta_resume:
    case FactKind::annulment: break;
    }
    return {};
}

/// Whether the fact is a stop of Meta's layer that the person has not taken back. A stop that tells no number is over
/// for the number on which they resumed.
bool stops_meta_layer(Fact const& stop, std::span<Fact const> facts, std::string_view number, Annulled const& annulled)
{
    if (stop.kind != FactKind::meta_stop || annulled(stop))
        return false;
    return std::ranges::none_of(facts, [&](Fact const& later) {
        bool const same_number
            = later.number == stop.number || (stop.number.empty() && (number.empty() || later.number == number));
        return later.kind == FactKind::meta_resume && same_number && later.at > stop.at && !annulled(later);
    });
}

/// Whether the fact is a hold that stands for a stop of Meta's layer, and something was heard of that layer since: the
/// stop itself, or that the person has taken it back.
bool is_settled_by_meta_layer(Fact const& hold, std::span<Fact const> facts, Annulled const& annulled)
{
    if (hold.kind != FactKind::hold || hold.number.empty())
        return false;
    return std::ranges::any_of(facts, [&](Fact const& later) {
        bool const stops = later.kind == FactKind::meta_stop && later.at >= hold.at;
        bool const resumes = later.kind == FactKind::meta_resume && later.at > hold.at;
        return (stops || resumes) && later.number == hold.number && !annulled(later);
    });
}

Reason reason_for(State state)
{
    switch (state) {
    case State::unknown: return Reason::unknown;
    case State::opted_in: return Reason::opted_in;
    case State::opted_out: return Reason::opted_out;
    case State::declined: return Reason::declined;
    case State::held: return Reason::held;
    case State::expired: return Reason::expired;
    }
    return Reason::unknown;
}

template <class Enum, std::size_t N>
std::optional<Enum> value_of(std::array<std::string_view, N> const& names, std::string_view name)
{
    auto const found = std::ranges::find(names, name);
    if (found == names.end())
        return {};
    return static_cast<Enum>(found - names.begin());
}

/// What the facts say under the rules of the scope. `basis` is of `facts`.
Verdict ruled(Scope const& scope, std::span<Fact const> facts, bool confirmed_only, EventTime now)
{
    Verdict const plain = fold(facts, scope.name, now);
    bool const is_open = plain.state == State::opted_in;
    if (!is_open || (scope.required_wordings.empty() && !confirmed_only))
        return plain;
    std::vector<Fact> counting;
    std::ranges::copy_if(facts, std::back_inserter(counting), [&](Fact const& fact) {
        return fact.kind != FactKind::grant || fact.scope != scope.name || counts(scope, facts, fact, confirmed_only);
    });
    Verdict const strict = fold(counting, scope.name, now);
    if (strict.state == State::opted_in)
        return {State::opted_in, &*std::ranges::find(facts, *strict.basis)};
    bool const is_old = !counts(scope, facts, *plain.basis, false);
    return {is_old ? State::expired : State::unknown, plain.basis};
}

}  // namespace

std::string_view name_of(State state) { return state_names[static_cast<std::size_t>(state)]; }
std::optional<State> state_of(std::string_view name) { return value_of<State>(state_names, name); }
bool is_denial(State state) { return state == State::opted_out || state == State::declined || state == State::held; }
std::string_view name_of(Reason reason) { return reason_names[static_cast<std::size_t>(reason)]; }
std::optional<Reason> reason_of(std::string_view name) { return value_of<Reason>(reason_names, name); }

Verdict fold(std::span<Fact const> facts, std::string_view scope, EventTime now)
{
    Annulled const annulled{facts};
    std::optional<EventTime> lifted;
    for (Fact const& fact : facts) {
        if (fact.kind == FactKind::lift && concerns(fact, scope) && !annulled(fact))
            lifted = lifted ? std::max(*lifted, fact.at) : fact.at;
    }
    Fact const* best = nullptr;
    Fact const* own_best = nullptr;  // Of the person's own word and what outranks it.
    for (Fact const& fact : facts) {
        if (care(fact.kind) == 0 || !concerns(fact, scope) || annulled(fact))
            continue;
        if (stops_sending(fact.kind) && lifted && fact.at < *lifted)
            continue;
        if (is_settled_by_meta_layer(fact, facts, annulled))
            continue;
        keep_stronger(best, fact);
        if (fact.authority != Authority::business)
            keep_stronger(own_best, fact);
    }
    bool const told_by_business = best && best->kind == FactKind::grant && best->authority == Authority::business;
    if (told_by_business && own_best && stops_sending(own_best->kind))
        best = own_best;
    return verdict(best, now);
}

Fact const* meta_stop(std::span<Fact const> facts, std::string_view number)
{
    Annulled const annulled{facts};
    Fact const* found = nullptr;
    for (Fact const& stop : facts) {
        bool const is_asked = number.empty() || stop.number.empty() || stop.number == number;
        if (is_asked && stops_meta_layer(stop, facts, number, annulled) && (!found || stop.at > found->at))
            found = &stop;
    }
    return found;
}

std::vector<Fact> standing_denials(Policy const& policy, std::span<Fact const> facts, EventTime now)
{
    std::vector<Fact> persons;
    std::ranges::copy_if(facts, std::back_inserter(persons),
        [](Fact const& fact) { return fact.authority != Authority::business || fact.kind == FactKind::annulment; });
    std::vector<Fact> denials;
    for (Scope const& scope : policy.scopes) {
        Verdict const all = fold(facts, scope.name, now);
        if (!is_denial(all.state))
            continue;
        denials.emplace_back(*all.basis).scope = scope.name;
        // What the business has said since does not hide the person's own no: that stands against more.
        Verdict const own = fold(persons, scope.name, now);
        if (is_denial(own.state) && own.basis->seq != all.basis->seq)
            denials.emplace_back(*own.basis).scope = scope.name;
    }
    Annulled const annulled{facts};
    std::ranges::copy_if(facts, std::back_inserter(denials),
        [&](Fact const& fact) { return stops_meta_layer(fact, facts, fact.number, annulled); });
    return denials;
}

bool is_confirmed(std::span<Fact const> facts, Fact const& grant)
{
    if (grant.confirmed)
        return true;
    if (!grant.asked_at)
        return false;
    Annulled const annulled{facts};
    auto const denied_since = [&](EventTime first) {
        return std::ranges::any_of(facts, [&](Fact const& fact) {
            return stops_sending(fact.kind) && concerns(fact, grant.scope) && fact.at >= first && fact.at <= grant.at
                && !annulled(fact);
        });
    };
    return std::ranges::any_of(facts, [&](Fact const& first) {
        return first.kind == FactKind::grant && first.scope == grant.scope && first.seq != grant.seq
            && first.at <= *grant.asked_at && !annulled(first) && !denied_since(first.at);
    });
}

bool counts(Scope const& scope, std::span<Fact const> facts, Fact const& grant, bool confirmed_only)
{
    auto const& required = scope.required_wordings;
    bool const wording_counts = required.empty() || std::ranges::find(required, grant.wording) != required.end();
    return wording_counts && (!confirmed_only || is_confirmed(facts, grant));
}

Permission permission(Scope const& scope, std::span<Fact const> facts, Question const& question, EventTime now)
{
    Verdict const verdict = ruled(scope, facts, question.confirmed_only, now);
    Permission result{false, verdict.state, reason_for(verdict.state), verdict.basis,
        verdict.basis ? verdict.basis->valid_until : std::nullopt};
    bool const silent = verdict.state == State::unknown;
    bool const lapsed = silent || verdict.state == State::expired;
    if (silent && (scope.unknown_allowed || question.reply))
        result.reason = Reason::unknown_allowed;
    result.allowed
        = verdict.state == State::opted_in || result.reason == Reason::unknown_allowed || (lapsed && question.reply);
    if (!result.allowed || question.reply || !scope.meta_marketing)
        return result;
    if (Fact const* const stop = meta_stop(facts, question.number)) {
        result.allowed = false;
        result.reason = Reason::meta_preference;
        result.basis = stop;
    }
    return result;
}

bool has_spoken(std::span<Fact const> own, std::string_view scope)
{
    Annulled const annulled{own};
    return std::ranges::any_of(own, [&](Fact const& fact) {
        bool const is_of_scope = fact.scope == scope || fact.scope == every_scope;
        bool const is_of_meta_layer = !fact.number.empty();  // Held by a brake, it has a scope as well.
        return is_of_scope && !is_of_meta_layer && fact.authority != Authority::business
            && fact.kind != FactKind::annulment && !annulled(fact);
    });
}

bool yields_to_former_holders(
    Permission const& found, std::span<Fact const> own, std::string_view scope, Question const& question)
{
    return !question.reply && !is_denial(found.state) && !has_spoken(own, scope);
}

bool yields_to_erasure(Permission const& found, Question const& question, bool is_known)
{
    bool const is_answered = question.reply && is_known;
    return found.state == State::unknown && !found.basis && !is_answered;
}

Permission permission_of_the_erased() { return {false, State::unknown, Reason::erased, nullptr, {}}; }

}  // namespace consentry::consent
