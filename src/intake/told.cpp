#include "consentry/intake/told.hpp"

#include "intake/item_signal.hpp"

namespace consentry::intake {
namespace {

/// The number that it was sent to: where a brand has a single one there is no other.
std::string number_of(Brand const& brand, ToldMessage const& message)
{
    return message.number.empty() && brand.numbers.size() == 1 ? brand.numbers.front() : message.number;
}

/// What makes it the same message when it is told again. One of Meta's that was typed is the same item as Meta's own
/// webhook tells, whichever comes first. Of any other the id and the words are: as of Meta's, so that a STOP is never
/// taken for a repetition of something else.
void identify(ToldMessage const& message, consent::Signal& signal)
{
    bool const is_metas = consent::is_id_of_meta(message.id);
    if (is_metas && message.payload.empty() && !signal.number.empty()) {
        meta::Text const text{message.text, false};
        meta::Item item;
        item.kind = meta::Kind::message;
        item.type = "text";
        item.message_id = message.id;
        item.timestamp = message.at;
        item.texts = {&text, 1};
        signal.identity = identity_of(item);
        signal.stamped = message.at;
        return;
    }
    signal.identity.append("told/").append(message.id).append("/");
    signal.identity.append(message.text).append("/").append(message.payload);
}

}  // namespace

consent::Signal hear(Brand const& brand, ToldMessage const& message)
{
    consent::Signal signal;
    signal.who = {message.contact};
    signal.number = number_of(brand, message);
    signal.at = message.at;
    signal.source = consent::Source::message_api;
    signal.message_id = message.id;
    signal.origin = message.origin;
    signal.actor = message.teller;
    if (!message.context_id.empty())
        signal.context_id = message.context_id;
    identify(message, signal);

    bool const chosen = !message.payload.empty();
    std::string_view const payload = message.payload;
    meta::Text const text{message.text, chosen};
    WordsHeard{}.hear(brand,
        {.texts = {&text, message.text.empty() ? 0u : 1u}, .payloads = {&payload, chosen ? 1u : 0u}, .chosen = chosen},
        signal);
    if (chosen) {  // A button may bear a campaign's word and mean something else.
        signal.folded.clear();
        for (consent::Reading& reading : signal.readings)
            reading.match.folded.clear();
    }
    return signal;
}

}  // namespace consentry::intake
