#include "store/sqlite_states.hpp"

#include "consentry/consent/event_id.hpp"
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

/// What was said up to an entry of the ledger.
void forget_behind(consent::Seq at, consent::Standing& standing)
{
    for (auto* const facts : {&standing.facts, &standing.left_behind, &standing.shared})
        std::erase_if(*facts, [at](consent::Fact const& fact) { return fact.seq > at; });
}

/// The latest of the kind; empty if there is none.
std::string latest(std::vector<Alias> const& names, AliasKind kind)
{
    auto values = values_of(names, kind);
    return values.empty() ? std::string{} : std::move(values.front());
}

}  // namespace

SqliteStates::SqliteStates(Location const& location, std::string_view suppression_key)
    : session_{std::make_unique<SqliteReader::Session>(location, suppression_key)}
    , ids_{suppression_key}
    , epoch_{session_->database.prepare("SELECT CAST(value AS INTEGER) FROM installation WHERE key = 'epoch'")}
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

std::optional<consent::SubjectNumber> SqliteStates::subject_called(
    consent::Policy const& policy, std::string const& digits)
{
    auto const moment = session_->glance();
    Meant const meant = session_->meant(policy.portfolio, {AliasKind::phone, digits}, event_time(SystemClock{}.now()));
    if (meant.subjects.empty())
        return {};
    return meant.subjects.front();
}

std::vector<forward::LedgerEntry> SqliteStates::snapshot(consent::Policy const& policy, consent::Seq at,
    forward::DestinationNumber feed, consent::SubjectNumber after, std::size_t limit, EventTime now)
{
    auto const moment = session_->glance();
    std::vector<forward::LedgerEntry> people;
    auto const brand = session_->brand(policy.brand);
    // Whoever was erased is passed over, so that a page is empty at the end only.
    for (bool more = brand.has_value(); more && people.empty();) {
        auto const subjects = session_->people_before.all(
            [](Row row) { return row.integer(0); }, *brand, after, static_cast<std::int64_t>(limit), at);
        more = subjects.size() == limit && limit > 1;  // One is asked for by who knows whom.
        for (consent::SubjectNumber const subject : subjects) {
            after = subject;
            consent::Standing standing = session_->standing(policy, *brand, subject, now);
            forget_behind(at, standing);
            if (!standing.facts.empty() && !standing.aliases.empty())
                people.push_back({subject, event_of(policy, standing, at, feed, now)});
        }
    }
    return people;
}

consent::Event SqliteStates::event_of(consent::Policy const& policy, consent::Standing const& standing, consent::Seq at,
    forward::DestinationNumber feed, EventTime now)
{
    consent::Event event;
    event.type = consent::EventType::snapshot;
    event.brand = policy.brand;
    event.seq = standing.subject;
    event.version = (epoch_.first([](Row row) { return row.integer(0); }).value_or(0) << seq_bits) | at;
    event.id
        = consent::snapshot_id(at, ids_({"snapshot/", std::to_string(feed), "/", std::to_string(standing.subject)}));
    event.timestamp = now;
    event.recorded_at = now;
    event.subject = standing.public_id;
    event.scope = consent::every_scope;
    event.state = consent::fold(standing.facts, consent::every_scope, now).state;
    event.states = consent::scope_states(policy, standing, now);
    event.source = consent::Source::system;
    event.wa_id = latest(standing.aliases, AliasKind::phone);
    event.user_id = latest(standing.aliases, AliasKind::user_id);
    event.parent_user_id = latest(standing.aliases, AliasKind::parent_user_id);
    return event;
}

}  // namespace consentry::store
