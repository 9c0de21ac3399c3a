#include "consentry/consent/merkle.hpp"
#include "consentry/store/verify.hpp"

#include "store/checkpoint_rows.hpp"
#include "store/transaction.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;
using namespace std::chrono_literals;

namespace {

SigningKey sample_key()
{
    std::array<std::uint8_t, SigningKey::seed_size> seed{};
    seed.fill(7);
    return SigningKey{seed};
}

std::string told(Verification const& verification)
{
    std::string all;
    for (std::string const& problem : verification.problems)
        all += problem + "\n";
    return all;
}

void stop(SampleStore& sample, int n, bool to_sister = false)
{
    sample.tell(from(phone("346000" + std::to_string(10'000 + n)),
                    signal(Intent::opt_out, "baja", n, "wamid." + std::to_string(n))),
        to_sister);
}

/// Entries that have nothing but a place and a hash: enough for trees of any size, and quickly made.
void add_bare_entries(Database& database, BrandNumber brand, Seq from, Seq to)
{
    Transaction transaction{database, Transaction::Kind::write};
    Statement add
        = database.prepare("INSERT INTO entry (place, subject, fields, who_commitment, said_commitment, hash) "
                           "VALUES (?1, 0, '', x'', x'', ?2)");
    for (Seq seq = from; seq <= to; ++seq)
        add.run(entry_place(brand, seq), Blob{sha256(std::to_string(brand) + "/" + std::to_string(seq))});
    transaction.commit();
}

Digest bare_root(BrandNumber brand, Seq count)
{
    Sha256 hash;
    MerkleGrowth growth;
    for (Seq seq = 1; seq <= count; ++seq)
        growth.add(hash, sha256(std::to_string(brand) + "/" + std::to_string(seq)));
    return growth.root(hash);
}

CheckpointStep advance(Database& database, std::string_view brand, bool to_the_end)
{
    Transaction transaction{database, Transaction::Kind::write};
    CheckpointStep step = advance_checkpoints(database, brand, sample_key(), EventTime{9s}, to_the_end);
    transaction.commit();
    return step;
}

}  // namespace

TEST_CASE("a checkpoint covers what was kept, is signed by the installation's key, and stays")
{
    SampleStore sample;
    stop(sample, 1);
    stop(sample, 2);
    auto const made = sample.store->proofs().cover("demo", true).value();
    REQUIRE(made.size() == 1);
    CHECK(made[0].brand == "demo");
    CHECK(made[0].count == 2);
    CHECK(made[0].at == event_time(sample.clock.now()));
    auto const keys = sample.store->proofs().keys();
    REQUIRE(keys.size() == 1);
    CHECK(is_own(keys[0]));
    CHECK(is_signed_by(made[0], keys[0].key));
    sample.close();
    sample.open();
    CHECK(sample.store->proofs().last_checkpoint("demo") == made[0]);
    CHECK(sample.store->proofs().keys() == keys);
}

TEST_CASE("nothing new makes no checkpoint, and a brand without a ledger has none")
{
    SampleStore sample;
    CHECK(sample.store->proofs().cover("demo", true).value().empty());
    stop(sample, 1);
    CHECK(sample.store->proofs().cover("demo", false).value().empty());  // No block is full.
    CHECK(sample.store->proofs().cover("demo", true).value().size() == 1);
    CHECK(sample.store->proofs().cover("demo", true).value().empty());
    CHECK(sample.store->proofs().cover("nobody", true).value().empty());
    CHECK_FALSE(sample.store->proofs().last_checkpoint("nobody"));
}

TEST_CASE("brands have checkpoints of their own")
{
    SampleStore sample;
    stop(sample, 1);
    stop(sample, 2, true);
    stop(sample, 3, true);
    CHECK(sample.store->proofs().cover("demo", true).value().at(0).count == 1);
    CHECK(sample.store->proofs().cover("sister", true).value().at(0).count == 2);
    auto const coverage = sample.store->proofs().coverage();
    REQUIRE(coverage.size() == 2);
    CHECK(coverage[0].brand == "demo");
    CHECK(coverage[0].count == 1);
    CHECK(coverage[1].last->count == 2);
}

TEST_CASE("roots are those of the whole tree, through full blocks and past them, in steps that the writer can bear")
{
    SampleStore sample;
    stop(sample, 1);
    stop(sample, 2, true);
    sample.close();
    Database database{{sample.options.path, {}}, Access::write};
    database.execute("DELETE FROM entry");
    Seq const entries = 6 * checkpoint_entries + 77;
    add_bare_entries(database, 1, 1, 1'000);
    CHECK(advance(database, "demo", true).made.at(0).root == bare_root(1, 1'000));

    add_bare_entries(database, 1, 1'001, entries);
    auto const first = advance(database, "demo", true);
    CHECK(first.more);
    REQUIRE(first.made.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(first.made[i].count == static_cast<Seq>(i + 1) * checkpoint_entries);
        CHECK(first.made[i].root == bare_root(1, first.made[i].count));
    }
    auto const second = advance(database, "demo", true);
    CHECK_FALSE(second.more);
    REQUIRE(second.made.size() == 3);
    CHECK(second.made.back().count == entries);
    CHECK(second.made.back().root == bare_root(1, entries));
    CHECK(advance(database, "demo", true).made.empty());
    // 6 blocks, 3 pairs of them, 1 pair of pairs.
    CHECK(database.integer("SELECT count(*) FROM merkle") == 10);

    add_bare_entries(database, 2, 1, 3);
    CHECK(advance(database, "sister", true).made.at(0).root == bare_root(2, 3));
}

TEST_CASE("an entry that is gone is not signed over")
{
    SampleStore sample;
    stop(sample, 1);
    sample.close();
    Database database{{sample.options.path, {}}, Access::write};
    add_bare_entries(database, 1, 2, 2 * checkpoint_entries);
    database.execute("DELETE FROM entry WHERE seq = 700");
    CHECK_THROWS_AS(advance(database, "demo", true), StoreError);
}

TEST_CASE("verify holds checkpoints that were kept elsewhere against the ledger")
{
    SampleStore sample;
    for (int n = 1; n <= 5; ++n)
        stop(sample, n);
    Checkpoint const kept = sample.store->proofs().cover("demo", true).value().at(0);
    stop(sample, 6);
    PublicKey const key = sample.store->proofs().keys().at(0).key;
    CHECK(told(verify(sample.options, {{kept}, key}).value()) == "");
    sample.close();
    auto const change = [&](std::string const& sql) {
        Database database{{sample.options.path, {}}, Access::write};
        database.execute(sql);
    };
    auto const finds = [&](Expectations const& expectations, std::string const& problem) {
        std::string const found = told(verify(sample.options, expectations).value());
        INFO(found);
        CHECK(found.find(problem) != std::string::npos);
    };
    SECTION("a tail that was cut off with all that speaks of it")
    {
        change("DELETE FROM entry WHERE seq > 3; DELETE FROM personal WHERE place & 255 > 3;"
               "DELETE FROM fact WHERE seq > 3; DELETE FROM seen WHERE place & 255 > 3;"
               "DELETE FROM alias_key WHERE subject > 3; DELETE FROM alias WHERE subject > 3;"
               "DELETE FROM subject WHERE id > 3; DELETE FROM unlinked WHERE subject > 3; DELETE FROM checkpoint;");
        CHECK(told(verify(sample.options).value()) == "");
        finds({{kept}, {}},
            "entry 5 of brand demo: is missing: a checkpoint was given that covers it, and the ledger ends at entry 3; "
            "its tail was cut off");
    }
    SECTION("another ledger")
    {
        Checkpoint other = kept;
        other.root = sha256("another root");
        other.head = sha256("another head");
        finds({{other}, {}}, "entry 5 of brand demo: a checkpoint of it was given that no key of the store has signed");
        finds({{other}, {}}, "tells another hash of it: the ledger was written anew");
        other.head = kept.head;
        finds({{other}, {}}, "tells another root of the entries up to it: the ledger was written anew");
    }
    SECTION("a brand that is not there")
    {
        Checkpoint other = kept;
        other.brand = "nobody";
        finds({{other}, {}}, "entry 5 of brand nobody: is missing");
    }
    SECTION("another key than the one that is known")
    {
        finds({{}, sample_key().public_key()},
            "entry 5 of brand demo: its checkpoint is signed by a key that does not follow from the one that was "
            "given");
    }
    SECTION("a checkpoint of the store over what is there no more")
    {
        change("UPDATE checkpoint SET count = 9");
        finds({}, "entry 9 of brand demo: its checkpoint is not signed by the key that it names");
        finds({}, "and the ledger ends at entry 6; its tail was cut off");
    }
}

TEST_CASE("verify is content with full blocks, and misses whatever is taken from their proofs")
{
    SampleStore sample;
    for (int n = 1; n <= 2'100; ++n)
        stop(sample, n);
    CHECK(sample.store->proofs().cover("demo", false).value().size() == 2);
    sample.close();
    CHECK(told(verify(sample.options).value()) == "");
    auto const [sql, problem] = GENERATE(table<std::string, std::string>({
        {"DELETE FROM checkpoint WHERE count = 1024",
            "entry 1024 of brand demo: its checkpoint is missing, though a later one is there"},
        {"DELETE FROM merkle WHERE level = 10 AND position = 1",
            "entry 2048 of brand demo: the node of level 10 that it completes is missing"},
        {"UPDATE merkle SET node = zeroblob(32) WHERE level = 11",
            "entry 2048 of brand demo: the node of level 11 that it completes is another"},
        {"INSERT INTO merkle VALUES (1, 12, 0, zeroblob(32))",
            "the table merkle has 1 nodes of brand demo over entries that are not there, the first of level 12"},
        {"UPDATE signing_key SET since = since + 1", "is not what it says of itself"},
        {"UPDATE installation SET value = 'x' WHERE key = 'signing_key'",
            "the table installation tells another signing key than the newest there is"},
    }));
    INFO(sql);
    {
        Database database{{sample.options.path, {}}, Access::write};
        database.execute(sql);
    }
    std::string const found = told(verify(sample.options).value());
    INFO(found);
    CHECK(found.find(problem) != std::string::npos);
}
