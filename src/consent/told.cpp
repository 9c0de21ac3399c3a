#include "consentry/consent/told.hpp"

namespace consentry::consent {
namespace {

Result<void> is_there(std::string const& value, std::string_view name)
{
    if (value.empty())
        return fail(Fault::malformed, std::string{name} + ": is required");
    return {};
}

}  // namespace

Result<bool> told_state(std::string_view state)
{
    if (state != "opted_in" && state != "opted_out")
        return fail(Fault::malformed, "state: has to be opted_in or opted_out");
    return state == "opted_in";
}

void tell_source(std::string_view name, Record& record)
{
    auto const source = source_of(name);
    bool const is_way = source == Source::api || source == Source::import || source == Source::cli;
    if (is_way)
        record.source = *source;
    else
        record.origin = name;
}

Result<Record> record_of(Told const& told, Policy const& policy, Source way)
{
    for (auto const& [value, name] :
        {std::pair{&told.contact, "contact"}, {&told.scope, "scope"}, {&told.state, "state"}}) {
        if (auto const there = is_there(*value, name); !there)
            return std::unexpected(there.error());
    }
    auto contact = parse_contact(
        told.contact, policy.country.empty() ? std::nullopt : std::optional<std::string_view>{policy.country});
    if (!contact)
        return fail(contact.error().fault, "contact: " + contact.error().detail);
    auto const opted_in = told_state(told.state);
    if (!opted_in)
        return std::unexpected(opted_in.error());
    Record record;
    if (!told.occurred_at.empty()) {
        auto const at = parse_rfc3339(told.occurred_at);
        if (!at)
            return fail(Fault::malformed, "occurred_at: has to be an RFC 3339 time, such as 2026-11-22T09:30:00Z");
        record.occurred_at = event_time(*at);
    }
    record.contact = std::move(*contact);
    record.scope = told.scope;
    record.opted_in = *opted_in;
    record.source = way;
    tell_source(told.source, record);
    record.wording = told.wording;
    record.evidence = told.evidence;
    record.actor = told.actor;
    record.caused_by = told.caused_by;
    record.confirmed = told.confirmed == "true";
    if (!record.confirmed && !told.confirmed.empty() && told.confirmed != "false")
        return fail(Fault::malformed, "confirmed: has to be true or false");
    return record;
}

}  // namespace consentry::consent
