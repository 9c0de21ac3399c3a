#pragma once

#include "consentry/consent/fold.hpp"
#include "consentry/consent/signal.hpp"

namespace consentry::consent {

enum class EventType {
    opted_out,
    opted_in,
    declined,
    lifted,
    held,
    released,
    undone,
    expired,
    prompted,
    unmatched,
    violated,
    preference_stopped,
    preference_resumed,
    help,
    linked,
    merged,
    renumbered,
    erased,
    alarm,
    snapshot,
};

std::string_view name_of(EventType type);  ///< `consent.opted_out`
std::optional<EventType> event_type_of(std::string_view name);
std::span<std::string_view const> event_type_names();  ///< In the order of the enumeration.

/// What stands for one scope after an event.
struct ScopeState {
    std::string scope;
    State state = State::unknown;
    bool allowed = false;
    Reason reason = Reason::unknown;
    std::optional<EventTime> valid_until;  ///< When the consent it rests on ends.

    bool operator==(ScopeState const&) const = default;
};

/// A question, as an event tells of it.
struct PromptNote {
    std::string scope;
    std::string wording;
    std::string language;
    EventTime asked_at;
    EventTime expires_at;
    std::string message_key;  ///< Keyed hash of the id of the message that asked, in hex; empty if it had none.
    Seq seq = 0;              ///< The entry that registered it; 0: a campaign of the configuration.
};

/// An answer that came before its question, as an event tells of it.
struct AnswerNote {
    Intent intent = Intent::affirm;
    std::string language;
    std::string context_key;  ///< Keyed hash of the message it answers, in hex; empty if it named none.
    Seq answered = 0;         ///< 0: it waits. Else this event binds the answer of that entry.
};

/// A send to somebody who had said no, as an event tells of it.
struct ViolationNote {
    std::optional<Category> category;  ///< What kind of message it was; none if Meta did not tell.
    EventTime since;                   ///< When they had said it.
    std::string event;                 ///< The event that states it.
};

/// A condition that an operator has to know of, as it rises or falls. Never personal.
struct AlarmNote {
    std::string code;    ///< `number_silent`: docs/runbook.md has an entry for each.
    std::string about;   ///< A number, a brand, a destination, …; empty: the installation as a whole.
    std::string detail;  ///< For people.
    bool raised = false;
    EventTime since;  ///< When it rose.
};

/// An entry of a brand's ledger, and what is forwarded. Personal data are the members so marked: they are kept apart
/// from the rest, so that they can be erased without breaking the proof.
struct Event {
    std::string id;  ///< `evt_…`
    EventType type = EventType::opted_out;
    std::string brand;
    Seq seq = 0;
    std::int64_t version = 0;  ///< Grows per subject and brand; whoever applies the highest is right.
    bool effective = false;    ///< Whether anything is different after it.
    EventTime timestamp;       ///< When it was said.
    Instant recorded_at;       ///< When it was written down.
    std::string subject;       ///< `sub_…`; empty for an alarm, which concerns nobody.
    std::string scope;
    State state = State::unknown;  ///< Of `scope`, after the event.
    std::vector<ScopeState> states;
    std::string number;
    Source source = Source::whatsapp_message;
    std::optional<Match> match;  ///< Its `folded` is personal.
    std::optional<PromptNote> prompt;
    std::optional<AnswerNote> answer;
    std::optional<Fact> fact;
    std::optional<AlarmNote> alarm;
    std::optional<ViolationNote> violation;
    std::string message_key;     ///< Keyed hash of the item, in hex: the same item is never entered twice.
    Seq again_of = 0;            ///< The entry in which it was taken for somebody else's word; 0: it never was.
    std::string merged_subject;  ///< The subject that was found to be the same person.
    std::string wording;
    std::vector<std::string> suppressed;  ///< Of an erasure: keyed hashes of the names it concerns, in hex.
    std::string wording_digest;           ///< Of its words, in hex; see digest_of(Wording).

    std::string wa_id;           ///< Personal, as received.
    std::string user_id;         ///< Personal.
    std::string parent_user_id;  ///< Personal.
    std::string former_wa_id;    ///< Personal: the phone number that is the subject's no more.
    std::string said_under;      ///< Personal: the phone number, where that was all that told whose words these are.
    std::string message_id;      ///< Personal: Meta's ids contain the phone number.
    std::string context_id;      ///< Personal, likewise.
    std::string actor;           ///< Personal: who of the business did it.
    std::string caused_by;       ///< Personal, since the caller may write anything: what it answers.
    std::string text;            ///< Personal: what was said, word for word.
    std::string origin;          ///< Personal: where consent was gathered, in the words of who told it.
    std::string evidence;        ///< Personal: what the business has to show.
    std::string reason;          ///< Personal, since a person wrote it: why somebody of the business decided so.
};

/// What the installation tells of itself to the receivers of a brand.
struct Notice {
    AlarmNote alarm;
    EventTime at;  ///< When it rose or fell.
};

/// How much of what a person wrote a receiver gets.
enum class TextPolicy {
    exact,  ///< Only where the whole message was a keyword.
    full,
    none,
};

/// Whether a receiver of that policy gets the person's words.
bool text_goes_out(Event const& event, TextPolicy policy);

/// The event in the form of Standard Webhooks: `type`, `timestamp`, `data`. One line of JSON. `replayed`: somebody
/// asked for it once more, and it says so.
std::string to_json(Event const& event, TextPolicy text, bool replayed = false);

}  // namespace consentry::consent
