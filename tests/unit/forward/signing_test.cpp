#include "consentry/forward/signing.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

Bytes const secret = "consentry-test-secret-0123456789";
Bytes const next_secret = "another-secret-of-24-bytes";
std::string const body = R"({"type":"consent.opted_out"})";
Instant const at{1'795'339'800'231ms};

// Made with `openssl dgst -sha256 -mac HMAC` over `evt_01.1795339800.` and the body.
std::string const signature = "v1,V+kbrTVI0OqeGaHXNodDU9+YMyY66TJNoNhHMSvZSbI=";
std::string const next_signature = "v1,jKxKJKLVXABApD7yiAXAWpXdpyvXPt42BR3Q65Zo8DM=";

SignatureHeaders signed_by(std::vector<Bytes> const& secrets) { return Signer{secrets}.sign("evt_01", at, body); }

bool is_authentic(SignatureHeaders const& headers, std::vector<Bytes> const& secrets, Instant now = at)
{
    auto const result = verify(headers, body, secrets, now);
    CHECK((result || result.error().fault == Fault::unauthentic));
    return result.has_value();
}

}  // namespace

TEST_CASE("a secret is whsec_ and the base64 of 24 to 64 bytes")
{
    CHECK(parse_secret("whsec_Y29uc2VudHJ5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODk=").value() == secret);
    CHECK(print_secret(secret) == "whsec_Y29uc2VudHJ5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODk=");
    CHECK(parse_secret(print_secret(Bytes(24, 'x'))));
    CHECK(parse_secret(print_secret(Bytes(64, 'x'))));

    auto const wrong = GENERATE(as<std::string>{}, "", "whsec_",
        "Y29uc2VudHJ5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODk=", "whsec_not base64 at all!",
        "whsk_Y29uc2VudHJ5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODk=", print_secret(Bytes(23, 'x')),
        print_secret(Bytes(65, 'x')));
    INFO(wrong);
    auto const result = parse_secret(wrong);
    REQUIRE_FALSE(result);
    CHECK(result.error().fault == Fault::malformed);
    CHECK((wrong.size() < 8 || result.error().detail.find(wrong) == std::string::npos));
}

TEST_CASE("a new secret is another one every time")
{
    SystemRandom random;
    auto const first = make_secret(random);
    CHECK(first != make_secret(random));
    CHECK(parse_secret(print_secret(first)).value() == first);
}

TEST_CASE("the signature covers the event's id, the time of the attempt and the body")
{
    auto const headers = signed_by({secret});
    CHECK(headers.id == "evt_01");
    CHECK(headers.timestamp == "1795339800");
    CHECK(headers.signature == signature);

    CHECK(is_authentic(headers, {secret}));
    CHECK_FALSE(verify(headers, body + " ", std::vector{secret}, at));
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

TEST_CASE("signatures of other schemes stand beside ours without harm")
{
    auto headers = signed_by({secret});
    headers.signature = "v1a,AAAA v2 " + headers.signature + " v1,not-base64!";
    CHECK(is_authentic(headers, {secret}));
    headers.signature = "v1a," + signature.substr(3);
    CHECK_FALSE(is_authentic(headers, {secret}));
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
