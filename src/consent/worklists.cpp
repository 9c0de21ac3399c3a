#include "consentry/consent/worklists.hpp"

namespace consentry::consent {

std::string_view name_of(RenewalReason reason)
{
    switch (reason) {
    case RenewalReason::ends: return "ends";
    case RenewalReason::ended: return "ended";
    case RenewalReason::old_wording: return "old_wording";
    case RenewalReason::unconfirmed: return "unconfirmed";
    }
    return "ends";
}

std::optional<RenewalReason> renewal_reason(Permission const& found, EventTime now, std::chrono::seconds within)
{
    if (found.basis == nullptr || found.basis->kind != FactKind::grant)
        return {};
    bool const is_over = found.valid_until && *found.valid_until <= now;
    switch (found.state) {
    case State::expired: return is_over ? RenewalReason::ended : RenewalReason::old_wording;
    case State::unknown: return RenewalReason::unconfirmed;
    case State::opted_in:
        if (found.valid_until && *found.valid_until <= now + within)
            return RenewalReason::ends;
        return {};
    case State::opted_out:
    case State::declined:
    case State::held: break;
    }
    return {};
}

}  // namespace consentry::consent
