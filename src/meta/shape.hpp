#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// The shape of Meta's webhooks as data: which member of which object leads where. Whatever is not listed is skipped.

namespace consentry::meta {

/// An object that we read. An array is no place: it may stand wherever its elements may, so a list that comes as a
/// single object and an object that comes in a list are both understood.
enum class Place : std::uint8_t {
    nowhere,
    root,
    entry,
    change,
    value,
    standby,
    metadata,
    contact,
    message,  // From here to `renaming` each object is an item.
    echo,
    past,
    status,
    preference,
    renaming,
    edit,
    edited,
    revoke,
    system,
    text,
    media,
    order,
    button,
    interactive,
    reply,
    flow,
    context,
    error,
    notice,
    chunk,
    thread,
    unsupported,
    new_user_id,
    new_parent_user_id,
    shared,
    shared_phone,
    account,
    pricing,  // From here on what tells the price of a message, which is not always read.
    conversation,
    origin,
};

inline bool is_item(Place place) { return place >= Place::message && place <= Place::renaming; }

/// What a member says.
enum class Field : std::uint8_t {
    none,
    object,
    field,
    waba,
    number,
    display,
    message_id,
    timestamp,
    type,
    subtype,
    wa_id,
    user_id,
    parent_user_id,
    customer,
    successor_wa_id,
    successor_user_id,
    successor_parent_user_id,
    previous_user_id,
    previous_parent_user_id,
    notice_to_people,
    contact_wa_id,
    contact_user_id,
    contact_parent_user_id,
    body,
    caption,
    order_text,
    button_label,
    button_payload,
    reply_label,
    reply_id,
    flow_response,
    context_id,
    original_id,
    forwarded,
    group,
    recipient_type,
    status,
    callback_data,
    error_code,
    notice_code,
    preference,
    category,
    conversation_category,
    event,
    account,
    origin,
    vcard,
    shared_wa_id,
    shared_phone,
};

using Places = std::uint64_t;  ///< A bit for each.
inline constexpr unsigned places_max = 64;
static_assert(static_cast<unsigned>(Place::origin) < places_max);

template <class... Some>
constexpr Places in(Some... places)
{
    return ((Places{1} << static_cast<unsigned>(places)) | ...);
}

/// In an object at one of `places`, the member `name` holds a scalar for `field` or leads to another place.
struct Rule {
    Places places;
    std::string_view name;
    Field field = Field::none;
    Place enters = Place::nowhere;
};

constexpr Rule holds(Places places, std::string_view name, Field field)
{
    return {places, name, field, Place::nowhere};
}
constexpr Rule leads(Places places, std::string_view name, Place place) { return {places, name, Field::none, place}; }

inline constexpr Places any_value = in(Place::value, Place::standby);
inline constexpr Places any_message = in(Place::message, Place::echo, Place::past);
inline constexpr Places any_content = any_message | in(Place::edited);

inline constexpr auto rules = std::to_array<Rule>({
    holds(in(Place::root), "object", Field::object),
    leads(in(Place::root), "entry", Place::entry),
    holds(in(Place::entry), "id", Field::waba),
    leads(in(Place::entry), "changes", Place::change),
    holds(in(Place::change), "field", Field::field),
    leads(in(Place::change), "value", Place::value),

    leads(in(Place::value), "standby", Place::standby),
    leads(any_value, "metadata", Place::metadata),
    leads(any_value, "contacts", Place::contact),
    leads(any_value, "messages", Place::message),
    leads(any_value, "message_echoes", Place::echo),
    leads(any_value, "statuses", Place::status),
    leads(any_value, "user_preferences", Place::preference),
    leads(any_value, "user_id_update", Place::renaming),
    leads(any_value, "history", Place::chunk),
    leads(any_value, "errors", Place::notice),
    holds(in(Place::value), "event", Field::event),
    leads(in(Place::value), "waba_info", Place::account),
    holds(in(Place::account), "waba_id", Field::account),
    holds(in(Place::metadata), "phone_number_id", Field::number),
    holds(in(Place::metadata), "display_phone_number", Field::display),
    holds(in(Place::contact), "wa_id", Field::contact_wa_id),
    holds(in(Place::contact), "user_id", Field::contact_user_id),
    holds(in(Place::contact), "parent_user_id", Field::contact_parent_user_id),
    leads(in(Place::chunk), "threads", Place::thread),
    leads(in(Place::chunk), "errors", Place::notice),
    leads(in(Place::thread), "messages", Place::past),
    holds(in(Place::notice), "code", Field::notice_code),

    holds(any_message, "id", Field::message_id),
    holds(any_message, "from", Field::wa_id),
    holds(any_message, "from_user_id", Field::user_id),
    holds(any_message, "from_parent_user_id", Field::parent_user_id),
    holds(any_message, "timestamp", Field::timestamp),
    holds(any_message, "type", Field::type),
    holds(any_message, "group_id", Field::group),
    leads(any_message, "errors", Place::error),
    leads(any_message, "edit", Place::edit),
    leads(any_message, "revoke", Place::revoke),
    leads(any_message, "system", Place::system),
    leads(any_message, "unsupported", Place::unsupported),
    leads(in(Place::message), "contacts", Place::shared),
    holds(in(Place::shared), "origin", Field::origin),
    holds(in(Place::shared), "vcard", Field::vcard),
    leads(in(Place::shared), "phones", Place::shared_phone),
    holds(in(Place::shared_phone), "wa_id", Field::shared_wa_id),
    holds(in(Place::shared_phone), "phone", Field::shared_phone),
    holds(in(Place::error), "code", Field::error_code),
    holds(in(Place::edit, Place::revoke), "original_message_id", Field::original_id),
    leads(in(Place::edit), "message", Place::edited),

    leads(any_content, "text", Place::text),
    leads(any_content, "image", Place::media),
    leads(any_content, "video", Place::media),
    leads(any_content, "document", Place::media),
    leads(any_content, "order", Place::order),
    leads(any_content, "button", Place::button),
    leads(any_content, "interactive", Place::interactive),
    leads(any_content, "context", Place::context),
    holds(in(Place::text), "body", Field::body),
    holds(in(Place::media), "caption", Field::caption),
    holds(in(Place::order), "text", Field::order_text),
    holds(in(Place::button), "text", Field::button_label),
    holds(in(Place::button), "payload", Field::button_payload),
    holds(in(Place::interactive), "type", Field::subtype),
    leads(in(Place::interactive), "button_reply", Place::reply),
    leads(in(Place::interactive), "list_reply", Place::reply),
    leads(in(Place::interactive), "nfm_reply", Place::flow),
    holds(in(Place::reply), "id", Field::reply_id),
    holds(in(Place::reply), "title", Field::reply_label),
    holds(in(Place::flow), "response_json", Field::flow_response),
    holds(in(Place::context), "id", Field::context_id),
    holds(in(Place::context), "forwarded", Field::forwarded),
    holds(in(Place::context), "frequently_forwarded", Field::forwarded),

    holds(in(Place::system, Place::unsupported), "type", Field::subtype),
    holds(in(Place::system), "body", Field::notice_to_people),
    holds(in(Place::system), "customer", Field::customer),
    holds(in(Place::system), "wa_id", Field::successor_wa_id),
    holds(in(Place::system), "new_wa_id", Field::successor_wa_id),
    holds(in(Place::system), "user_id", Field::successor_user_id),
    holds(in(Place::system), "parent_user_id", Field::successor_parent_user_id),
    holds(in(Place::system), "previous_user_id", Field::previous_user_id),
    holds(in(Place::system), "previous_parent_user_id", Field::previous_parent_user_id),

    holds(in(Place::status), "id", Field::message_id),
    holds(in(Place::status), "status", Field::status),
    holds(in(Place::status), "timestamp", Field::timestamp),
    holds(in(Place::status), "recipient_id", Field::wa_id),
    holds(in(Place::status), "recipient_user_id", Field::user_id),
    holds(in(Place::status), "recipient_parent_user_id", Field::parent_user_id),
    holds(in(Place::status), "recipient_type", Field::recipient_type),
    holds(in(Place::status), "biz_opaque_callback_data", Field::callback_data),
    leads(in(Place::status), "errors", Place::error),
    leads(in(Place::status), "pricing", Place::pricing),
    leads(in(Place::status), "conversation", Place::conversation),
    leads(in(Place::conversation), "origin", Place::origin),
    holds(in(Place::pricing), "category", Field::category),
    holds(in(Place::origin), "type", Field::conversation_category),

    holds(in(Place::preference, Place::renaming), "wa_id", Field::wa_id),
    holds(in(Place::preference), "user_id", Field::user_id),
    holds(in(Place::preference), "parent_user_id", Field::parent_user_id),
    holds(in(Place::preference), "category", Field::category),
    holds(in(Place::preference), "value", Field::preference),
    holds(in(Place::preference, Place::renaming), "timestamp", Field::timestamp),

    leads(in(Place::renaming), "user_id", Place::new_user_id),
    leads(in(Place::renaming), "parent_user_id", Place::new_parent_user_id),
    holds(in(Place::new_user_id), "previous", Field::previous_user_id),
    holds(in(Place::new_user_id), "current", Field::successor_user_id),
    holds(in(Place::new_parent_user_id), "previous", Field::previous_parent_user_id),
    holds(in(Place::new_parent_user_id), "current", Field::successor_parent_user_id),
});

/// All rules in a hash table with open addressing, made by the compiler.
class Shape {
public:
    consteval Shape()
    {
        slots_.fill(empty);
        for (std::size_t i = 0; i < rules.size(); ++i) {
            for (unsigned place = 0; place < places_max; ++place) {
                if ((rules[i].places >> place & 1) == 0)
                    continue;
                std::size_t slot = hash(static_cast<Place>(place), rules[i].name);
                while (slots_[slot] != empty)
                    slot = (slot + 1) % slots_.size();
                slots_[slot] = static_cast<std::uint8_t>(i);
            }
        }
    }

    /// The rule for the member `name` of an object at `place`, or null.
    constexpr Rule const* find(Place place, std::string_view name) const
    {
        if (name.empty())
            return nullptr;
        for (std::size_t slot = hash(place, name); slots_[slot] != empty; slot = (slot + 1) % slots_.size()) {
            Rule const& rule = rules[slots_[slot]];
            if ((rule.places & in(place)) != 0 && rule.name == name)
                return &rule;
        }
        return nullptr;
    }

private:
    static constexpr std::uint8_t empty = 255;
    static_assert(rules.size() < empty);

    /// Length, first and last character tell the names apart; the factors leave few collisions in the whole table.
    static constexpr std::size_t hash(Place place, std::string_view name)
    {
        auto const first = static_cast<unsigned char>(name.front());
        auto const last = static_cast<unsigned char>(name.back());
        return (static_cast<std::size_t>(place) * 3 + name.size() * 25 + first * 55u + last * 20u) % 512;
    }

    std::array<std::uint8_t, 512> slots_{};
};

inline constexpr Shape shape;

}  // namespace consentry::meta
