// What far systems gave in exchange for what was configured, kept on disk and told to nobody.
#include "consentry/forward/token_keeper.hpp"
#include "consentry/store/backup.hpp"
#include "store/database.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <iterator>

using namespace consentry;
using namespace consentry::store;

namespace {

Result<void> keep(SampleStore& sample, std::string name, std::string token)
{
    std::promise<Result<void>> kept;
    auto waiting = kept.get_future();
    sample.store->tokens().keep_token(
        std::move(name), std::move(token), [&kept](Result<void> result) { kept.set_value(std::move(result)); });
    return waiting.get();
}

std::optional<std::string> kept(SampleStore& sample, std::string const& name)
{
    return sample.store->tokens().kept_token(name);
}

std::string octets_of(std::filesystem::path const& path)
{
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("the latest token of a name is kept, also when the store opens again")
{
    SampleStore sample;
    CHECK_FALSE(kept(sample, "crm/1"));
    REQUIRE(keep(sample, "crm/1", "first"));
    REQUIRE(keep(sample, "crm/2", "other"));
    CHECK(kept(sample, "crm/1") == "first");
    REQUIRE(keep(sample, "crm/1", "second"));
    sample.close();
    sample.open();
    CHECK(kept(sample, "crm/1") == "second");
    CHECK(kept(sample, "crm/2") == "other");
    CHECK_FALSE(kept(sample, "crm/3"));
}

TEST_CASE("neither a store nor its backup tells a token, or whose it is; a restore has it")
{
    SampleStore sample;
    REQUIRE(keep(sample, "hubspot/whose", "pat-na1-what-opens-it"));
    std::filesystem::path const copy = sample.folder / "copy.db";
    REQUIRE(backup(sample.options, copy));
    REQUIRE(keep(sample, "hubspot/whose", "pat-na1-and-its-successor"));
    std::string const log = octets_of(sample.options.path.string() + "-wal");
    sample.close();
    for (std::string const& octets : {octets_of(sample.options.path), octets_of(copy), log}) {
        REQUIRE(octets.size() > 4'096);
        CHECK(octets.find("pat-na1") == std::string::npos);
        CHECK(octets.find("whose") == std::string::npos);
    }
    REQUIRE(restore(sample.options, copy, true, event_time(sample.clock.now())));
    sample.open();
    CHECK(kept(sample, "hubspot/whose") == "pat-na1-what-opens-it");
}

TEST_CASE("a token that was changed, or stands in another's row, is not taken for one")
{
    SampleStore sample;
    REQUIRE(keep(sample, "crm/1", "first"));
    REQUIRE(keep(sample, "crm/2", "other"));
    sample.close();
    {
        Database database{{sample.options.path, {}}, Access::write};
        if (GENERATE(false, true))
            database.execute("UPDATE token SET sealed = zeroblob(length(sealed))");
        else
            database.execute("UPDATE token SET sealed = (SELECT other.sealed FROM token AS other WHERE other.key <> "
                             "token.key)");
    }
    sample.open();
    CHECK_THROWS_AS(kept(sample, "crm/1"), StoreError);
}

TEST_CASE("what a store that closes cannot keep any more is told to have failed")
{
    SampleStore sample;
    sample.store->stop();
    Result<void> const late = keep(sample, "crm/1", "late");
    REQUIRE_FALSE(late);
    CHECK(late.error().fault == Fault::unavailable);
    CHECK_FALSE(kept(sample, "crm/1"));
}
