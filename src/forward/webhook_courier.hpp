#pragma once

#include "consentry/forward/signing.hpp"
#include "forward/courier.hpp"

namespace consentry::forward {

/// Posts events to a webhook, signed as Standard Webhooks has it.
class WebhookCourier final : public Courier {
public:
    WebhookCourier(Destination destination, CourierParts const& parts);

    void carry(Parcel parcel, Instant now, Done done) override;

private:
    http::Outgoing request(consent::Event const& event, Instant now);

    Destination destination_;
    CourierParts parts_;
    Signer signer_;
};

}  // namespace consentry::forward
