#include "intake/item_signal.hpp"

#include <algorithm>

namespace consentry::intake {
namespace {

using consent::Intent;
using consent::Signal;
using consent::Source;

/// Meta's code for "the recipient stopped marketing messages from this business", and its older form.
constexpr std::int64_t marketing_stopped = 131050;
constexpr std::int64_t marketing_stopped_formerly = 498;

bool tells_stop(meta::Item const& item)
{
    return item.kind == meta::Kind::status && item.status == "failed"
        && std::ranges::any_of(item.errors,
            [](std::int64_t code) { return code == marketing_stopped || code == marketing_stopped_formerly; });
}

/// Meta sends digits alone; with a plus or blanks it would still be the same line, and must not become another subject.
/// What is no phone number stays as it is.
std::string digits_of(std::string_view wa_id)
{
    constexpr std::string_view separators = "+ -.()";
    std::string digits{wa_id};
    std::erase_if(digits, [&](char c) { return separators.find(c) != std::string_view::npos; });
    bool const is_number = !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    return is_number ? digits : std::string{wa_id};
}

consent::Reading setting(Intent intent, std::string_view rule)
{
    consent::Reading reading;
    reading.intent = intent;
    reading.addressed = true;
    reading.match = {std::string{rule}, "und", "setting", "meta/" + std::string{rule}, "meta", {}};
    return reading;
}

}  // namespace

bool may_signal(meta::Item const& item)
{
    if (item.sample || item.torn)
        return false;
    return item.scan || item.kind == meta::Kind::preference || tells_stop(item);
}

std::vector<consent::Alias> names_of(meta::Person const& person)
{
    std::vector<consent::Alias> names;
    if (!person.wa_id.empty())
        names.push_back({consent::AliasKind::phone, digits_of(person.wa_id)});
    if (!person.user_id.empty())
        names.push_back({consent::AliasKind::user_id, std::string{person.user_id}});
    if (!person.parent_user_id.empty())
        names.push_back({consent::AliasKind::parent_user_id, std::string{person.parent_user_id}});
    return names;
}

Source source_of(meta::Item const& item)
{
    if (item.kind == meta::Kind::preference)
        return Source::meta_preference;
    if (item.kind == meta::Kind::status)
        return Source::meta_status;
    if (!item.flow_response.empty())
        return Source::whatsapp_flow;
    bool const chosen = std::ranges::any_of(item.texts, &meta::Text::label) || !item.payloads.empty();
    return chosen ? Source::whatsapp_button : Source::whatsapp_message;
}

std::optional<consent::Reading> reading_of_setting(meta::Item const& item)
{
    if (tells_stop(item))
        return setting(Intent::meta_stop, "131050");
    // The only category there is; a preference that names none can mean no other.
    if (!item.category.empty() && item.category != "marketing_messages")
        return {};
    if (item.preference == "stop")
        return setting(Intent::meta_stop, "stop");
    if (item.preference == "resume")
        return setting(Intent::meta_resume, "resume");
    if (item.preference == "signup")
        return setting(Intent::meta_signup, "signup");
    return {};
}

std::optional<Gap> gap_in(meta::Item const& item)
{
    if (item.sample)
        return {};
    if (item.kind == meta::Kind::preference && !reading_of_setting(item))
        return Gap::unknown_preference;
    if (item.kind != meta::Kind::unknown)
        return {};
    if (item.why == "broken")
        return Gap::broken_item;
    if (item.why == "unknown field")
        return Gap::unknown_field;
    if (item.why == "unknown type")
        return Gap::unknown_type;
    return {};
}

std::string what_is_unknown(meta::Item const& item, Gap gap)
{
    return std::string{gap == Gap::unknown_field ? item.field
            : gap == Gap::unknown_preference     ? item.preference
            : gap == Gap::unknown_type           ? item.type
                                                 : item.why};
}

std::string identity_of(meta::Item const& item)
{
    std::string identity{to_string(item.kind)};
    for (std::string_view const part : {item.message_id, item.category, item.preference, item.type, item.flow_response})
        identity.append("/").append(part);
    // A preference has no id: a second stop, after a resume, differs from the first by its time alone.
    if (item.message_id.empty()) {
        for (std::string_view const part :
            {item.waba, item.person.wa_id, item.person.user_id, item.person.parent_user_id})
            identity.append("/").append(part);
    }
    if (item.timestamp)
        identity.append("/").append(std::to_string(item.timestamp->time_since_epoch().count()));
    for (meta::Text const& text : item.texts)
        identity.append("/").append(text.value);
    for (std::string_view const payload : item.payloads)
        identity.append("/").append(payload);
    return identity;
}

Signal signal_of(meta::Item const& item, EventTime now)
{
    Signal signal;
    signal.who = names_of(item.person);
    signal.number = item.number;
    signal.at = item.timestamp.value_or(now);
    signal.stamped = item.timestamp.value_or(EventTime{});
    signal.source = source_of(item);
    signal.message_id = item.message_id;
    signal.identity = identity_of(item);
    if (!item.context_id.empty())
        signal.context_id = std::string{item.context_id};
    return signal;
}

}  // namespace consentry::intake
