#pragma once

#include "consentry/forward/reply.hpp"
#include "forward/courier.hpp"

#include <optional>

namespace consentry::forward {

/// `POST /<number>/messages` of Meta's Graph API: a text that answers the message of an event.
http::Outgoing reply_call(
    Destination const& destination, consent::Event const& event, std::string_view text, std::string_view app_secret);

/// What Meta's answer means. Each error is judged by its code, since titles and statuses change. `attempts` were made
/// before this one.
Ending judged_reply(std::expected<http::Answer, http::TransportError> const& answer, unsigned attempts, Instant now);

/// The token's app wants to see in each call that the caller knows its secret (`appsecret_proof`), and this one did not
/// show it, or not the right one.
bool wants_proof(std::expected<http::Answer, http::TransportError> const& answer);

}  // namespace consentry::forward
