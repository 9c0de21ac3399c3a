#pragma once

#include "consentry/base/ed25519.hpp"
#include "consentry/base/encoding.hpp"
#include "consentry/base/random.hpp"
#include "consentry/base/result.hpp"

#include <string>
#include <string_view>
#include <variant>

/// The secrets of Standard Webhooks 1.0.0, as people write them. No error repeats one.
namespace consentry::forward {

/// Of scheme v1: sender and receiver share it. Written `whsec_` and the base64 of 24 to 64 bytes.
struct SharedSecret {
    Bytes octets;

    bool operator==(SharedSecret const&) const = default;
};

/// Of scheme v1a: the sender's alone; 32 bytes, from which the Ed25519 key follows. Written `whsk_` and base64. Some
/// programs put the public key behind the seed, which is read, too.
struct PrivateSecret {
    Bytes seed;

    bool operator==(PrivateSecret const&) const = default;
};

using SigningSecret = std::variant<SharedSecret, PrivateSecret>;  ///< What a sender signs with.
using ReceiverSecret = std::variant<SharedSecret, PublicKey>;  ///< What a receiver verifies with: `whsec_…`, `whpk_…`.

/// Fault::malformed if the text is none.
Result<SigningSecret> parse_signing_secret(std::string_view text);
Result<ReceiverSecret> parse_receiver_secret(std::string_view text);

std::string to_text(SigningSecret const& secret);  ///< As it is parsed; of a private secret the seed alone.
std::string to_text(ReceiverSecret const& secret);

/// What the receiver of a sender's signatures has to know.
ReceiverSecret receiver_secret_of(SigningSecret const& secret);

SharedSecret make_shared_secret(Random& random);  ///< 32 bytes.
PrivateSecret make_private_secret(Random& random);

}  // namespace consentry::forward
