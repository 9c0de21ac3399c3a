#pragma once

#include "consentry/base/digest.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/random.hpp"
#include "consentry/base/result.hpp"
#include "consentry/base/time.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Signatures of Standard Webhooks 1.0.0, scheme v1: HMAC-SHA256 over `<id>.<timestamp>.<body>`.
namespace consentry::forward {

/// The bytes of a secret written as `whsec_` and base64: 24 to 64 of them, or Fault::malformed. The error never
/// repeats the secret.
Result<Bytes> parse_secret(std::string_view text);

std::string print_secret(std::string_view secret);  ///< As parse_secret() reads it.

/// A new secret of 32 bytes.
Bytes make_secret(Random& random);

/// The three headers, by the name each has behind `webhook-`.
struct SignatureHeaders {
    std::string id;         ///< The event's: the same at every attempt.
    std::string timestamp;  ///< Of the attempt, in whole seconds since 1970.
    std::string signature;  ///< `v1,<base64>`, once for each secret, with blanks between; empty without a secret.
};

/// Signs with every secret of a destination, so that a receiver may change from one to the next. One object per thread.
class Signer {
public:
    explicit Signer(std::span<Bytes const> secrets);

    SignatureHeaders sign(std::string_view id, Instant at, std::string_view body);

private:
    std::vector<Hmac> keys_;
};

/// How far the timestamp may lie from the receiver's clock, either way.
inline constexpr std::chrono::seconds signature_tolerance{300};

/// Whether one of the secrets signed these bytes not long ago; Fault::unauthentic says what is wrong.
Result<void> verify(SignatureHeaders const& headers, std::string_view body, std::span<Bytes const> secrets, Instant now,
    std::chrono::seconds tolerance = signature_tolerance);

}  // namespace consentry::forward
