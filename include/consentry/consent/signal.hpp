#pragma once

#include "consentry/base/time.hpp"
#include "consentry/consent/contact.hpp"
#include "consentry/consent/fact.hpp"
#include "consentry/consent/policy.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace consentry::consent {

/// Where a signal or a record comes from.
enum class Source {
    whatsapp_message,
    whatsapp_button,
    whatsapp_flow,
    meta_preference,
    meta_status,
    message_api,
    api,
    import,
    cli,
    system,
};

std::string_view name_of(Source source);
std::optional<Source> source_of(std::string_view name);

/// What a signal says, before anybody knows to what it answers.
enum class Intent {
    opt_out,
    opt_in,       ///< START and its like.
    affirm,       ///< YES: means something only as an answer.
    acknowledge,  ///< OK: means something only as an answer to a named question.
    decline,      ///< NO: likewise.
    help,
    meta_stop,  ///< The setting in WhatsApp itself.
    meta_resume,
    meta_signup,  ///< Meta's sign-up link: a resume, and the person's own opt-in.
};

std::string_view name_of(Intent intent);
std::optional<Intent> intent_of(std::string_view name);

/// What is done about a signal.
enum class Decision {
    act,
    hold,
    note,  ///< Counted; nothing changes.
};

std::string_view name_of(Decision decision);

/// How a signal was found: which word of which pack, by which rule.
struct Match {
    std::string keyword;
    std::string language;
    std::string tier;     ///< exact, courtesy, …; `id` for a button's payload, `setting` for Meta's layer.
    std::string rule;     ///< `es/opt_out/baja`.
    std::string pack;     ///< `es@1+9f3c…`: the language, its version and the digest of the file.
    std::string folded;   ///< The text as it was compared. Personal, like the text itself.
    std::string reach{};  ///< Of what is held: `*` if the words named no scope, as a STOP that names none; else empty.
};

/// One way to read a signal. Where languages collide there are several, and `decide` chooses.
struct Reading {
    Intent intent = Intent::opt_out;
    Match match;
    bool weak = false;                ///< Acts only where the law names the word; holds elsewhere.
    bool named_by_fcc = false;        ///< 47 CFR 64.1200(a)(10) lists the word.
    bool hold = false;                ///< Perhaps an opt-out: a person has to look.
    bool addressed = false;           ///< A payload of ours: it carries its question with it, no prompt is needed.
    std::vector<std::string> scopes;  ///< The scopes it names; none: every scope, or the prompt's.
    std::string wording;              ///< Of an addressed reading; may be empty.
    bool names_unknown = false;       ///< It names something, and that is no scope of the brand.
};

/// What one item says: who, when, where, in which words.
struct Signal {
    std::vector<Alias> who;  ///< Every name the item gives its sender; at least one.
    std::string number;      ///< The business number it was sent to.
    EventTime at;            ///< By Meta's clock; when it arrived, if Meta tells no time.
    EventTime stamped{};     ///< The time that the item itself tells, which is part of what it is; 1970 if it has none.
    Source source = Source::whatsapp_message;
    std::string message_id;                 ///< Meta's; empty for a preference.
    std::string identity;                   ///< What makes the item the same item when it comes again.
    std::optional<std::string> context_id;  ///< The message it answers.
    std::string text;                       ///< Word for word, or the label of a button.
    std::string folded;                     ///< As compared; campaigns bind by it.
    std::vector<Reading> readings;          ///< May be empty if a campaign's word brought it here.
    std::string origin{};                   ///< Through whom it came, where that is not Meta, in their words.
    std::string actor{};                    ///< Who told it then.
};

/// Whether Meta gave a message this id: then its own webhooks tell of that message, too.
bool is_id_of_meta(std::string_view message_id);

/// How long a question is open where nobody says otherwise.
inline constexpr std::chrono::days prompt_open_for{30};

/// A question put to a subject, told by who sent it.
struct Ask {
    std::vector<Alias> who;  ///< Every name of whom it was put to; at least one.
    std::string scope;       ///< Empty if it is withdrawn and only the message tells what was asked.
    std::string wording;     ///< A configured version, or empty.
    std::string language;
    std::string message_id;  ///< Of the message that asked; may be empty.
    std::string number;
    EventTime asked_at;
    std::chrono::seconds expires_in{};
    Source source = Source::api;
    bool withdrawn = false;  ///< The message that asked did not arrive: whoever answers, answers something else.
};

/// What an item says of who somebody is, and of nothing else.
struct Naming {
    std::vector<Alias> who;     ///< Names of one person, at that time.
    std::vector<Alias> former;  ///< Names that the person had until then; a phone number among them is theirs no more.
    EventTime at;
    EventTime stamped{};  ///< As of a Signal.
    std::string number;
    Source source = Source::whatsapp_message;
    std::string message_id;
    std::string identity;    ///< As of a Signal, where names change; empty where they were only seen together.
    bool strangers = false;  ///< Names of nobody known are kept, too.
};

/// A message of the business that is on its way, as Meta reports; none that answers inside the 24-hour window.
struct Send {
    std::vector<Alias> who;              ///< Every name of whom it goes to; at least one.
    std::string number;                  ///< The business number it was sent from.
    std::string message_id;              ///< Meta's, which makes it the same send when it is reported again.
    EventTime at;                        ///< When it was sent, by Meta's clock.
    std::optional<Category> category{};  ///< None: Meta does not tell what kind of message it is.
};

/// Consent gathered elsewhere, told by a program or a person of the business.
struct Record {
    Alias contact;
    std::string scope;  ///< `*` for an opt-out of everything.
    bool opted_in = false;
    std::optional<EventTime> occurred_at;  ///< Required for an opt-in.
    Source source = Source::api;
    std::string wording;
    std::string origin;  ///< Where it was gathered, in the caller's words: a form, a shop, a call.
    std::string evidence;
    std::string actor;
    std::string caused_by;    ///< The event this answers, which must not go back to its origin.
    bool may_reopen = false;  ///< What the caller's key is trusted with.
    bool confirmed = false;   ///< The person said it twice there (double opt-in); needs evidence.
};

/// Somebody of the business has read what was held.
struct Review {
    Seq hold = 0;           ///< The entry that held.
    bool confirms = false;  ///< It was an opt-out; else it was none, and is released.
    std::string actor;
    std::string reason;
    Source source = Source::api;
    std::string reach{};  ///< What the words that were held reach, if it is more than the scope. Their entry tells it.
};

/// Somebody of the business takes back what an entry stated.
struct Undo {
    Seq entry = 0;
    std::string actor;
    std::string reason;
    Source source = Source::api;
};

/// A grant has ended, and receivers are to be told.
struct Lapse {
    Seq grant = 0;  ///< The entry that made it.
};

/// How long the receivers have to acknowledge what concerns somebody who was erased. What is personal goes then at the
/// latest.
inline constexpr std::chrono::days erasure_waits{30};

/// A person is to be forgotten, in every brand of the portfolio that knows them.
struct Erase {
    Alias contact;
    std::vector<std::string> brands;  ///< In whose names the caller may act; those that are configured no more have no
                                      ///< one who could.
    Source source = Source::api;
    std::string actor;
    std::string reason;
};

}  // namespace consentry::consent
