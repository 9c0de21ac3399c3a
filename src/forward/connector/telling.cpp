#include "forward/connector/telling.hpp"

#include "consentry/consent/variants.hpp"

#include <algorithm>
#include <array>

namespace consentry::forward {
namespace {

using consent::EventType;
using consent::State;

/// These tell of a person as a whole: nothing that was never said is told on their occasion.
bool is_of_whole_person(EventType type)
{
    using enum EventType;
    return type == linked || type == merged || type == renumbered || type == snapshot;
}

bool is_about(consent::Event const& event, std::string_view scope)
{
    bool const whole = is_of_whole_person(event.type) || event.type == EventType::erased;
    return whole || event.scope == consent::every_scope || event.scope.empty() || event.scope == scope;
}

bool goes_to(ConnectorTarget const& target, std::string_view scope)
{
    return target.scopes.empty() || std::ranges::find(target.scopes, scope) != target.scopes.end();
}

/// In their order, each once.
std::vector<std::string> numbers(std::span<std::string const> wa_ids, bool every_spelling)
{
    std::vector<std::string> all;
    auto const add = [&](std::string const& digits) {
        if (std::ranges::find(all, digits) == all.end())
            all.push_back(digits);
    };
    for (std::string const& wa_id : wa_ids) {
        add(wa_id);
        auto const other = consent::other_spelling({consent::AliasKind::phone, wa_id});
        if (every_spelling && other)
            add(other->value);
    }
    return all;
}

consent::Category category_of(consent::Policy const& policy, std::string_view scope)
{
    auto const found = std::ranges::find(policy.scopes, scope, &consent::Scope::name);
    return found == policy.scopes.end() ? consent::Category::marketing : found->category;
}

}  // namespace

bool is_told(EventType type)
{
    switch (type) {
    case EventType::opted_out:
    case EventType::opted_in:
    case EventType::declined:
    case EventType::lifted:
    case EventType::held:
    case EventType::released:
    case EventType::undone:
    case EventType::expired:
    case EventType::preference_stopped:
    case EventType::preference_resumed:
    case EventType::linked:
    case EventType::merged:
    case EventType::renumbered:
    case EventType::erased:
    case EventType::snapshot: return true;
    case EventType::prompted:
    case EventType::unmatched:
    case EventType::violated:
    case EventType::help:
    case EventType::alarm: return false;
    }
    return false;
}

std::string_view status_of(ScopeNow const& scope, bool about)
{
    bool const never_said = scope.state == State::unknown && !scope.since;
    if (never_said && !about)
        return "";
    if (scope.allowed)
        return scope.state == State::opted_in ? "opted_in" : "unknown";
    return "opted_out";
}

std::vector<Telling> tellings_of(ConnectorTarget const& target, consent::Policy const& policy,
    consent::Event const& event, PersonNow const& person, bool every_spelling)
{
    std::vector<Telling> all;
    for (std::string const& digits : numbers(person.wa_ids, every_spelling)) {
        for (ScopeNow const& scope : person.scopes) {
            if (!goes_to(target, scope.scope) || !is_about(event, scope.scope))
                continue;
            std::string_view const status = status_of(scope, !is_of_whole_person(event.type));
            if (!status.empty())
                all.push_back({digits, scope.scope, category_of(policy, scope.scope), status,
                    scope.since.value_or(event.timestamp)});
        }
    }
    return all;
}

std::vector<Telling> tellings_of_former(ConnectorTarget const& target, consent::Policy const& policy,
    consent::Event const& event, std::optional<PersonNow> const& owner, bool every_spelling)
{
    std::vector<Telling> all;
    for (std::string const& digits : numbers(std::array{event.former_wa_id}, every_spelling)) {
        for (consent::Scope const& scope : policy.scopes) {
            if (!goes_to(target, scope.name))
                continue;
            Telling telling{digits, scope.name, scope.category, "opted_out", event.timestamp};
            auto const known = owner ? std::ranges::find(owner->scopes, scope.name, &ScopeNow::scope)
                                     : std::vector<ScopeNow>::const_iterator{};
            if (owner && known != owner->scopes.end()) {
                telling.status = status_of(*known, true);
                telling.since = known->since.value_or(event.timestamp);
            }
            all.push_back(std::move(telling));
        }
    }
    return all;
}

}  // namespace consentry::forward
