#include "intake/item_naming.hpp"

#include "intake/item_signal.hpp"

#include <algorithm>
#include <array>

namespace consentry::intake {
namespace {

using meta::Kind;

void take(std::string_view& name, std::string_view other)
{
    if (name.empty())
        name = other;
}

/// The names from now on: what did not change is the same.
meta::Person person_now(meta::Item const& item)
{
    meta::Person person = item.successor;
    take(person.wa_id, item.person.wa_id);
    take(person.user_id, item.person.user_id);
    take(person.parent_user_id, item.person.parent_user_id);
    return person;
}

/// The names that have another one in their place.
meta::Person person_before(meta::Item const& item)
{
    meta::Person person;
    if (!item.successor.wa_id.empty())
        person.wa_id = item.person.wa_id;
    if (!item.successor.user_id.empty())
        person.user_id = item.person.user_id;
    if (!item.successor.parent_user_id.empty())
        person.parent_user_id = item.person.parent_user_id;
    return person;
}

/// Whether one of the names may be of the kind that is asked for.
template <class Ask>
bool has_name(meta::Person const& person, Ask is_such)
{
    auto const is_told
        = [&](consent::AliasKind kind, std::string_view name) { return !name.empty() && is_such(kind, name); };
    // As Meta sends them: digits alone. What has been written in another way is looked at whole.
    bool const is_plain = std::ranges::all_of(person.wa_id, [](char c) { return c >= '0' && c <= '9'; });
    return !is_plain || is_told(consent::AliasKind::phone, person.wa_id)
        || is_told(consent::AliasKind::user_id, person.user_id)
        || is_told(consent::AliasKind::parent_user_id, person.parent_user_id);
}

bool has_failed(meta::Item const& item) { return item.status == "failed"; }

}  // namespace

bool may_name(meta::Item const& item)
{
    if (item.sample || item.torn || item.cut)
        return false;
    int const names = static_cast<int>(!item.person.wa_id.empty()) + static_cast<int>(!item.person.user_id.empty())
        + static_cast<int>(!item.person.parent_user_id.empty());
    if (names < 2 && item.successor.nameless())
        return false;
    bool const is_of_person = item.kind == Kind::message || item.kind == Kind::preference || item.kind == Kind::system
        || item.kind == Kind::unknown || (item.kind == Kind::status && !item.group);
    return is_of_person && item.why != "unknown field";
}

bool names_somebody_known(KnownNames const& known, std::string_view portfolio, meta::Item const& item)
{
    auto const is_known
        = [&](consent::AliasKind kind, std::string_view name) { return known.may_know(portfolio, kind, name); };
    return has_name(item.person, is_known) || has_name(item.successor, is_known);
}

bool names_somebody_denied(KnownNames const& known, std::string_view portfolio, meta::Item const& item)
{
    return has_name(item.person,
        [&](consent::AliasKind kind, std::string_view name) { return known.may_deny(portfolio, kind, name); });
}

consent::Naming naming_of(meta::Item const& item, EventTime now)
{
    consent::Naming naming;
    naming.who = names_of(person_now(item));
    naming.former = names_of(person_before(item));
    naming.at = item.timestamp.value_or(now);
    naming.stamped = item.timestamp.value_or(EventTime{});
    naming.number = item.number;
    naming.source = naming.former.empty() ? source_of(item) : consent::Source::system;
    naming.message_id = item.message_id;
    if (naming.former.empty())
        return naming;
    naming.identity = std::string{to_string(item.kind)}.append("/").append(item.message_id);
    for (auto const* const names : {&naming.former, &naming.who}) {
        for (consent::Alias const& name : *names)
            naming.identity.append("/").append(name.value);
    }
    return naming;
}

bool may_report(meta::Item const& item)
{
    // A call has statuses, too, and asks nothing.
    return item.kind == Kind::status && item.field != "calls" && !item.sample && !item.torn && !item.group
        && (!item.callback_data.empty() || has_failed(item));
}

std::optional<consent::Ask> withdrawal_of(meta::Item const& item, EventTime now)
{
    consent::Ask ask;
    ask.who = names_of(item.person);
    if (!has_failed(item) || item.cut || ask.who.empty() || item.message_id.empty())
        return {};
    ask.message_id = item.message_id;
    ask.number = item.number;
    ask.asked_at = std::min(item.timestamp.value_or(now), now);
    ask.source = consent::Source::meta_status;
    ask.withdrawn = true;
    return ask;
}

std::optional<consent::Ask> ask_of(
    consent::Policy const& policy, meta::Item const& item, AskToken const& token, EventTime now)
{
    consent::Wording const* const wording
        = token.wording.empty() ? nullptr : policy.wording(token.scope, token.wording);
    if (policy.scope(token.scope) == nullptr || (!token.wording.empty() && wording == nullptr))
        return {};
    consent::Ask ask;
    ask.who = names_of(item.person);
    if (ask.who.empty())
        return {};
    ask.scope = token.scope;
    ask.wording = token.wording;
    if (wording != nullptr)
        ask.language = wording->language;
    ask.message_id = item.message_id;
    ask.number = item.number;
    ask.asked_at = std::min(item.timestamp.value_or(now), now);
    ask.expires_in = consent::prompt_open_for;
    ask.source = consent::Source::meta_status;
    ask.withdrawn = has_failed(item);
    return ask;
}

bool ends_feed(meta::Item const& item)
{
    static constexpr std::array<std::string_view, 4> ends{
        "PARTNER_REMOVED", "PARTNER_APP_UNINSTALLED", "ACCOUNT_DELETED", "ACCOUNT_OFFBOARDED"};
    return item.field == "account_update" && !item.sample && std::ranges::find(ends, item.event) != ends.end();
}

}  // namespace consentry::intake
