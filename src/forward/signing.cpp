#include "consentry/forward/signing.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace consentry::forward {
namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view scheme = "v1,";
constexpr std::size_t secret_bytes_min = 24;
constexpr std::size_t secret_bytes_max = 64;

Digest digest_of(Hmac& key, SignatureHeaders const& headers, std::string_view body)
{
    return key({headers.id, ".", headers.timestamp, ".", body});
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

/// The octets of every v1 signature of the header; those of other schemes are passed over.
std::vector<Bytes> signatures_of(std::string_view header)
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

}  // namespace

Result<Bytes> parse_secret(std::string_view text)
{
    if (!text.starts_with(secret_prefix))
        return fail(Fault::malformed, "a webhook secret starts with whsec_, then base64 follows");
    auto secret = from_base64(text.substr(secret_prefix.size()));
    if (!secret)
        return fail(Fault::malformed, "what follows whsec_ is not base64");
    if (secret->size() < secret_bytes_min || secret->size() > secret_bytes_max)
        return fail(Fault::malformed,
            "a webhook secret has 24 to 64 bytes before base64, this one has " + std::to_string(secret->size()));
    return std::move(*secret);
}

std::string print_secret(std::string_view secret) { return std::string{secret_prefix} + to_base64(as_octets(secret)); }

Bytes make_secret(Random& random)
{
    Digest octets{};
    random.fill(octets);
    return Bytes{as_text(octets)};
}

Signer::Signer(std::span<Bytes const> secrets)
{
    keys_.reserve(secrets.size());
    for (auto const& secret : secrets)
        keys_.emplace_back(secret);
}

SignatureHeaders Signer::sign(std::string_view id, Instant at, std::string_view body)
{
    SignatureHeaders headers{std::string{id}, std::to_string(event_time(at).time_since_epoch().count()), std::string{}};
    for (auto& key : keys_) {
        if (!headers.signature.empty())
            headers.signature += ' ';
        headers.signature.append(scheme).append(to_base64(digest_of(key, headers, body)));
    }
    return headers;
}

Result<void> verify(SignatureHeaders const& headers, std::string_view body, std::span<Bytes const> secrets, Instant now,
    std::chrono::seconds tolerance)
{
    if (headers.id.empty() || headers.timestamp.empty() || headers.signature.empty())
        return fail(
            Fault::unauthentic, "webhook-id, webhook-timestamp and webhook-signature are needed; one is missing");
    auto const at = parse_timestamp(headers.timestamp);
    if (!at)
        return fail(Fault::unauthentic, "webhook-timestamp is not a number of seconds since 1970");
    auto const age = event_time(now) - *at;
    if (age > tolerance)
        return fail(Fault::unauthentic, "webhook-timestamp is too old");
    if (age < -tolerance)
        return fail(Fault::unauthentic, "webhook-timestamp lies in the future");

    auto const signatures = signatures_of(headers.signature);
    bool authentic = false;
    for (auto const& secret : secrets) {
        Hmac key{secret};
        auto const expected = digest_of(key, headers, body);
        for (auto const& signature : signatures)
            authentic |= equal_in_constant_time(expected, as_octets(signature));
    }
    if (!authentic)
        return fail(Fault::unauthentic, "no v1 signature of webhook-signature was made with a known secret");
    return {};
}

}  // namespace consentry::forward
