#include "consentry/base/encoding.hpp"

#include "support/catch.hpp"

using namespace consentry;

TEST_CASE("base 64 as RFC 4648 section 10 has it")
{
    std::pair<char const*, char const*> const vectors[]{{"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (auto const& [plain, coded] : vectors) {
        CHECK(to_base64(as_octets(plain)) == coded);
        CHECK(from_base64(coded) == plain);
    }
    CHECK(from_base64("Zg") == "f");
    for (auto const* const bad : {"Z", "Zg=", "Zh==", "Zg==Zg==", "Zm9v ", "Zm9v\n", "Zm-v", "====", "A==="})
        CHECK_FALSE(from_base64(bad).has_value());
}

TEST_CASE("base 64 for URLs has an alphabet of its own and no padding (RFC 4648 section 5)")
{
    CHECK(to_base64url(as_octets("")) == "");
    CHECK(to_base64url(as_octets("f")) == "Zg");
    CHECK(to_base64url(as_octets("fo")) == "Zm8");
    CHECK(to_base64url(as_octets("foobar")) == "Zm9vYmFy");
    CHECK(to_base64url(as_octets("\xfb\xef\xff")) == "--__");
}

TEST_CASE("hex is written small and read in either case")
{
    CHECK(to_hex(as_octets(std::string_view{"\x00\x7f\xff", 3})) == "007fff");
    CHECK(from_hex("007FfF") == std::string("\x00\x7f\xff", 3));
    CHECK_FALSE(from_hex("0").has_value());
    CHECK_FALSE(from_hex("0g").has_value());
}

TEST_CASE("base 32 keeps the order of what it encodes, and every bit")
{
    std::string const low{"\x00\x01\x02\x03\x04\x05\x06\x07", 8};
    std::string const high{"\x00\x01\x02\x03\x04\x05\x06\x08", 8};
    CHECK(to_base32(as_octets(low)) < to_base32(as_octets(high)));
    CHECK(from_base32(to_base32(as_octets(high)), 8) == high);
    CHECK_FALSE(from_base32("0000000000000", 9).has_value());
    CHECK_FALSE(from_base32("000000000000u", 8).has_value());
    CHECK_FALSE(from_base32("0000000000001", 8).has_value());
}

TEST_CASE("escapes of a URL are decoded once, and a plus is a blank in a form only")
{
    CHECK(from_url("a%2Bb+%25%32%35%c3%BC") == "a+b+%25ü");
    CHECK(from_form("a%2Bb+%25%32%35%c3%BC") == "a+b %25ü");
    CHECK(from_form("%00") == std::string(1, '\0'));
    CHECK(from_url("") == "");
    for (auto const* const bad : {"%", "%4", "x%4", "%zz", "%%41", "%+1", "% 1"}) {
        CHECK_FALSE(from_url(bad).has_value());
        CHECK_FALSE(from_form(bad).has_value());
    }
}
