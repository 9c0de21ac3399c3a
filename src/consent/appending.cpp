// The end of the ledger, where every entry gets its place.
#include "consent/appending.hpp"

#include "consent/ids.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/consent/decide.hpp"

#include <stdexcept>

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

void name_wording(Records& records, Policy const& policy, Event& event)
{
    if (event.wording.empty() || !event.wording_digest.empty())
        return;
    bool const was_asked = event.prompt && event.prompt->seq > 0 && event.prompt->wording == event.wording
        && event.prompt->seq <= records.head(policy.brand).seq;
    if (was_asked) {
        Result<Event> const asked = read_entry(records.entry(policy.brand, event.prompt->seq));
        event.wording_digest = asked ? asked->wording_digest : "";
    }
    if (Wording const* const wording = policy.wording(event.scope, event.wording); wording && !was_asked) {
        records.keep_wording(*wording);
        event.wording_digest = to_hex(digest_of(*wording));
    }
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

void take_words(Records& records, std::string_view brand, Event& event, Seq words)
{
    Result<Event> const answer = read_entry(records.entry(brand, words));
    if (!answer)
        throw std::runtime_error{
            "entry " + std::to_string(words) + " cannot be read: " + answer.error().detail + "; run consentry verify"};
    event.source = answer->source;
    event.number = answer->number;
    event.match = answer->match;
    event.text = answer->text;
    event.message_id = answer->message_id;
    event.context_id = answer->context_id;
    event.said_under = answer->said_under;
}

std::string reach_of_held(Records& records, Policy const& policy, Seq hold)
{
    if (!records.owner(policy.brand, hold))
        return {};
    Result<Event> const held = read_entry(records.entry(policy.brand, hold));
    // What a brake has held was told by the business or by Meta's layer, of the scope that it names.
    if (!held || !held->match || is_braked(held->source))
        return {};
    return policy.stop_reaches_all ? std::string{every_scope} : held->match->reach;
}

}  // namespace consentry::consent
