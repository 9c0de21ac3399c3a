#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

namespace consentry {

using Digest = std::array<std::uint8_t, 32>;  ///< Of SHA-256.

/// SHA-256 (FIPS 180-4). Keeps its context, so one object serves a thread for many messages.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;

    /// The digest of the parts, one behind the other.
    Digest operator()(std::initializer_list<std::string_view> parts);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// HMAC-SHA256 (RFC 2104) under one key whose schedule is kept: a message costs its own bytes only.
/// One object per thread; a copy is made from the schedule, the key itself is not kept.
class Hmac {
public:
    explicit Hmac(std::string_view key);
    ~Hmac();
    Hmac(Hmac const&);
    Hmac& operator=(Hmac const&) = delete;
    Hmac(Hmac&&) noexcept;
    Hmac& operator=(Hmac&&) noexcept;

    Digest operator()(std::initializer_list<std::string_view> parts);

private:
    struct State;
    std::unique_ptr<State> state_;
};

Digest sha256(std::string_view message);

/// MD5 (RFC 1321). It protects nothing any more: it is there because far systems name people by it, such as Mailchimp
/// its members. Nothing where OpenSSL offers none, as in FIPS mode.
std::optional<std::array<std::uint8_t, 16>> md5(std::string_view message);

/// Takes the same time wherever the two differ. Their lengths are not secret.
bool equal_in_constant_time(std::span<std::uint8_t const> a, std::span<std::uint8_t const> b);

}  // namespace consentry
