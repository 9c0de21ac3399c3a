#include "consentry/forward/signing.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

SharedSecret const secret{"consentry-test-secret-0123456789"};
SharedSecret const next_secret{"another-secret-of-24-bytes"};
PrivateSecret const own_key{"consentry-test-seed-of-32-bytes!"};
std::string const body = R"({"type":"consent.opted_out"})";
Instant const at{1'795'339'800'231ms};

// Made with `openssl dgst -sha256 -mac HMAC` over `evt_01.1795339800.` and the body.
std::string const signature = "v1,V+kbrTVI0OqeGaHXNodDU9+YMyY66TJNoNhHMSvZSbI=";
std::string const next_signature = "v1,jKxKJKLVXABApD7yiAXAWpXdpyvXPt42BR3Q65Zo8DM=";

// Made with Python's cryptography from the seed, over the same content.
std::string const key_pair_signature
    = "v1a,TZGWWXJ3uV7YXHSAkolDdPgbx4vdnOueZ3Dt6P5DT/12C78jv35Vtchsz8Nze2jLgnFcduNTX8jLGk6lZkaIBg==";

SignatureHeaders signed_by(std::vector<SigningSecret> const& secrets)
{
    return Signer{secrets}.sign("evt_01", at, body);
}

/// `secrets` are the sender's; the receiver knows what it should of them.
bool is_authentic(SignatureHeaders const& headers, std::vector<SigningSecret> const& secrets, Instant now = at)
{
    std::vector<ReceiverSecret> known;
    for (auto const& one : secrets)
        known.push_back(receiver_secret_of(one));
    auto const result = verify(headers, body, known, now);
    CHECK((result || result.error().fault == Fault::unauthentic));
    return result.has_value();
}

}  // namespace

TEST_CASE("the signature covers the event's id, the time of the attempt and the body")
{
    auto const headers = signed_by({secret});
    CHECK(headers.id == "evt_01");
    CHECK(headers.timestamp == "1795339800");
    CHECK(headers.signature == signature);

    CHECK(is_authentic(headers, {secret}));
    CHECK_FALSE(verify(headers, body + " ", std::vector<ReceiverSecret>{secret}, at));
    CHECK_FALSE(is_authentic({"evt_02", headers.timestamp, headers.signature}, {secret}));
    CHECK_FALSE(is_authentic({headers.id, "1795339801", headers.signature}, {secret}));
    CHECK_FALSE(is_authentic(headers, {next_secret}));
    CHECK_FALSE(is_authentic(headers, {}));
}

TEST_CASE("while secrets rotate, a receiver that knows either of them is content")
{
    auto const headers = signed_by({next_secret, secret});
    CHECK(headers.signature == next_signature + " " + signature);
    CHECK(is_authentic(headers, {secret}));
    CHECK(is_authentic(headers, {next_secret}));
    CHECK(is_authentic(signed_by({secret}), {next_secret, secret}));
    CHECK(signed_by({}).signature.empty());
}

TEST_CASE("a private key signs so that its public key verifies, and nothing else does")
{
    auto const headers = signed_by({own_key});
    CHECK(headers.signature == key_pair_signature);
    CHECK(is_authentic(headers, {own_key}));
    CHECK_FALSE(is_authentic(headers, {PrivateSecret{"the next seed, of 32 bytes, too."}}));
    CHECK_FALSE(is_authentic(headers, {secret}));
    CHECK_FALSE(is_authentic({"evt_02", headers.timestamp, headers.signature}, {own_key}));
    CHECK_FALSE(is_authentic({headers.id, "1795339801", headers.signature}, {own_key}));
    CHECK_FALSE(verify(headers, body + " ", std::vector{receiver_secret_of(own_key)}, at));
    CHECK_FALSE(is_authentic(headers, {own_key}, at + 301s));
}

TEST_CASE("secrets of both schemes sign one beside the other, in the order given")
{
    auto const headers = signed_by({own_key, secret});
    CHECK(headers.signature == key_pair_signature + " " + signature);
    CHECK(is_authentic(headers, {own_key}));
    CHECK(is_authentic(headers, {secret}));
    CHECK(is_authentic(signed_by({secret}), {own_key, secret}));
    CHECK_FALSE(is_authentic(signed_by({secret}), {own_key}));
}

TEST_CASE("signatures of other schemes stand beside ours without harm")
{
    auto headers = signed_by({secret});
    headers.signature = "v1a,AAAA v2 " + headers.signature + " v1,not-base64!";
    CHECK(is_authentic(headers, {secret}));
    headers.signature = "v1a," + signature.substr(3);
    CHECK_FALSE(is_authentic(headers, {secret}));
    CHECK_FALSE(is_authentic(headers, {own_key}));  // Shorter than a signature of that scheme.
    headers.signature = "v1," + key_pair_signature.substr(4);
    CHECK_FALSE(is_authentic(headers, {own_key, secret}));
}

TEST_CASE("what was signed more than five minutes ago, or will be, is refused")
{
    auto const headers = signed_by({secret});
    CHECK(is_authentic(headers, {secret}, at + 300s));
    CHECK(is_authentic(headers, {secret}, at - 300s));
    CHECK_FALSE(is_authentic(headers, {secret}, at + 301s));
    CHECK_FALSE(is_authentic(headers, {secret}, at - 301s));
}

TEST_CASE("headers that are missing or unreadable are refused, never a crash")
{
    auto const headers = signed_by({secret});
    CHECK_FALSE(is_authentic({"", headers.timestamp, headers.signature}, {secret}));
    CHECK_FALSE(is_authentic({headers.id, headers.timestamp, ""}, {secret}));
    auto const timestamp
        = GENERATE("", "now", "-5", "1795339800.5", " 1795339800", "9223372036854775807", "99999999999999999999");
    INFO(timestamp);
    CHECK_FALSE(is_authentic({headers.id, timestamp, headers.signature}, {secret}));
}
