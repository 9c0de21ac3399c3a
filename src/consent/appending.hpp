#pragma once

#include "consentry/consent/apply.hpp"

namespace consentry::consent {

/// Gives the event its place at the end of the brand's ledger, and its id, and keeps it there.
void append(Records& records, std::string_view brand, SubjectNumber subject, Event& event, Consequences consequences,
    Instant now, ApplyContext& context);

/// What was asked is kept word for word. An answer rests on the words that were sent then, whatever the
/// configuration calls by that name by now.
void name_wording(Records& records, Policy const& policy, Event& event);

/// Fills in where each answer that still waits was sent, and in which words: its entry tells it.
void recall_words(Records& records, std::string_view brand, Standing& standing, Instant now);

/// The words of an answer that waited, or of a hold, are evidence of what became of it: the event has those of entry
/// `words`. Throws if that cannot be read.
void take_words(Records& records, std::string_view brand, Event& event, Seq words);

/// What the words reach that an entry holds, by the rules for a STOP. Empty: the scope that the entry names, and no
/// more.
std::string reach_of_held(Records& records, Policy const& policy, Seq hold);

}  // namespace consentry::consent
