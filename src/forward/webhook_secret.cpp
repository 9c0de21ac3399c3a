#include "consentry/forward/webhook_secret.hpp"

#include <algorithm>
#include <utility>

namespace consentry::forward {
namespace {

constexpr std::string_view shared_prefix = "whsec_";
constexpr std::string_view private_prefix = "whsk_";
constexpr std::string_view public_prefix = "whpk_";
constexpr std::size_t shared_bytes_min = 24;
constexpr std::size_t shared_bytes_max = 64;

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

/// What stands behind the prefix, decoded.
Result<Bytes> octets_behind(std::string_view prefix, std::string_view text)
{
    auto octets = from_base64(text.substr(prefix.size()));
    if (!octets)
        return fail(Fault::malformed, "what follows " + std::string{prefix} + " is not base64");
    return std::move(*octets);
}

Result<SharedSecret> parse_shared(std::string_view text)
{
    auto octets = octets_behind(shared_prefix, text);
    if (!octets)
        return std::unexpected{std::move(octets.error())};
    if (octets->size() < shared_bytes_min || octets->size() > shared_bytes_max)
        return fail(Fault::malformed,
            "a webhook secret has 24 to 64 bytes before base64, this one has " + std::to_string(octets->size()));
    return SharedSecret{std::move(*octets)};
}

SigningKey key_of(std::string_view seed) { return SigningKey{as_octets(seed).first<SigningKey::seed_size>()}; }

Result<PrivateSecret> parse_private(std::string_view text)
{
    auto octets = octets_behind(private_prefix, text);
    if (!octets)
        return std::unexpected{std::move(octets.error())};
    constexpr std::size_t seed_size = SigningKey::seed_size;
    if (octets->size() != seed_size && octets->size() != seed_size + PublicKey{}.size())
        return fail(Fault::malformed,
            "a private key has 32 bytes before base64, or 64 with the public one behind it; this one has "
                + std::to_string(octets->size()));
    PrivateSecret secret{octets->substr(0, seed_size)};
    if (octets->size() > seed_size && octets->substr(seed_size) != as_text(key_of(secret.seed).public_key()))
        return fail(Fault::malformed, "the private key does not belong to the public one behind it");
    return secret;
}

Result<PublicKey> parse_public(std::string_view text)
{
    auto const octets = octets_behind(public_prefix, text);
    if (!octets)
        return std::unexpected{octets.error()};
    PublicKey key{};
    if (octets->size() != key.size())
        return fail(Fault::malformed,
            "a public key has 32 bytes before base64, this one has " + std::to_string(octets->size()));
    std::ranges::copy(as_octets(*octets), key.begin());
    return key;
}

std::string written(std::string_view prefix, std::span<std::uint8_t const> octets)
{
    return std::string{prefix} + to_base64(octets);
}

}  // namespace

Result<SigningSecret> parse_signing_secret(std::string_view text)
{
    if (text.starts_with(shared_prefix))
        return parse_shared(text);
    if (text.starts_with(private_prefix))
        return parse_private(text);
    if (text.starts_with(public_prefix))
        return fail(Fault::malformed, "whpk_ is the public key, which the receiver gets; what signs starts with whsk_");
    return fail(
        Fault::malformed, "a webhook secret starts with whsec_, or whsk_ for a private key; then base64 follows");
}

Result<ReceiverSecret> parse_receiver_secret(std::string_view text)
{
    if (text.starts_with(shared_prefix))
        return parse_shared(text);
    if (text.starts_with(public_prefix))
        return parse_public(text);
    if (text.starts_with(private_prefix))
        return fail(Fault::malformed, "whsk_ is the private key, which signs; its receiver gets the public one, whpk_");
    return fail(
        Fault::malformed, "a webhook secret starts with whsec_, or whpk_ for a public key; then base64 follows");
}

std::string to_text(SigningSecret const& secret)
{
    return std::visit(
        Overloaded{[](SharedSecret const& shared) { return written(shared_prefix, as_octets(shared.octets)); },
            [](PrivateSecret const& own) { return written(private_prefix, as_octets(own.seed)); }},
        secret);
}

std::string to_text(ReceiverSecret const& secret)
{
    return std::visit(
        Overloaded{[](SharedSecret const& shared) { return written(shared_prefix, as_octets(shared.octets)); },
            [](PublicKey const& key) { return written(public_prefix, key); }},
        secret);
}

ReceiverSecret receiver_secret_of(SigningSecret const& secret)
{
    return std::visit(Overloaded{[](SharedSecret const& shared) -> ReceiverSecret { return shared; },
                          [](PrivateSecret const& own) -> ReceiverSecret { return key_of(own.seed).public_key(); }},
        secret);
}

SharedSecret make_shared_secret(Random& random)
{
    std::array<std::uint8_t, 32> octets{};
    random.fill(octets);
    return {Bytes{as_text(octets)}};
}

PrivateSecret make_private_secret(Random& random)
{
    std::array<std::uint8_t, SigningKey::seed_size> seed{};
    random.fill(seed);
    return {Bytes{as_text(seed)}};
}

}  // namespace consentry::forward
