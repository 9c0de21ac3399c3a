#include "consentry/meta/signature.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::meta;

namespace {

struct Signed {
    char const* secret;
    char const* body;
    char const* hex;
};

/// The last three bodies are equal as JSON and differ as bytes.
Signed const vectors[]{
    {"test_app_secret", R"({"object":"whatsapp_business_account","entry":[]})",
        "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"},
    {"consentry-test-secret", R"({"object":"whatsapp_business_account","entry":[],"t":"äöå @ / 👍"})",
        "f0b378b1846f6140b9ff11bf70a421a34b49cfa42cf83c566a754c541ef0e110"},
    {"consentry-test-secret",
        R"({"object":"whatsapp_business_account","entry":[],"t":"\u00e4\u00f6\u00e5 \u0040 \/ \ud83d\udc4d"})",
        "759059b79853e994e48de43e9d8e048159511e9457fbf93899bdaefae0f0928e"},
    {"consentry-test-secret",
        R"({"object":"whatsapp_business_account","entry":[],"t":"\u00E4\u00F6\u00E5 \u0040 \/ \uD83D\uDC4D"})",
        "88fc60eecf24dce70a1ba7e398614fca6ac15d1a96ab4eebf3f165ed630a15b3"},
};

std::string header(std::string_view hex) { return "sha256=" + std::string{hex}; }

}  // namespace

TEST_CASE("Meta's signature is over the bytes as they came")
{
    for (Signed const& made : vectors) {
        INFO(made.body);
        Verifier verifier{std::vector<std::string>{"another", made.secret}};
        auto const signature = parse_signature(header(made.hex));
        REQUIRE(signature.has_value());
        CHECK(verifier.secret_of(made.body, *signature) == 1);
        CHECK_FALSE(verifier.secret_of(std::string{made.body} + " ", *signature).has_value());
        for (Signed const& other : vectors)
            CHECK(verifier.secret_of(other.body, *signature).has_value() == (&other == &made));
    }
}

TEST_CASE("a verifier keeps its keys from one body to the next and names the secret")
{
    Verifier verifier{std::vector<std::string>{"consentry-test-secret", "test_app_secret"}};
    for (int round = 0; round < 3; ++round) {
        CHECK(verifier.secret_of(vectors[0].body, *parse_signature(header(vectors[0].hex))) == 1);
        CHECK(verifier.secret_of(vectors[1].body, *parse_signature(header(vectors[1].hex))) == 0);
    }
    CHECK_FALSE(Verifier{{}}.secret_of(vectors[0].body, *parse_signature(header(vectors[0].hex))).has_value());
}

TEST_CASE("one wrong bit anywhere in a signature refuses the body")
{
    Verifier verifier{std::vector<std::string>{vectors[0].secret}};
    auto const right = parse_signature(header(vectors[0].hex));
    REQUIRE(right.has_value());
    for (std::size_t bit = 0; bit < 256; ++bit) {
        Digest wrong = *right;
        wrong[bit / 8] = static_cast<std::uint8_t>(wrong[bit / 8] ^ 1u << bit % 8);
        CHECK_FALSE(verifier.secret_of(vectors[0].body, wrong).has_value());
    }
}

TEST_CASE("a missing or malformed signature is known before the body is read")
{
    std::string const hex = vectors[0].hex;
    auto const text = GENERATE_COPY(std::string{}, hex, header(""), header(hex.substr(1)), header(hex + "0"),
        "sha1=" + hex, "SHA256=" + hex, " " + header(hex), header(hex) + " ", header("g" + hex.substr(1)),
        header(hex.substr(2) + "\\u"), "sha256:" + hex);
    INFO(text);
    auto const signature = parse_signature(text);
    REQUIRE_FALSE(signature.has_value());
    CHECK(signature.error().fault == Fault::malformed);
}

TEST_CASE("hexadecimal digits of either case are the same signature")
{
    auto const capitals = parse_signature("sha256=DEC6A680679A968E7E0319355B23599CBFC54502C0784668E9618BAA0C633756");
    REQUIRE(capitals.has_value());
    CHECK(*capitals == *parse_signature(header(vectors[0].hex)));
}
