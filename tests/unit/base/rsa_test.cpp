#include "consentry/base/rsa.hpp"

#include "support/catch.hpp"
#include "support/rsa_key.hpp"

using namespace consentry;

namespace {

constexpr std::string_view short_key = R"(-----BEGIN PRIVATE KEY-----
MIIBVAIBADANBgkqhkiG9w0BAQEFAASCAT4wggE6AgEAAkEAxbKexRQ75RBfJZ4g
wnNmDUdVmGSd5CVewTh+pN3Qy/NhNiqdv1EN1bkQef89BDoXQv3cJno4xHGvxown
DO/EdQIDAQABAkAPxIZLO6jnRR4BlxIP0DpkdrsJ84RwTNa43HOlXJepnHSKuLml
iHfZhDnWtHwITZkyYNPtSIuYRHRc1dpxCIbFAiEA/u5bmWTf18dr9MwFQPJLPMec
PBLwy3E0OJqgGI5Xr8MCIQDGhtQLJfuZk6kRi3syitM0y7OY0oWc4/aQ0i/HCxvv
ZwIhAOwgnYl8bPVxyqXo36jjhBrdDPJ73LujtGoFluqH1eJ/AiAFTRhga9U6Fp1P
IKBbiyV0pXPYQtbah6PP3iz0bbGDRQIgN9bsT9ZdWuantklC7ZFkOI1prpz04Hjy
pdPPX0GYVbk=
-----END PRIVATE KEY-----
)";

constexpr std::string_view locked_key = R"(-----BEGIN ENCRYPTED PRIVATE KEY-----
MIIBvTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIpRc/JpN5b+0CAggA
MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBDE87ZNf6iktsJIuUtW2TOiBIIB
YLQKdkkY4afOcBpshm03j4y35Mz8ZoFqL+iGMwLV+WzkgA0k0jNB7QuzaPU+JF9g
hxI3TR4BxBBW5r6HyI4L7+AwYywMASbYrPBmrCXUoIEBn562PTtmcDGVDM4Up/aM
1NSD1shEJNi6nOaGaGSYBbNPkPr+JhASzwrb9Pli2C0vpPiUSyj7VdTUXEydjnqg
6L0YgvssJHoC2TarZdRpHJn1ntN+E0R7xA4oXAvdlTyv3xzXOIXUUa50MSYh8b1x
GRl1JJnVPoaqW+R8QFc4Coi9aDU7OXHWbcJuIRFrk+AgY9AdesDGQJITKyRozG+2
Tu83zKZObxGSzCvB18h+ADj6xd3V8aPQVITFopnWGiRWRVI10Sz9mn7QmTGchpdc
1V541cwDwY3t9VJHwdXUYLgjhJVPff30XxFnU0+dcNbtnjEjfpVW7IpN3z97gBfJ
gtjw1jy/xuroCOqsH4P2e2k=
-----END ENCRYPTED PRIVATE KEY-----
)";

constexpr std::string_view ed25519_key = R"(-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINgNDjPyqDTVZHDaGc7NloabxuFky6J1nMymy7IObmu0
-----END PRIVATE KEY-----
)";

std::string refusal_of(std::string_view pem)
{
    Result<RsaKey> const key = RsaKey::from_pem(pem);
    REQUIRE_FALSE(key);
    CHECK(key.error().fault == Fault::malformed);
    return key.error().detail;
}

}  // namespace

TEST_CASE("RS256 as RFC 7515 A.2 has it, with the key in either form")
{
    auto const pem = GENERATE(test::rsa_key_pkcs8, test::rsa_key_pkcs1);
    Result<RsaKey> const key = RsaKey::from_pem(pem);
    REQUIRE(key);
    CHECK(
        to_base64url(as_octets(key->sign("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA"
                                         "6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ")))
        == "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9"
           "CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOL"
           "n6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtV"
           "rBp0igcN_IoypGlUPQGe77Rw");
}

TEST_CASE("a key that RS256 can do nothing with is refused, and why")
{
    CHECK(refusal_of(short_key) == "the private key is too short: RS256 wants 2048 bits at least");
    CHECK(refusal_of(locked_key) == "the private key has a passphrase; give one without");
    CHECK(refusal_of(ed25519_key) == "the private key is not of RSA");
}

TEST_CASE("what is no key is refused without a word of it")
{
    std::string damaged{test::rsa_key_pkcs8};
    damaged.replace(damaged.find("MIIEvQ"), 6, "secret");
    auto const bad = GENERATE_COPY(std::string{}, std::string{"hunter2"}, damaged, damaged.substr(0, 500));
    std::string const why = refusal_of(bad);
    CHECK(why.find("no PEM that can be read") != std::string::npos);
    CHECK(why.find("secret") == std::string::npos);
    CHECK(why.find("hunter2") == std::string::npos);
}
