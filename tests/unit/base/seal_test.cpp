#include "consentry/base/seal.hpp"

#include "support/catch.hpp"

using namespace consentry;

namespace {

Digest key(std::string_view name) { return sha256(name); }

}  // namespace

TEST_CASE("what was sealed is opened with the same key and with no other")
{
    SystemRandom random;
    auto const plain = GENERATE(std::string{}, std::string{"+34600111222"}, std::string(100'000, 'x'));
    std::string const sealed = seal(key("mine"), plain, random);
    CHECK(unseal(key("mine"), sealed) == plain);
    CHECK_FALSE(unseal(key("another"), sealed));
    if (!plain.empty())
        CHECK(sealed.find(plain.substr(0, 12)) == std::string::npos);
}

TEST_CASE("the same text is never sealed to the same octets")
{
    SystemRandom random;
    CHECK(seal(key("mine"), "BAJA", random) != seal(key("mine"), "BAJA", random));
}

TEST_CASE("whatever was changed, cut off or never sealed is not opened")
{
    SystemRandom random;
    std::string const sealed = seal(key("mine"), "BAJA", random);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        CHECK_FALSE(unseal(key("mine"), changed));
        CHECK_FALSE(unseal(key("mine"), sealed.substr(0, i)));
    }
    CHECK_FALSE(unseal(key("mine"), sealed + "x"));
}

TEST_CASE("a seal is AES-256-GCM as NIST has it, so that another program can open it")
{
    // Case 14 of the GCM specification: a key, a nonce and a block of zeros.
    std::string sealed(12, '\0');
    for (unsigned const byte : {0xceU, 0xa7U, 0x40U, 0x3dU, 0x4dU, 0x60U, 0x6bU, 0x6eU, 0x07U, 0x4eU, 0xc5U, 0xd3U,
             0xbaU, 0xf3U, 0x9dU, 0x18U, 0xd0U, 0xd1U, 0xc8U, 0xa7U, 0x99U, 0x99U, 0x6bU, 0xf0U, 0x26U, 0x5bU, 0x98U,
             0xb5U, 0xd4U, 0x8aU, 0xb9U, 0x19U})
        sealed += static_cast<char>(byte);
    CHECK(unseal(Digest{}, sealed) == std::string(16, '\0'));
}
