#include "consentry/base/ed25519.hpp"

#include "consentry/base/encoding.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <tuple>

using namespace consentry;

namespace {

template <std::size_t Size>
std::array<std::uint8_t, Size> octets(std::string_view hex)
{
    std::array<std::uint8_t, Size> result{};
    std::ranges::copy(as_octets(from_hex(hex).value()), result.begin());
    return result;
}

constexpr std::string_view seed_1 = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";

}  // namespace

TEST_CASE("Ed25519 as RFC 8032 has it (7.1)")
{
    auto const [seed, key, message, signature] = GENERATE(table<std::string, std::string, std::string, std::string>({
        {std::string{seed_1}, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f059"
            "5bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4"
            "302aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e971"
            "6ed28dc027beceea1ec40a"},
    }));
    SigningKey const signer{octets<32>(seed)};
    Bytes const said = from_hex(message).value();
    CHECK(to_hex(signer.public_key()) == key);
    CHECK(to_hex(signer.sign(said)) == signature);
    CHECK(is_signed(said, octets<64>(signature), octets<32>(key)));
    CHECK_FALSE(is_signed(said + "!", octets<64>(signature), octets<32>(key)));
}

TEST_CASE("a signature with any bit changed is none, nor one under another key")
{
    SigningKey const signer{octets<32>(seed_1)};
    SystemRandom random;
    SigningKey const other = SigningKey::generate(random);
    Signature const good = signer.sign("what was said");
    REQUIRE(is_signed("what was said", good, signer.public_key()));
    CHECK_FALSE(is_signed("what was said", good, other.public_key()));
    CHECK_FALSE(is_signed("what was Said", good, signer.public_key()));
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Signature changed = good;
        changed[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        CHECK_FALSE(is_signed("what was said", changed, signer.public_key()));
    }
}

TEST_CASE("octets that are no key on the curve sign nothing, and harm nobody")
{
    PublicKey nonsense{};
    nonsense.fill(0xff);
    CHECK_FALSE(is_signed("", Signature{}, nonsense));
}

TEST_CASE("every generated key is another")
{
    SystemRandom random;
    CHECK(SigningKey::generate(random).public_key() != SigningKey::generate(random).public_key());
}
