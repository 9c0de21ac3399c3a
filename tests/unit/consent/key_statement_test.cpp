#include "consentry/consent/key_statement.hpp"

#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::consent;

namespace {

SigningKey key_of(std::uint8_t octet)
{
    std::array<std::uint8_t, SigningKey::seed_size> seed{};
    seed.fill(octet);
    return SigningKey{seed};
}

EventTime const noon{std::chrono::seconds{1'795'348'800}};

}  // namespace

TEST_CASE("a key introduces itself, and the key before it endorses it")
{
    SigningKey const first = key_of(1);
    SigningKey const second = key_of(2);
    KeyStatement const alone = introduce(first, noon, "", nullptr);
    CHECK(signed_text(alone)
        == "consentry-key/1 " + key_id(first.public_key()) + " " + to_text(first.public_key())
            + " 2026-11-22T12:00:00Z -");
    CHECK(is_own(alone));
    CHECK_FALSE(is_endorsed(alone, first.public_key()));

    KeyStatement const next = introduce(second, noon, key_id(first.public_key()), &first);
    CHECK(is_own(next));
    CHECK(is_endorsed(next, first.public_key()));
    CHECK_FALSE(is_endorsed(next, second.public_key()));

    KeyStatement later = next;
    later.since += std::chrono::seconds{1};
    CHECK_FALSE(is_own(later));
    CHECK_FALSE(is_endorsed(later, first.public_key()));
}

TEST_CASE("whoever trusts a key trusts those that it endorsed, and those of them, and no other")
{
    SigningKey const a = key_of(1);
    SigningKey const b = key_of(2);
    SigningKey const c = key_of(3);
    SigningKey const stranger = key_of(4);
    std::string const id_of_a = key_id(a.public_key());
    std::vector<KeyStatement> const all{introduce(c, noon, key_id(b.public_key()), &b), introduce(b, noon, id_of_a, &a),
        introduce(stranger, noon, id_of_a, nullptr), introduce(a, noon, "", nullptr)};
    CHECK(trusted_with(a.public_key(), all) == std::vector{a.public_key(), b.public_key(), c.public_key()});
    CHECK(trusted_with(b.public_key(), all) == std::vector{b.public_key(), c.public_key()});
    CHECK(trusted_with(stranger.public_key(), all) == std::vector{stranger.public_key()});
}
