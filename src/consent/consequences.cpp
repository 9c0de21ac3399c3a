#include "consent/consequences.hpp"

namespace consentry::consent {
namespace {

/// Every answer that found its question counts, and every question once.
std::optional<Reception> reception_of(Draft const& draft)
{
    bool const answers
        = draft.type == EventType::opted_in || draft.type == EventType::declined || draft.type == EventType::opted_out;
    bool const asks = draft.type == EventType::prompted && draft.prompt && draft.prompt->seq == question_being_entered;
    if (!draft.prompt || (!answers && !asks))
        return {};
    return Reception{draft.prompt->scope, draft.prompt->wording, draft.type};
}

}  // namespace

Consequences consequences_of(Draft const& draft, Seq seq, Instant now)
{
    Consequences result;
    result.fact = draft.fact;
    if (result.fact)
        result.fact->seq = seq;
    if (result.fact && result.fact->kind == FactKind::grant) {
        result.fact->wording = draft.wording;
        if (draft.prompt)
            result.fact->asked_at = draft.prompt->asked_at;
    }
    if (draft.type == EventType::prompted && draft.prompt)
        (draft.prompt->seq == question_being_entered ? result.prompt : result.corrected)
            = Prompt{draft.prompt->scope, draft.prompt->wording, draft.prompt->language, draft.prompt->asked_at,
                draft.prompt->expires_at, private_key_of(draft.prompt->message_key),
                draft.prompt->seq == question_being_entered ? seq : draft.prompt->seq};
    result.reception = reception_of(draft);
    if (draft.answer && draft.answer->answered != 0)
        result.answered = draft.answer->answered;
    else if (draft.answer)
        result.waiting = WaitingAnswer{draft.answer->intent, draft.answer->language, draft.timestamp,
            private_key_of(draft.answer->context_key), seq, event_time(now)};
    return result;
}

}  // namespace consentry::consent
