#include "meta/judge.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace consentry::meta {
namespace {

template <std::size_t Size>
bool is_one_of(std::array<std::string_view, Size> const& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// Documented fields that neither bear a signal nor tell who somebody is.
constexpr auto other_fields = std::to_array<std::string_view>({"account_alerts", "account_review_update",
    "account_settings_update", "account_update", "automatic_events", "business_capability_update",
    "business_username_updates", "calls", "consumer_profile", "flows", "group_lifecycle_update",
    "group_participants_update", "group_settings_update", "group_status_update", "message_template_components_update",
    "message_template_quality_update", "message_template_status_update", "partner_solutions",
    "payment_configuration_update", "phone_number_name_update", "phone_number_quality_update", "security",
    "smb_app_state_sync", "template_category_update", "template_correct_category_detection", "tracking_events"});

/// Those that do. `user_id_update` was withdrawn by Meta; providers send it.
constexpr auto read_fields = std::to_array<std::string_view>({"history", "message_echoes", "messages",
    "messaging_handovers", "smb_message_echoes", "standby", "user_id_update", "user_preferences"});

/// Message types whose content, if there is any, is the person's own words or choice.
constexpr auto speaking_types
    = std::to_array<std::string_view>({"text", "image", "video", "document", "order", "button", "interactive", "edit"});

/// Types that have something to say by their nature: without it they are broken, or newer than we are.
constexpr auto never_silent_types = std::to_array<std::string_view>({"text", "button"});

constexpr auto silent_types = std::to_array<std::string_view>(
    {"audio", "voice", "sticker", "location", "contacts", "request_welcome", "media_placeholder"});

constexpr auto unsupported_types = std::to_array<std::string_view>({"unsupported", "unknown", "errors"});

constexpr auto interactive_types = std::to_array<std::string_view>(
    {"button_reply", "list_reply", "nfm_reply", "call_permission_reply", "product", "product_list"});

/// What the shape of a message says of it, before anybody asks whose words they are.
std::string_view reason_by_type(Item const& item)
{
    bool const says_something = !item.texts.empty() || !item.payloads.empty() || !item.flow_response.empty();
    if (item.type == "reaction" || item.type == "revoke")
        return item.type;
    if (is_one_of(unsupported_types, item.type))
        return "unsupported";
    if (is_one_of(silent_types, item.type))
        return "no text";
    if (!item.type.empty() && !is_one_of(speaking_types, item.type))
        return "unknown type";
    if (says_something)
        return item.type == "edit" ? item.type : item.standby ? "standby" : item.why;
    if (item.type.empty() || is_one_of(never_silent_types, item.type))
        return broken;
    if (item.type == "interactive" && !is_one_of(interactive_types, item.subtype))
        return "unknown type";
    return "no text";
}

bool is_echo_field(std::string_view field) { return field == "smb_message_echoes" || field == "message_echoes"; }

bool is_speaking(std::string_view why)
{
    return is_one_of(
        std::to_array<std::string_view>({"text", "caption", "order", "button", "reply", "flow", "edit", "standby"}),
        why);
}

void judge_message(Item& item)
{
    auto const reason = reason_by_type(item);
    bool const is_unknown = reason == broken || reason == "unknown type";
    item.why = is_unknown ? reason : item.group ? "group" : item.forwarded ? "forwarded" : reason;
    item.kind = is_unknown ? Kind::unknown : Kind::message;
    item.scan = is_speaking(item.why);
}

}  // namespace

std::span<std::string_view const> documented_fields()
{
    static auto const all = [] {
        std::vector<std::string_view> fields{other_fields.begin(), other_fields.end()};
        fields.insert(fields.end(), read_fields.begin(), read_fields.end());
        std::ranges::sort(fields);
        return fields;
    }();
    return all;
}

Item placeholder(std::string_view field, bool has_errors)
{
    Item item;
    if (field == "messaging_handovers") {
        item.kind = Kind::handover;
        item.why = "handover";
    } else if (field == "history") {
        item.kind = Kind::history;
        item.why = "history";
    } else if (is_echo_field(field)) {
        item.kind = Kind::echo;
        item.why = "echo";
    } else if (has_errors || is_one_of(other_fields, field)) {
        item.kind = Kind::other;
        item.why = has_errors ? "notice" : "other";
    } else {
        bool const is_known
            = field == "messages" || field == "standby" || field == "user_preferences" || field == "user_id_update";
        item.why = is_known ? "empty" : "unknown field";
    }
    return item;
}

void judge(Item& item)
{
    bool const is_settled = item.kind == Kind::unknown || item.kind == Kind::handover || item.kind == Kind::other;
    if (item.kind == Kind::message) {
        if (item.field == "history")
            item.kind = Kind::history;
        else if (is_echo_field(item.field))
            item.kind = Kind::echo;
        else if (item.type == "system")
            item.kind = Kind::system;
    }
    switch (item.kind) {
    case Kind::message:
        // Where a body broke before the field was named, what looks like a message is taken for one.
        if (item.field.empty() || item.field == "messages" || item.field == "standby") {
            judge_message(item);
        } else {
            item.kind = Kind::unknown;
            item.why = "unknown field";
        }
        break;
    case Kind::status: item.why = "status"; break;
    case Kind::preference: item.why = "preference"; break;
    case Kind::echo: item.why = "echo"; break;
    case Kind::history: item.why = "history"; break;
    case Kind::system: item.why = "system"; break;
    case Kind::handover:
    case Kind::other:
    case Kind::unknown: break;
    }
    // What Meta's dashboard sends for a try; no account and no number of anybody has these ids.
    item.sample = item.waba == "0" || item.number == "123456123" || item.message_id == "ABGGFlA5Fpa";
    if (item.sample && !is_settled) {
        item.scan = false;
        item.why = "sample";
    }
}

}  // namespace consentry::meta
