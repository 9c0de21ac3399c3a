#include "app/export_rows.hpp"

#include "consentry/base/json.hpp"

#include <algorithm>
#include <functional>

namespace consentry::app {
namespace {

using Put = std::function<void(std::string_view name, std::string_view value)>;

std::string name_of_kind(std::vector<consent::Alias> const& aliases, consent::AliasKind kind)
{
    auto const found = std::ranges::find(aliases, kind, &consent::Alias::kind);
    if (found == aliases.end())
        return {};
    return kind == consent::AliasKind::phone ? consent::e164(*found) : found->value;
}

std::string time_or_nothing(std::optional<EventTime> const& at) { return at ? rfc3339(*at) : std::string{}; }

std::string_view flag(bool value) { return value ? "true" : "false"; }

/// The columns in their order; both forms are made of them.
void for_each_column(ExportRow const& row, Put const& put)
{
    put("contact", row.contact);
    put("scope", row.scope);
    put("state", consent::name_of(row.state));
    put("allowed", flag(row.allowed));
    put("reason", consent::name_of(row.reason));
    put("occurred_at", time_or_nothing(row.occurred_at));
    put("valid_until", time_or_nothing(row.valid_until));
    put("wording", row.wording);
    put("confirmed", flag(row.confirmed));
    put("source", row.source);
    put("evidence", row.evidence);
    put("event", row.event);
    put("subject", row.subject);
    put("phone", row.phone);
    put("user_id", row.user_id);
    put("parent_user_id", row.parent_user_id);
}

std::string csv_value(std::string_view value)
{
    if (value.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string{value};
    std::string quoted{"\""};
    for (char const c : value)
        quoted.append(c == '"' ? 2 : 1, c);
    return quoted + '"';
}

ExportRow person_row(consent::Standing const& standing)
{
    ExportRow row;
    row.subject = standing.public_id;
    row.phone = name_of_kind(standing.aliases, consent::AliasKind::phone);
    row.user_id = name_of_kind(standing.aliases, consent::AliasKind::user_id);
    row.parent_user_id = name_of_kind(standing.aliases, consent::AliasKind::parent_user_id);
    row.contact = !row.phone.empty() ? row.phone : !row.user_id.empty() ? row.user_id : row.parent_user_id;
    return row;
}

void tell_basis(ExportRow& row, consent::Policy const& policy, consent::KnownPerson const& person,
    std::span<consent::Fact const> facts, consent::Fact const& basis)
{
    row.occurred_at = basis.at;
    row.wording = basis.wording;
    row.confirmed = basis.kind == consent::FactKind::grant && is_confirmed(facts, basis);
    auto const event = std::ranges::find(person.bases, basis.seq, &consent::Event::seq);
    if (event == person.bases.end())
        return;
    row.event = event->id;
    row.source = consent::name_of(event->source);
    row.evidence = "event " + event->id + " of brand " + policy.brand;
}

}  // namespace

std::vector<ExportRow> rows_of(
    consent::Policy const& policy, consent::KnownPerson const& person, ExportFilter const& filter, EventTime now)
{
    std::vector<ExportRow> rows;
    std::vector<consent::Fact> const facts = person.standing.considered();
    for (consent::Scope const& scope : policy.scopes) {
        consent::Question question;
        question.confirmed_only = scope.asks_twice(person.standing.aliases);
        consent::Permission const found = consent::permission(scope, person.standing, facts, question, now);
        bool const is_wanted = (filter.scope.empty() || filter.scope == scope.name)
            && (filter.state.empty() || filter.state == consent::name_of(found.state));
        if (!is_wanted || !found.basis)
            continue;
        ExportRow row = person_row(person.standing);
        row.scope = scope.name;
        row.state = found.state;
        row.allowed = found.allowed;
        row.reason = found.reason;
        row.valid_until = found.valid_until;
        tell_basis(row, policy, person, facts, *found.basis);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string csv_head()
{
    std::string head;
    for_each_column(
        {}, [&](std::string_view name, std::string_view) { head.append(head.empty() ? "" : ",").append(name); });
    return head;
}

std::string to_csv(ExportRow const& row)
{
    std::string line;
    for_each_column(row, [&, first = true](std::string_view, std::string_view value) mutable {
        line.append(first ? "" : ",").append(csv_value(value));
        first = false;
    });
    return line;
}

std::string to_json(ExportRow const& row)
{
    JsonWriter json;
    json.open();
    for_each_column(row, [&](std::string_view name, std::string_view value) {
        if (name == "allowed" || name == "confirmed")
            json.put(name, value == "true");
        else
            json.put_if_any(name, value);
    });
    return json.close().str();
}

}  // namespace consentry::app
