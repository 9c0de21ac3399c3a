#pragma once

#include "consent/identity.hpp"
#include "consentry/consent/decide.hpp"

namespace consentry::consent {

/// What all entries of one matter share, whoever brought it.
struct Origin {
    std::string number{};
    Source source = Source::system;
    std::string message_id{};
    std::string context_id{};
    std::string text{};
    std::string gathered_by{};  ///< Where consent was gathered, in the words of who told it.
    std::string evidence{};
    std::string actor{};
    std::string caused_by{};
    std::optional<PrivateKey> item{};  ///< What makes it the same when it comes again; none if nothing does.
    std::string reason{};              ///< Why somebody of the business decided so, in their words.
};

/// Whether it tells who somebody is, and nothing of consent.
bool is_of_identity(EventType type);

/// Fills in where the event came from: with the words, where they are evidence of consent.
void tell_origin(Event& event, Origin const& origin);

/// Fills in the names; of several of a kind the last.
void name_subject(Event& event, std::span<Alias const> aliases);

/// The number, if nothing but numbers tells who it is: it may turn out to be somebody else's by then.
std::string only_phone_in(std::span<Alias const> names);

/// Whom a matter concerns.
struct Concerned {
    Identified identified;
    Standing standing;              ///< What the brand knows of them, all their subjects taken together.
    EventTime since;                ///< When the matter happened: new names are theirs from then on.
    std::vector<Alias> names;       ///< Those that the matter gave them; its entries tell these rather than older ones.
    std::vector<FormerName> ended;  ///< Those that are theirs no more.
};

/// What the brand knows of them; `names` are those that the matter gives, `since` is when it happened.
Concerned concerned(Records& records, Policy const& policy, Identified identified, EventTime since,
    std::span<Alias const> names, Instant now, Keyer& keys);

/// The number that they have is theirs no more from `until` on, under all its spellings.
void end(Concerned& who, Alias const& phone, EventTime until);

/// Settles who the person is, enters what was decided and marks the item as seen. Two subjects that turn out to be one
/// person are merged in every brand that knew the one that goes.
Outcome enter(Records& records, Matter const& matter, Concerned concerned, std::vector<Draft> const& drafts,
    Origin const& origin, Instant now, ApplyContext& context);

/// Gives the event its place at the end of the brand's ledger, and its id, and keeps it there.
void append(Records& records, std::string_view brand, SubjectNumber subject, Event& event, Consequences consequences,
    Instant now, ApplyContext& context);

/// Fills in where each answer that still waits was sent, and in which words: its entry tells it.
void recall_words(Records& records, std::string_view brand, Standing& standing, Instant now);

/// What the words reach that an entry holds, by the rules for a STOP. Empty: the scope that the entry names, and no
/// more.
std::string reach_of_held(Records& records, Policy const& policy, Seq hold);

}  // namespace consentry::consent
