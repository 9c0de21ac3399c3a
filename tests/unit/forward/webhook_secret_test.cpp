#include "consentry/forward/webhook_secret.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::forward;

namespace {

SharedSecret const shared{"consentry-test-secret-0123456789"};
PrivateSecret const own{"consentry-test-seed-of-32-bytes!"};

// The public keys follow from the seeds by RFC 8032; made apart from this code.
std::string const own_text = "whsk_Y29uc2VudHJ5LXRlc3Qtc2VlZC1vZi0zMi1ieXRlcyE=";
std::string const own_and_public = "whsk_Y29uc2VudHJ5LXRlc3Qtc2VlZC1vZi0zMi1ieXRlcyEOvBabnz4yaLqY3AVHkGQnFD5hDsY2wq"
                                   "M/EitwxNG5aw==";
std::string const public_text = "whpk_DrwWm58+Mmi6mNwFR5BkJxQ+YQ7GNsKjPxIrcMTRuWs=";

std::string shared_of(std::size_t bytes) { return to_text(SigningSecret{SharedSecret{Bytes(bytes, 'x')}}); }
std::string private_of(std::size_t bytes) { return "whsk_" + to_base64(as_octets(Bytes(bytes, 'x'))); }

/// Says what is wrong, and nothing of the secret itself.
template <class Parsed>
void check_refused(Parsed const& parsed, std::string const& text)
{
    INFO(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == Fault::malformed);
    std::string const hidden = text.substr(std::min(text.size(), text.find('_') + 1));
    CHECK((hidden.size() < 2 || parsed.error().detail.find(hidden) == std::string::npos));
}

}  // namespace

TEST_CASE("a shared secret is whsec_ and the base64 of 24 to 64 bytes, for sender and receiver alike")
{
    std::string const text = "whsec_Y29uc2VudHJ5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODk=";
    CHECK(parse_signing_secret(text).value() == SigningSecret{shared});
    CHECK(parse_receiver_secret(text).value() == ReceiverSecret{shared});
    CHECK(to_text(SigningSecret{shared}) == text);
    CHECK(to_text(ReceiverSecret{shared}) == text);
    CHECK(receiver_secret_of(shared) == ReceiverSecret{shared});
    CHECK(parse_signing_secret(shared_of(24)));
    CHECK(parse_signing_secret(shared_of(64)));
    for (auto const& wrong : {shared_of(23), shared_of(65), std::string{"whsec_"}, std::string{"whsec_not base64!"}}) {
        check_refused(parse_signing_secret(wrong), wrong);
        check_refused(parse_receiver_secret(wrong), wrong);
    }
}

TEST_CASE("a private key is whsk_ and its seed; a public key behind it is read, if it is its own")
{
    CHECK(parse_signing_secret(own_text).value() == SigningSecret{own});
    CHECK(parse_signing_secret(own_and_public).value() == SigningSecret{own});
    CHECK(to_text(SigningSecret{own}) == own_text);
    for (auto const& wrong : {private_of(24), private_of(31), private_of(33), private_of(64), std::string{"whsk_"},
             std::string{"whsk_not base64!"}})
        check_refused(parse_signing_secret(wrong), wrong);
}

TEST_CASE("a public key is whpk_ and 32 bytes, and follows from the private one")
{
    auto const parsed = parse_receiver_secret(public_text);
    REQUIRE(parsed);
    CHECK(*parsed == receiver_secret_of(own));
    CHECK(to_text(*parsed) == public_text);
    for (auto const& wrong : {std::string{"whpk_"}, std::string{"whpk_AAAA"}, "whpk_" + own_and_public.substr(5)})
        check_refused(parse_receiver_secret(wrong), wrong);
}

TEST_CASE("a key in the wrong hands is told apart from no key at all")
{
    auto const given_away = parse_receiver_secret(own_text);
    check_refused(given_away, own_text);
    CHECK(given_away.error().detail.find("the receiver gets") == std::string::npos);
    CHECK(given_away.error().detail.find("whpk_") != std::string::npos);
    auto const cannot_sign = parse_signing_secret(public_text);
    check_refused(cannot_sign, public_text);
    CHECK(cannot_sign.error().detail.find("whsk_") != std::string::npos);
    for (auto const& wrong : {std::string{}, shared_of(32).substr(6), std::string{"WHSEC_AAAA"}}) {
        check_refused(parse_signing_secret(wrong), wrong);
        check_refused(parse_receiver_secret(wrong), wrong);
    }
}

TEST_CASE("what is made is another one every time, and read as it is written")
{
    SystemRandom random;
    auto const secret = make_shared_secret(random);
    CHECK(secret != make_shared_secret(random));
    CHECK(secret.octets.size() == 32);
    CHECK(parse_signing_secret(to_text(SigningSecret{secret})).value() == SigningSecret{secret});
    auto const key = make_private_secret(random);
    CHECK(key != make_private_secret(random));
    CHECK(parse_signing_secret(to_text(SigningSecret{key})).value() == SigningSecret{key});
}
