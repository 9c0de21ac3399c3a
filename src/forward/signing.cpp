#include "consentry/forward/signing.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace consentry::forward {
namespace {

constexpr std::string_view shared_scheme = "v1,";
constexpr std::string_view key_pair_scheme = "v1a,";

using Key = std::variant<Hmac, SigningKey>;

/// What is signed. Ed25519 reads it twice, so it has to stand in one piece.
std::string signed_content(SignatureHeaders const& headers, std::string_view body)
{
    std::string content;
    content.reserve(headers.id.size() + headers.timestamp.size() + body.size() + 2);
    return std::move(content.append(headers.id).append(1, '.').append(headers.timestamp).append(1, '.').append(body));
}

Digest digest_of(Hmac& key, SignatureHeaders const& headers, std::string_view body)
{
    return key({headers.id, ".", headers.timestamp, ".", body});
}

Key key_of(SigningSecret const& secret)
{
    if (auto const* const own = std::get_if<PrivateSecret>(&secret))
        return SigningKey{as_octets(own->seed).first<SigningKey::seed_size>()};
    return Hmac{std::get<SharedSecret>(secret).octets};
}

std::string signature_of(Key& key, SignatureHeaders const& headers, std::string_view body)
{
    if (auto* const hmac = std::get_if<Hmac>(&key))
        return std::string{shared_scheme} + to_base64(digest_of(*hmac, headers, body));
    return std::string{key_pair_scheme} + to_base64(std::get<SigningKey>(key).sign(signed_content(headers, body)));
}

std::optional<EventTime> parse_timestamp(std::string_view text)
{
    std::int64_t seconds = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    // Beyond the year 9999 there is no clock to compare with, and the difference could not be computed.
    if (error != std::errc{} || end != text.data() + text.size() || seconds < 0 || seconds > 253'402'300'799)
        return {};
    return EventTime{std::chrono::seconds{seconds}};
}

/// The octets of every signature of that scheme in the header; those of other schemes are passed over.
std::vector<Bytes> signatures_of(std::string_view header, std::string_view scheme)
{
    std::vector<Bytes> signatures;
    while (!header.empty()) {
        auto const blank = std::min(header.find(' '), header.size());
        auto const one = header.substr(0, blank);
        header.remove_prefix(std::min(blank + 1, header.size()));
        if (!one.starts_with(scheme))
            continue;
        if (auto octets = from_base64(one.substr(scheme.size())))
            signatures.push_back(std::move(*octets));
    }
    return signatures;
}

bool verifies(SharedSecret const& secret, SignatureHeaders const& headers, std::string_view body)
{
    Hmac key{secret.octets};
    auto const expected = digest_of(key, headers, body);
    bool found = false;
    for (auto const& signature : signatures_of(headers.signature, shared_scheme))
        found |= equal_in_constant_time(expected, as_octets(signature));
    return found;
}

bool verifies(PublicKey const& key, SignatureHeaders const& headers, std::string_view body)
{
    return std::ranges::any_of(signatures_of(headers.signature, key_pair_scheme), [&](Bytes const& octets) {
        Signature signature{};
        if (octets.size() != signature.size())
            return false;
        std::ranges::copy(as_octets(octets), signature.begin());
        return is_signed(signed_content(headers, body), signature, key);
    });
}

Result<void> check_timestamp(std::string_view timestamp, Instant now, std::chrono::seconds tolerance)
{
    auto const at = parse_timestamp(timestamp);
    if (!at)
        return fail(Fault::unauthentic, "webhook-timestamp is not a number of seconds since 1970");
    auto const age = event_time(now) - *at;
    if (age > tolerance)
        return fail(Fault::unauthentic, "webhook-timestamp is too old");
    if (age < -tolerance)
        return fail(Fault::unauthentic, "webhook-timestamp lies in the future");
    return {};
}

}  // namespace

Signer::Signer(std::span<SigningSecret const> secrets)
{
    keys_.reserve(secrets.size());
    for (auto const& secret : secrets)
        keys_.push_back(key_of(secret));
}

SignatureHeaders Signer::sign(std::string_view id, Instant at, std::string_view body)
{
    SignatureHeaders headers{std::string{id}, std::to_string(event_time(at).time_since_epoch().count()), std::string{}};
    for (auto& key : keys_) {
        if (!headers.signature.empty())
            headers.signature += ' ';
        headers.signature += signature_of(key, headers, body);
    }
    return headers;
}

Result<void> verify(SignatureHeaders const& headers, std::string_view body, std::span<ReceiverSecret const> secrets,
    Instant now, std::chrono::seconds tolerance)
{
    if (headers.id.empty() || headers.timestamp.empty() || headers.signature.empty())
        return fail(
            Fault::unauthentic, "webhook-id, webhook-timestamp and webhook-signature are needed; one is missing");
    if (auto const timely = check_timestamp(headers.timestamp, now, tolerance); !timely)
        return timely;
    bool authentic = false;
    for (auto const& secret : secrets)
        authentic |= std::visit([&](auto const& known) { return verifies(known, headers, body); }, secret);
    if (!authentic)
        return fail(Fault::unauthentic, "no signature of webhook-signature was made with a known secret");
    return {};
}

}  // namespace consentry::forward
