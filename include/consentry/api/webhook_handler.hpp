#pragma once

#include "consentry/base/clock.hpp"
#include "consentry/base/log.hpp"
#include "consentry/base/throttle.hpp"
#include "consentry/http/message.hpp"
#include "consentry/intake/intake.hpp"

namespace consentry::api {

/// The public listener: Meta's handshake and webhooks on `/webhooks/meta` and `/webhooks/meta/<brand>`, nothing else.
/// One per thread.
class WebhookHandler final : public http::Handler {
public:
    /// What it refers to must outlive it.
    WebhookHandler(std::shared_ptr<intake::Brands const> brands, consent::Ledger& ledger, intake::Tally& tally,
        Clock const& clock, Log& log);

    /// From the next request on these are the brands. On the handler's thread.
    void renew(std::shared_ptr<intake::Brands const> brands);

    /// Another path or method is refused before the body is read, and so is a signature that is missing or malformed.
    /// Where clients are asked for a certificate a webhook needs one; Meta's handshake, of which nobody says whether it
    /// shows one, is proven by its token alone.
    std::optional<http::Response> refuse(http::Request const& head) override;

    /// 200 only when all that the webhook decides is on disk; 503 when it could not be kept: Meta retries for days.
    void handle(http::Request const& request, http::Reply reply) override;

private:
    http::Response shake_hands(http::Request const& request, std::string_view brand);
    void receive(http::Request const& request, std::string_view brand, http::Reply reply);
    void note_refusal(http::Request const& request, std::string_view why);
    void note_passed_over(intake::Count what, std::uint64_t before);
    http::Response answer_to(intake::Received const& received);

    std::shared_ptr<intake::Brands const> brands_;
    consent::Ledger& ledger_;
    intake::Tally& tally_;
    Clock const& clock_;
    Log& log_;
    std::optional<intake::Intake> intake_;  // Always one; in an optional so that it can be made anew.
    Throttle refusals_;
    Throttle breaks_;
    Throttle passed_over_;
    Throttle handshakes_;
};

}  // namespace consentry::api
