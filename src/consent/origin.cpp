// What an entry tells of whom it concerns and where it came from.
#include "consent/origin.hpp"

#include "consentry/base/encoding.hpp"

#include <algorithm>

namespace consentry::consent {

bool is_of_identity(EventType type)
{
    return type == EventType::linked || type == EventType::merged || type == EventType::renumbered;
}

void name_subject(Event& event, std::span<Alias const> aliases)
{
    for (Alias const& alias : aliases) {
        switch (alias.kind) {
        case AliasKind::phone: event.wa_id = alias.value; break;
        case AliasKind::user_id: event.user_id = alias.value; break;
        case AliasKind::parent_user_id: event.parent_user_id = alias.value; break;
        }
    }
}

void tell_origin(Event& event, Origin const& origin)
{
    event.number = origin.number;
    event.source = origin.source;
    event.message_id = origin.message_id;
    event.context_id = origin.context_id;
    event.actor = origin.actor;
    event.caused_by = origin.caused_by;
    event.reason = origin.reason;
    if (origin.item)
        event.message_key = to_hex(*origin.item);
    // Words are kept where they are evidence of consent; who somebody is follows from the names.
    if (is_of_identity(event.type))
        return;
    event.text = origin.text;
    event.origin = origin.gathered_by;
    event.evidence = origin.evidence;
}

std::string only_phone_in(std::span<Alias const> names)
{
    bool const is_all = !names.empty()
        && std::ranges::all_of(names, [](Alias const& alias) { return alias.kind == AliasKind::phone; });
    return is_all ? names.front().value : std::string{};
}

}  // namespace consentry::consent
