#pragma once

#include "consentry/consent/ledger.hpp"

namespace consentry::consent {

/// An entry to be: what was decided, before the ledger gives it its place.
struct Draft {
    EventType type = EventType::opted_out;
    std::string scope;
    EventTime timestamp;
    std::optional<Match> match;
    std::optional<Fact> fact;
    std::optional<PromptNote> prompt;
    std::optional<AnswerNote> answer;
    std::string wording;
    std::string wording_digest{};  ///< If it is known already which words these were.
    std::string former_wa_id;
    std::optional<ViolationNote> violation{};
    Seq again_of = 0;             ///< As of an Event.
    std::optional<Seq> words_of;  ///< The entry whose words are evidence of this one as well.
};

/// What `decide` has to know of the message keys, which need a key that it does not have.
struct SignalKeys {
    std::optional<PrivateKey> context;  ///< Of the message the signal answers.
};

/// What is done about a signal. Pure: the same values give the same drafts. `now` is when it arrived; an event time
/// after it is cut to it. No drafts: nothing is to be written.
std::vector<Draft> decide(
    Policy const& policy, Standing const& standing, Signal const& signal, SignalKeys const& keys, Instant now);

/// What is done about a prompt: its registration, and the waiting answers that it explains. One that a message of that
/// key has put already is corrected instead: it was asked at the earlier of the two times, and is closed if either says
/// so; no drafts if that is known, or if it is withdrawn without a scope and that message put none. Fault::malformed if
/// the scope or wording is not configured or the times make no sense.
Result<std::vector<Draft>> decide(
    Policy const& policy, Standing const& standing, Ask const& ask, std::optional<PrivateKey> message_key, Instant now);

/// The entry of a prompt: its registration if its place is `question_being_entered`, else its correction.
Draft prompted(Prompt const& prompt);

/// The waiting answers that a known prompt explains: of use when two subjects turn out to be one person.
std::vector<Draft> decide_waiting(Policy const& policy, Standing const& standing, Instant now);

/// What a send comes to: the entry of a violation, if every scope of its category was denied at that time by what had
/// been said before it. Where the brand has no scope of the category the denial of `*` counts, and where Meta tells no
/// category that of every scope.
std::vector<Draft> decide(Policy const& policy, Standing const& standing, Send const& send, Instant now);

/// What is done about consent gathered elsewhere. No drafts: nothing would change. Fault::conflict: the person's own
/// word stands against it; Fault::malformed: scope, wording or time are wrong.
Result<std::vector<Draft>> decide(Policy const& policy, Standing const& standing, Record const& record, Instant now);

/// What a look at a hold comes to: the opt-out it was, at the time when it was said, or its release. Fault::not_found
/// if the entry holds nothing, Fault::conflict if the hold decides nothing any more: the person has spoken since, or
/// somebody has looked already.
Result<std::vector<Draft>> decide(Policy const& policy, Standing const& standing, Review const& review, Instant now);

/// What taking back an entry comes to: its fact is left out from then on, and what it had hidden counts again. No
/// drafts: it is left out already. Fault::conflict if there is nothing to leave out, or it is an undo itself.
Result<std::vector<Draft>> decide(Policy const& policy, Standing const& standing, Undo const& undo, Instant now);

/// What the end of a grant comes to. No drafts: the scope does not rest on it, or it has not ended.
std::vector<Draft> decide(Policy const& policy, Standing const& standing, Lapse const& lapse, Instant now);

/// What is entered where a brake holds what was decided: each no as a hold, which stops sending until a person has
/// looked. One that changes nothing is left out.
std::vector<Draft> held_instead(
    Policy const& policy, Standing const& standing, std::vector<Draft> const& drafts, EventTime now);

/// What `decide` would do about it, told in states; `standing` has the fact afterwards, so that the next record of the
/// same person is weighed against it.
Weighed weigh(Policy const& policy, Standing& standing, Record const& record, Instant now);

/// How long an answer waits for its question.
inline constexpr std::chrono::days answer_waits{7};

bool still_waits(WaitingAnswer const& answer, Instant now);

/// The place of the question that the same drafts register, before the ledger gives it one.
inline constexpr Seq question_being_entered = -1;

/// How far ahead of our clock a told time may be.
inline constexpr std::chrono::minutes clock_tolerance{5};

}  // namespace consentry::consent
