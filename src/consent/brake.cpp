#include "consentry/consent/brake.hpp"

#include "consentry/consent/decide.hpp"

#include <algorithm>

namespace consentry::consent {
namespace {

/// The window that `now` is in, and what the one before has come to.
void go_on(Brake& brake, std::chrono::seconds length, EventTime now)
{
    auto const passed = now - brake.window;
    if (passed >= std::chrono::seconds{0} && passed < length)
        return;
    bool const is_next = passed >= length && passed < 2 * length;
    brake.before = is_next ? brake.counted : 0;
    brake.window = is_next ? brake.window + length : now;
    brake.counted = 0;
}

std::int64_t floor_of(BrakeBounds const& bounds, Direction direction)
{
    return direction == Direction::opt_outs ? bounds.opt_outs : bounds.opt_ins;
}

/// The scopes in which a fact stops sending.
std::vector<std::string> scopes_denied(Policy const& policy, Fact const& fact)
{
    if (fact.kind == FactKind::opt_out)
        return {fact.scope};
    std::vector<std::string> scopes;
    for (Scope const& scope : policy.scopes) {
        if (fact.kind == FactKind::meta_stop && scope.meta_marketing)
            scopes.push_back(scope.name);
    }
    return scopes;
}

/// A hold that stands for a stop of Meta's layer goes on telling its number: what is heard of that layer later settles
/// it.
Draft hold_of(Draft draft, std::string scope)
{
    draft.type = EventType::held;
    draft.scope = scope;
    draft.wording.clear();
    draft.fact->kind = FactKind::hold;
    draft.fact->scope = std::move(scope);
    return draft;
}

}  // namespace

std::string_view name_of(Direction direction) { return direction == Direction::opt_outs ? "opt_outs" : "opt_ins"; }

std::optional<Direction> direction_of(std::string_view name)
{
    for (Direction const direction : {Direction::opt_outs, Direction::opt_ins}) {
        if (name == name_of(direction))
            return direction;
    }
    return {};
}

bool is_braked(Source source)
{
    return source == Source::meta_status || source == Source::api || source == Source::import || source == Source::cli;
}

bool is_counted(Source source, std::span<Fact const> facts)
{
    bool const is_list = source == Source::import || source == Source::cli;
    return is_braked(source) && !(is_list && facts.empty());
}

Source counted_as(Source source) { return source == Source::import || source == Source::cli ? Source::api : source; }

std::int64_t recent(Brake const& brake, BrakeBounds const& bounds, EventTime now)
{
    Brake seen = brake;
    go_on(seen, bounds.window, now);
    std::chrono::seconds const left = bounds.window - (now - seen.window);
    return seen.counted + (bounds.window.count() > 0 ? seen.before * left.count() / bounds.window.count() : 0);
}

bool pass(Brake& brake, BrakeBounds const& bounds, Direction direction, std::function<std::int64_t()> const& subjects,
    EventTime now)
{
    if (brake.held_since) {
        ++brake.stopped;
        return false;
    }
    if (brake.expected > 0 && now < brake.expected_until) {
        --brake.expected;
        return true;
    }
    if (bounds.window.count() == 0)
        return true;
    go_on(brake, bounds.window, now);
    std::int64_t const with_this = recent(brake, bounds, now) + 1;
    if (with_this > floor_of(bounds, direction) && with_this * 100 > subjects() * bounds.percent) {
        brake.held_since = now;
        brake.stopped = 1;
        return false;
    }
    ++brake.counted;
    return true;
}

Error brake_holds(Source source, Direction direction)
{
    std::string const name = std::string{name_of(source)} + " " + std::string{name_of(direction)};
    return {Fault::braked,
        "more " + std::string{name_of(direction)} + " than usual have come by " + std::string{name_of(source)}
            + ", so no more of them count until somebody has looked: consentry brakes release " + name};
}

void release(Brake& brake, BrakeRelease const& release, EventTime now)
{
    brake = {};
    brake.window = now;
    brake.expected = release.expected;
    brake.expected_until = now + release.expected_for;
    brake.released_by = release.actor;
    brake.reason = release.reason;
}

std::vector<Draft> held_instead(
    Policy const& policy, Standing const& standing, std::vector<Draft> const& drafts, EventTime now)
{
    std::vector<Draft> held;
    for (Draft const& draft : drafts) {
        if (!draft.fact)
            continue;
        // A status that repeats what Meta's layer denies already has nothing to hold.
        if (draft.fact->kind == FactKind::meta_stop && meta_stop(standing.facts, draft.fact->number))
            continue;
        for (std::string const& scope : scopes_denied(policy, *draft.fact)) {
            if (!is_denial(fold(standing.facts, scope, now).state))
                held.push_back(hold_of(draft, scope));
        }
    }
    return held;
}

}  // namespace consentry::consent
