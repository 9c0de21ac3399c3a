#pragma once

#include "consentry/base/encoding.hpp"
#include "consentry/base/result.hpp"

#include <memory>
#include <string_view>

namespace consentry {

/// A private RSA key that somebody else gave us, to prove to them who asks.
class RsaKey {
public:
    static constexpr int bits_min = 2048;  ///< RFC 7518 §3.3 wants no shorter one.

    /// From PEM: PKCS #8 (`PRIVATE KEY`) or PKCS #1 (`RSA PRIVATE KEY`), without a passphrase. Else malformed, with a
    /// sentence that quotes nothing of it.
    static Result<RsaKey> from_pem(std::string_view pem);

    ~RsaKey();
    RsaKey(RsaKey&&) noexcept;
    RsaKey& operator=(RsaKey&&) noexcept;

    /// RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3). The same message has the same signature.
    Bytes sign(std::string_view message) const;

private:
    struct State;
    explicit RsaKey(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace consentry
