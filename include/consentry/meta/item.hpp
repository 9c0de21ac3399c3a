#pragma once

#include "consentry/base/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace consentry::meta {

/// What an item is. Who wrote it follows from the kind: an echo was written by the business, never by the person.
enum class Kind : std::uint8_t {
    message,     ///< Sent to the business by a person, `standby` included.
    status,      ///< What became of a message of the business.
    preference,  ///< The person's choice in Meta's own marketing control (`user_preferences`).
    echo,        ///< A message of the business, written elsewhere (`message_echoes`).
    history,     ///< A message from before the number was connected, of either side.
    system,      ///< The person has another number or user id.
    handover,    ///< Another application took the conversation, or gave it back.
    other,       ///< A documented change that bears no signal: one item for the whole change.
    unknown,     ///< Nothing we know: to be counted and kept, never an error.
};

std::string_view to_string(Kind kind);  ///< The enumerator's name.

/// Every field of a webhook that Meta documents, sorted.
std::span<std::string_view const> documented_fields();

/// Words to be matched. A label was written by the business on a button or a list and chosen; all else was typed.
struct Text {
    std::string_view value;
    bool label = false;

    bool operator==(Text const&) const = default;
};

/// The names a person goes by; each is empty where Meta does not tell it.
struct Person {
    std::string_view wa_id;           ///< The phone number in international digits, as received.
    std::string_view user_id;         ///< `ES.13491208655302741918`; case kept.
    std::string_view parent_user_id;  ///< `ES.ENT.…`; only for enrolled portfolios.

    bool nameless() const { return wa_id.empty() && user_id.empty() && parent_user_id.empty(); }
    bool operator==(Person const&) const = default;
};

/// One message, status or preference of a webhook. All text is valid UTF-8 (what was not is U+FFFD) and belongs to the
/// decoder: it holds until that decodes again. What is missing, null or of a wrong type is empty.
struct Item {
    Kind kind = Kind::unknown;

    /// The person's own words or choice, meant for the business alone: its texts, payloads or flow fields may be
    /// matched.
    bool scan = false;

    /// Why it is scanned or not, one of few stable words: "text", "caption", "order", "button", "reply", "flow", "edit"
    /// and "standby" if it is; else "forwarded", "group", "echo", "history", "sample", "status", "preference",
    /// "reaction", "revoke", "system", "handover", "no text", "unsupported", "unknown type", "unknown field", "notice"
    /// (Meta's errors beside the messages), "other", "empty" (a change without anything in it) or "broken".
    std::string_view why;

    bool sample = false;     ///< From the Test button of Meta's dashboard: counted and logged, without any effect.
    bool standby = false;    ///< From the `standby` feed: counts as if it came under `messages`.
    bool cut = false;        ///< The body broke off before its change named its field: it may be another than it seems.
    bool torn = false;       ///< The body broke off within its change, but behind all of the change's items.
    bool forwarded = false;  ///< The words of somebody else.
    bool group = false;      ///< In a group, or the status of a message to one.

    std::string_view field;    ///< `messages`, `user_preferences`, …
    std::string_view waba;     ///< `entry[].id`.
    std::string_view number;   ///< The `phone_number_id` of the business.
    std::string_view display;  ///< Its number for display; no format is promised, so never match on it.

    std::string_view message_id;         ///< The wamid; of a status that of the message of the business.
    std::optional<EventTime> timestamp;  ///< Meta's clock; nothing if there is none or no reader would believe it.
    std::string_view type;               ///< As received: `text`, `button`, …
    std::string_view subtype;  ///< Of `interactive`, `system`, `unsupported`: `list_reply`, `poll_creation`, …

    /// Whom the item is about: a message's sender, a status's recipient, whoever set the preference or, of a `system`
    /// item, the names up to now. Filled from `contacts[]` where the item itself says less. Of an echo, and of half the
    /// history, the sender is the business.
    Person person;

    std::span<Text const> texts;                 ///< Typed texts, captions and labels, as they came.
    std::span<std::string_view const> payloads;  ///< Payload of a button, id of a reply or list row.
    std::string_view flow_response;              ///< `nfm_reply.response_json` as received: JSON in a string, maybe.
    std::string_view context_id;                 ///< The message that this one answers.
    std::string_view original_id;                ///< Of an edit or a revoke: the message it changes.

    std::string_view status;               ///< `sent`, `delivered`, `read`, `failed`, …
    std::span<std::int64_t const> errors;  ///< Codes of Meta's errors, 131050 among them.
    std::string_view callback_data;        ///< `biz_opaque_callback_data`: what the sender attached.

    std::string_view preference;  ///< `stop`, `resume`, `signup`, or what is still to come.
    std::string_view category;    ///< `marketing_messages`; of a status, if prices are read, as what Meta counts the
                                  ///< message: `utility`.
    std::string_view event;       ///< Of an account's change: `PARTNER_REMOVED`, …
    std::string_view account;     ///< Which account it is about, where that is not the entry's.

    Person successor;  ///< Of a `system` item: the names from now on. Empty where they did not change.
};

/// The item as `consentry decode` prints it: one line of JSON without the newline. `file` names where it came from.
std::string to_json_line(Item const& item, std::string_view file);

}  // namespace consentry::meta
