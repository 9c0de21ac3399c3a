#include "consentry/consent/checkpoint.hpp"

#include "consentry/base/encoding.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <chrono>

using namespace consentry;
using namespace consentry::consent;

namespace {

SigningKey key_of(std::uint8_t octet)
{
    std::array<std::uint8_t, SigningKey::seed_size> seed{};
    seed.fill(octet);
    return SigningKey{seed};
}

Checkpoint checkpoint()
{
    Checkpoint made;
    made.brand = "demo";
    made.count = 1'024;
    made.head = sha256("head");
    made.root = sha256("root");
    made.at = EventTime{std::chrono::seconds{1'795'339'860}};
    sign(made, key_of(7));
    return made;
}

}  // namespace

TEST_CASE("a checkpoint is one line, whose last word signs all before it")
{
    Checkpoint const made = checkpoint();
    CHECK(signed_text(made)
        == "consentry-checkpoint/1 demo 1024 " + to_hex(sha256("head")) + " " + to_hex(sha256("root"))
            + " 2026-11-22T09:31:00Z " + key_id(key_of(7).public_key()));
    CHECK(to_line(made) == signed_text(made) + " " + to_base64(key_of(7).sign(signed_text(made))));
    CHECK(parse_checkpoint(to_line(made)).value() == made);
    CHECK(is_signed_by(made, key_of(7).public_key()));
}

TEST_CASE("a checkpoint is signed by the key it names, and by no other")
{
    Checkpoint made = checkpoint();
    CHECK_FALSE(is_signed_by(made, key_of(8).public_key()));
    made.key = key_id(key_of(8).public_key());
    CHECK_FALSE(is_signed_by(made, key_of(8).public_key()));
    CHECK_FALSE(is_signed_by(made, key_of(7).public_key()));
}

TEST_CASE("a changed line is no checkpoint, or none that is signed")
{
    std::string const line = to_line(checkpoint());
    for (std::size_t i = 0; i < line.size(); ++i) {
        std::string changed = line;
        changed[i] = static_cast<char>(changed[i] ^ 1);
        INFO(changed);
        auto const read = parse_checkpoint(changed);
        CHECK_FALSE((read && is_signed_by(*read, key_of(7).public_key())));
    }
}

TEST_CASE("a checkpoint has one spelling only")
{
    std::string const line = to_line(checkpoint());
    std::string capitals = line;
    std::ranges::transform(capitals, capitals.begin(), [](char c) { return c == 'b' ? 'B' : c; });
    for (std::string const& other : {line + " ", " " + line, line + "\n", capitals, std::string{}, std::string{" "},
             line.substr(0, line.size() - 1), line + " more"}) {
        INFO(other);
        auto const read = parse_checkpoint(other);
        REQUIRE_FALSE(read);
        CHECK(read.error().fault == Fault::malformed);
    }
}

TEST_CASE("a public key is copied as base64")
{
    PublicKey const key = key_of(7).public_key();
    CHECK(public_key_of(to_text(key)) == key);
    CHECK_FALSE(public_key_of("AAAA"));
    CHECK_FALSE(public_key_of("no key"));
}

TEST_CASE("the checkpoint of docs/ledger.md is one, byte by byte")
{
    std::string const line
        = "consentry-checkpoint/1 demo 2 b82f57064a279f5a36f5126342dcb0c26d76524441deea3da6739a18f0ed69a4 "
          "add4d330663051a5e0ef664108d1f657bd2db45ec5ff220a0599a9b3ca09678d 2026-11-23T03:58:00Z 21fe31dfa154a261 "
          "qU58v6trINNKsyNY7P3i3Xuyr2SnvVGTkjf+dhFq8HYnpOs66rD3QjPrsd3CvIWWP0DWxEZGzbEKzbetwEnCBg==";
    auto const key = public_key_of("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    REQUIRE(key);
    CHECK(is_signed_by(parse_checkpoint(line).value(), *key));
}
