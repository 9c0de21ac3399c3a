#pragma once

#include "consentry/api/violations.hpp"
#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/base/throttle.hpp"
#include "consentry/forward/relay_log.hpp"
#include "consentry/http/message.hpp"
#include "consentry/intake/intake.hpp"
#include "consentry/intake/journal.hpp"

namespace consentry::api {

class WebhookLog;

/// What all handlers of webhooks work with.
struct WebhookParts {
    consent::Ledger& ledger;
    intake::Journal& journal;
    forward::RelayLog& relay_log;
    intake::KnownNames& known;
    intake::NumbersHeard& heard;
    Alarms& alarms;
    Violations& violations;
    Clock const& clock;
    Log& log;
};

/// The public listener: Meta's handshake and webhooks on `/webhooks/meta` and `/webhooks/meta/<brand>`, nothing else.
/// One per thread.
class WebhookHandler final : public http::Handler {
public:
    /// What it refers to must outlive it.
    WebhookHandler(std::shared_ptr<intake::Brands const> brands, WebhookParts const& parts, intake::Tally& tally);

    /// From the next request on these are the brands. On the handler's thread.
    void renew(std::shared_ptr<intake::Brands const> brands);

    /// Another path or method is refused before the body is read, and so is a signature that is missing or malformed.
    /// Where clients are asked for a certificate a webhook needs one; Meta's handshake, of which nobody says whether it
    /// shows one, is proven by its token alone.
    std::optional<http::Response> refuse(http::Request const& head) override;

    /// 200 only when all that the webhook decides is on disk and, of one that could not be acted on as a whole, the
    /// journal has it, and of one that is passed on as it came, the relay log; 503 when it could not be kept: Meta
    /// retries for days.
    void handle(http::Request const& request, http::Reply reply) override;

private:
    /// A webhook as it came.
    struct Arrived {
        std::string_view body;
        std::string_view brand;  ///< Of the path.
        Digest signature{};
        Instant at{};
    };

    http::Response shake_hands(http::Request const& request, std::string_view brand);
    void receive(http::Request const& request, std::string_view brand, http::Reply reply);
    void note_refusal(http::Request const& request, std::string_view why);
    void note_gaps(intake::Received const& received);
    void keep(intake::Received received, Arrived const& arrived, http::Reply reply);

    std::shared_ptr<intake::Brands const> brands_;
    WebhookParts parts_;
    intake::Tally& tally_;
    std::shared_ptr<WebhookLog> log_;       // Shared with what is under way when the handler goes.
    std::optional<intake::Intake> intake_;  // Always one; in an optional so that it can be made anew.
    Throttle refusals_;
    Throttle gaps_;
    Throttle handshakes_;
};

}  // namespace consentry::api
