#include "consentry/base/digest.hpp"

#include "consentry/base/encoding.hpp"

#include "support/catch.hpp"

using namespace consentry;

TEST_CASE("SHA-256 as FIPS 180-4 has it, whole or in parts, again and again")
{
    Sha256 hash;
    for (int i = 0; i < 2; ++i) {
        CHECK(to_hex(hash({"abc"})) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        CHECK(hash({"a", "", "bc"}) == hash({"abc"}));
        CHECK(to_hex(hash({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
    CHECK(sha256("abc") == hash({"abc"}));
}

TEST_CASE("HMAC-SHA256 as RFC 4231 has it, with the key schedule kept")
{
    Hmac mac{"Jefe"};
    for (int i = 0; i < 2; ++i)
        CHECK(to_hex(mac({"what do ya want ", "for nothing?"}))
            == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    Hmac copy{mac};
    CHECK(copy({"x"}) == mac({"x"}));
    Hmac const long_key{std::string(131, '\xaa')};
    CHECK(to_hex(Hmac{long_key}({"Test Using Larger Than Block-Size Key - Hash Key First"}))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("MD5 as RFC 1321 has it")
{
    auto const hex = [](std::string_view message) { return to_hex(md5(message).value()); };
    CHECK(hex("") == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST_CASE("two keys of which one is empty differ")
{
    CHECK(Hmac{""}({"m"}) != Hmac{"k"}({"m"}));
    CHECK(to_hex(Hmac{""}({})) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST_CASE("comparing in constant time still compares")
{
    Digest const a = sha256("a");
    CHECK(equal_in_constant_time(a, sha256("a")));
    CHECK_FALSE(equal_in_constant_time(a, sha256("b")));
    CHECK_FALSE(equal_in_constant_time(std::span{a}.first(31), a));
}
