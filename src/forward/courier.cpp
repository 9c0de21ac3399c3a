#include "forward/courier.hpp"

#include "consentry/forward/schedule.hpp"
#include "forward/connector/courier.hpp"
#include "forward/reply_courier.hpp"
#include "forward/webhook_courier.hpp"

namespace consentry::forward {

std::unique_ptr<Courier> make_courier(Destination const& destination, CourierParts const& parts)
{
    if (destination.connector)
        return std::make_unique<ConnectorCourier>(destination, parts);
    if (destination.reply)
        return std::make_unique<ReplyCourier>(destination, parts);
    return std::make_unique<WebhookCourier>(destination, parts);
}

Ending judged_by_status(std::expected<http::Answer, http::TransportError> const& answer, Instant now)
{
    Ending ending;
    if (!answer) {
        ending.error = http::name_of(answer.error().fault);
        ending.detail = answer.error().detail;
        ending.by_receiver = true;
        return ending;
    }
    ending.status = answer->status;
    switch (verdict_on(answer->status)) {
    case Verdict::delivered: ending.kind = Ending::Kind::delivered; return ending;
    case Verdict::gone: ending.kind = Ending::Kind::gone; break;
    case Verdict::retry: ending.kind = Ending::Kind::retry; break;
    }
    ending.error = "answered " + std::to_string(answer->status);
    ending.wait = retry_after(answer->status, answer->header("retry-after"), now);
    ending.by_receiver = receiver_failed(answer->status);
    return ending;
}

}  // namespace consentry::forward
