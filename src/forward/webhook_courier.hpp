#pragma once

#include "consentry/forward/signing.hpp"
#include "forward/courier.hpp"

namespace consentry::forward {

/// Posts events to a webhook, signed as Standard Webhooks has it.
class WebhookCourier final : public Courier {
public:
    WebhookCourier(Destination destination, CourierParts const& parts);

    void carry(Parcel parcel, Instant now, Done done) override;

    /// Posts an event `system.test`, signed as every other.
    void prove(std::string contact, Instant now, Done done) override;

private:
    void post(std::string_view id, std::string body, Instant now, Done done);
    http::Outgoing request(std::string_view id, std::string body, Instant now);

    Destination destination_;
    CourierParts parts_;
    Signer signer_;
};

}  // namespace consentry::forward
