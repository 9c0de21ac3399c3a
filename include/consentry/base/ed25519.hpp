#pragma once

#include "consentry/base/random.hpp"

#include <array>
#include <memory>
#include <string_view>

namespace consentry {

using PublicKey = std::array<std::uint8_t, 32>;  ///< Of Ed25519.
using Signature = std::array<std::uint8_t, 64>;  ///< Likewise.

/// A key that signs with Ed25519 (RFC 8032, without context or prehash). The same message has the same signature.
/// Safe from several threads.
class SigningKey {
public:
    static constexpr std::size_t seed_size = 32;

    /// The key that follows from a seed: 32 octets that nobody else knows.
    explicit SigningKey(std::span<std::uint8_t const, seed_size> seed);
    ~SigningKey();
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;

    static SigningKey generate(Random& random);

    PublicKey const& public_key() const { return public_key_; }
    Signature sign(std::string_view message) const;

private:
    struct State;
    std::unique_ptr<State> state_;
    PublicKey public_key_{};
};

/// Whether `signature` is that of the key's owner under the message. No key or signature makes it fail otherwise.
bool is_signed(std::string_view message, Signature const& signature, PublicKey const& key);

}  // namespace consentry
