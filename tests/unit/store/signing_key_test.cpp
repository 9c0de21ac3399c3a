#include "consentry/store/signing.hpp"
#include "consentry/store/verify.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <sys/stat.h>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

Result<std::unique_ptr<Store>> reopen(SampleStore& sample)
{
    return Store::open(sample.options, sample.clock, sample.random, sample.log);
}

/// A store whose key has signed something, closed.
void sign_something(SampleStore& sample)
{
    sample.tell(signal(Intent::opt_out, "baja", 1));
    REQUIRE(sample.store->proofs().cover("demo", true).value().size() == 1);
    sample.close();
}

std::string told(Verification const& verification)
{
    std::string all;
    for (std::string const& problem : verification.problems)
        all += problem + "\n";
    return all;
}

}  // namespace

TEST_CASE("the first start makes a signing key that only its owner can read, and the store tells its public half")
{
    SampleStore sample;
    struct ::stat status{};
    REQUIRE(::stat(sample.options.signing_key.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    auto const keys = sample.store->proofs().keys();
    REQUIRE(keys.size() == 1);
    CHECK(keys[0].since == event_time(sample.clock.now()));
    CHECK(keys[0].former.empty());
    sample.close();
    sample.open();
    CHECK(sample.store->proofs().keys() == keys);
}

TEST_CASE("a key that has signed is missed, and no other is taken for it")
{
    SampleStore sample;
    sign_something(sample);
    auto const refused = [&](std::string const& words) {
        auto const opened = reopen(sample);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().fault == Fault::unprocessable);
        INFO(opened.error().detail);
        CHECK(opened.error().detail.find(words) != std::string::npos);
        CHECK(opened.error().detail.find("keys rotate --lost") != std::string::npos);
    };
    std::filesystem::remove(sample.options.signing_key);
    refused("is missing, but the store's checkpoints are signed with it");
    CHECK_FALSE(std::filesystem::exists(sample.options.signing_key));
    std::ofstream{sample.options.signing_key} << to_base64(as_octets(std::string(32, 'k'))) << '\n';
    refused("but the store's checkpoints are signed with key");
}

TEST_CASE("a key that never signed may be another one the next time")
{
    SampleStore sample;
    auto const before = sample.store->proofs().keys();
    sample.close();
    std::filesystem::remove(sample.options.signing_key);
    sample.open();
    auto const now = sample.store->proofs().keys();
    REQUIRE(now.size() == 1);
    CHECK(now[0].key != before[0].key);
}

TEST_CASE("a new key is endorsed by the one before it, and older checkpoints stay good")
{
    SampleStore sample;
    PublicKey const first = sample.store->proofs().keys().at(0).key;
    sign_something(sample);
    sample.clock.set(seen_at(5'000));
    EventTime const now = event_time(sample.clock.now());
    auto const made = rotate_signing_key(sample.options, false, sample.random, now);
    REQUIRE(made);
    CHECK(is_endorsed(*made, first));
    CHECK(std::filesystem::exists(sample.options.signing_key.string() + "." + key_id(first)));
    sample.open();
    sample.tell(signal(Intent::opt_out, "stop", 2, "wamid.2"));
    Checkpoint const checkpoint = sample.store->proofs().cover("demo", true).value().at(0);
    CHECK(is_signed_by(checkpoint, made->key));
    CHECK(told(verify(sample.options, {{}, first}).value()) == "");
    // Who knows only the new one has no reason to believe the one before.
    CHECK(told(verify(sample.options, {{}, made->key}).value()).find("entry 1 of brand demo") != std::string::npos);
}

TEST_CASE("where the key is lost a new one begins, which nobody endorses")
{
    SampleStore sample;
    PublicKey const first = sample.store->proofs().keys().at(0).key;
    sign_something(sample);
    std::filesystem::remove(sample.options.signing_key);
    EventTime const now = event_time(sample.clock.now()) + std::chrono::seconds{1};
    auto const refused = rotate_signing_key(sample.options, false, sample.random, now);
    REQUIRE_FALSE(refused);
    auto const made = rotate_signing_key(sample.options, true, sample.random, now);
    REQUIRE(made);
    CHECK(made->former == key_id(first));
    CHECK_FALSE(is_endorsed(*made, first));
    sample.open();
    CHECK(told(verify(sample.options).value()) == "");
    sample.tell(signal(Intent::opt_out, "stop", 2, "wamid.2"));
    REQUIRE(sample.store->proofs().cover("demo", true));
    CHECK(told(verify(sample.options, {{}, first}).value()).find("entry 2 of brand demo") != std::string::npos);
}

TEST_CASE("a key is not changed under a running server, nor for a store that is not there")
{
    SampleStore sample;
    EventTime const now = event_time(sample.clock.now());
    CHECK(rotate_signing_key(sample.options, true, sample.random, now).error().fault == Fault::busy);
    sample.close();
    Options elsewhere = sample.options;
    elsewhere.path = sample.folder / "nothing.db";
    CHECK(rotate_signing_key(elsewhere, true, sample.random, now).error().fault == Fault::not_found);
}
