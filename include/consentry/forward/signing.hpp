#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/time.hpp"
#include "consentry/forward/webhook_secret.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Signatures of Standard Webhooks 1.0.0 over `<id>.<timestamp>.<body>`: scheme v1 is HMAC-SHA256, v1a is Ed25519.
namespace consentry::forward {

/// The three headers, by the name each has behind `webhook-`.
struct SignatureHeaders {
    std::string id;         ///< The event's: the same at every attempt.
    std::string timestamp;  ///< Of the attempt, in whole seconds since 1970.
    std::string signature;  ///< `v1,<base64>` or `v1a,<base64>`, one for each secret in their order, with blanks
                            ///< between; empty without a secret.
};

/// Signs with every secret of a destination, so that a receiver may change from one to the next. One object per thread.
class Signer {
public:
    explicit Signer(std::span<SigningSecret const> secrets);

    SignatureHeaders sign(std::string_view id, Instant at, std::string_view body);

private:
    std::vector<std::variant<Hmac, SigningKey>> keys_;
};

/// How far the timestamp may lie from the receiver's clock, either way.
inline constexpr std::chrono::seconds signature_tolerance{300};

/// Whether one of the secrets signed these bytes not long ago; Fault::unauthentic says what is wrong.
Result<void> verify(SignatureHeaders const& headers, std::string_view body, std::span<ReceiverSecret const> secrets,
    Instant now, std::chrono::seconds tolerance = signature_tolerance);

}  // namespace consentry::forward
