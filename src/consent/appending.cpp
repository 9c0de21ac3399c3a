// The end of the ledger, where every entry gets its place.
#include "consent/entering.hpp"
#include "consent/identity.hpp"

namespace consentry::consent {

void append(Records& records, std::string_view brand, SubjectNumber subject, Event& event, Consequences consequences,
    Instant now, ApplyContext& context)
{
    Head const head = records.head(brand);
    event.brand = brand;
    event.recorded_at = now;
    event.seq = head.seq + 1;
    event.version = records.version(event.seq);
    event.id = new_event_id(context.random, event.seq);
    if (event.fact)
        event.fact->seq = event.seq;
    if (consequences.fact)
        consequences.fact->event = event.id;
    records.append(brand, subject, context.writer.write(event, head.hash), consequences);
}

void recall_words(Records& records, std::string_view brand, Standing& standing, Instant now)
{
    for (WaitingAnswer& answer : standing.answers) {
        if (!still_waits(answer, now))
            continue;
        Result<Event> const entry = read_entry(records.entry(brand, answer.seq));
        if (!entry)
            continue;
        answer.number = entry->number;
        if (entry->match && entry->source != Source::whatsapp_button)
            answer.folded = entry->match->folded;
    }
}

}  // namespace consentry::consent
