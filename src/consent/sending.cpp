// Messages that the business sends to people who had said no.
#include "consent/sending.hpp"

#include "consent/concerned.hpp"
#include "consent/entering.hpp"
#include "consent/erased_names.hpp"

#include <algorithm>

namespace consentry::consent {

Outcome look_at(Records& records, Matter const& matter, Send const& send, Instant now, ApplyContext& context)
{
    Policy const& policy = *matter.policy;
    Outcome outcome;
    // Meta gives no two messages one id. Neither the number nor the time is part of it, so that nothing that differs
    // between two reports of a message makes two of it.
    PrivateKey const item = context.keys.of_item(policy.brand, "send", send.message_id);
    outcome.duplicate = records.seen(item);
    if (outcome.duplicate)
        return outcome;
    EventTime const sent = std::min(send.at, event_time(now));
    auto const names = names_left(records, policy.portfolio, send.who, sent, context.keys);
    outcome.erased = !names;
    if (!names)
        return outcome;
    Identified identified = identify(records, policy.portfolio, *names, sent, context.keys);
    if (identified.is_new)
        return outcome;
    Concerned who = concerned(records, policy, std::move(identified), sent, *names, now, context.keys);
    std::vector<Draft> const drafts = decide(policy, who.standing, send, now);
    if (drafts.empty())
        return outcome;
    Origin const origin{
        .number = send.number, .source = Source::meta_status, .message_id = send.message_id, .item = item};
    outcome = enter(records, matter, std::move(who), drafts, origin, now, context);
    outcome.violated = true;
    return outcome;
}

}  // namespace consentry::consent
