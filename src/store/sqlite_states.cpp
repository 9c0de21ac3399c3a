#include "store/sqlite_states.hpp"

#include "consentry/consent/fold.hpp"

namespace consentry::store {
namespace {

using consent::Alias;
using consent::AliasKind;

forward::ScopeNow scope_now(
    consent::Scope const& scope, consent::Standing const& standing, std::span<consent::Fact const> facts, EventTime now)
{
    auto const found = consent::permission(scope, standing, facts, consent::question_about(scope, standing), now);
    forward::ScopeNow of_scope{.scope = scope.name, .state = found.state, .allowed = found.allowed};
    if (found.basis)
        of_scope.since = found.basis->at;
    else if (found.reason == consent::Reason::erased)
        of_scope.since = standing.erased;
    return of_scope;
}

/// The latest first: it is the one that a system which knows one number should have.
std::vector<std::string> values_of(std::vector<Alias> const& names, AliasKind kind)
{
    std::vector<std::string> values;
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        if (name->kind == kind)
            values.push_back(name->value);
    }
    return values;
}

}  // namespace

SqliteStates::SqliteStates(Location const& location, std::string_view suppression_key)
    : session_{std::make_unique<SqliteReader::Session>(location, suppression_key)}
{
}

SqliteStates::~SqliteStates() = default;

std::optional<forward::PersonNow> SqliteStates::person(
    consent::Policy const& policy, consent::SubjectNumber subject, EventTime now)
{
    auto const moment = session_->glance();
    auto const brand = session_->brand(policy.brand);
    if (!brand)
        return {};
    consent::Standing const standing = session_->standing(policy, *brand, subject, now);
    if (standing.aliases.empty())
        return {};
    std::vector<consent::Fact> const facts = standing.considered();
    forward::PersonNow person;
    for (consent::Scope const& scope : policy.scopes)
        person.scopes.push_back(scope_now(scope, standing, facts, now));
    person.wa_ids = values_of(standing.aliases, AliasKind::phone);
    person.user_ids = values_of(standing.aliases, AliasKind::user_id);
    return person;
}

}  // namespace consentry::store
