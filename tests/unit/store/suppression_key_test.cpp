#include "store/suppression_key.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <sys/stat.h>

using namespace consentry;
using namespace consentry::store;
using namespace std::literals;

namespace {

std::string content(std::filesystem::path const& path)
{
    std::ifstream file{path};
    std::string line;
    std::getline(file, line);
    return line;
}

Result<std::unique_ptr<Store>> reopen(SampleStore& sample)
{
    return Store::open(sample.options, sample.clock, sample.random, sample.log);
}

}  // namespace

TEST_CASE("the first start makes a key that only its owner can read")
{
    SampleStore const sample;
    struct ::stat status{};
    REQUIRE(::stat(sample.options.suppression_key.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK(from_base64(content(sample.options.suppression_key)).value().size() == suppression_key_size);
}

TEST_CASE("a key that is there already is taken, and written over by nobody")
{
    SampleStore sample{false};
    std::string const line = to_base64(as_octets("thirty-two bytes of a made-up key"sv.substr(0, 32)));
    std::ofstream{sample.options.suppression_key} << line << "\r\n";
    sample.open();
    CHECK(content(sample.options.suppression_key) == line + "\r");
    CHECK_FALSE(make_suppression_key(sample.options.suppression_key, sample.random));
    CHECK(content(sample.options.suppression_key) == line + "\r");
}

TEST_CASE("a store with entries does not open without its key, or with another")
{
    SampleStore sample;
    sample.tell(consent::signal(consent::Intent::opt_out, "baja", 1));
    sample.close();
    SECTION("missing")
    {
        std::filesystem::remove(sample.options.suppression_key);
        auto const opened = reopen(sample);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().fault == Fault::unprocessable);
        CHECK(opened.error().detail.find("is missing, but the store has entries") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(sample.options.suppression_key));
    }
    SECTION("another")
    {
        std::filesystem::remove(sample.options.suppression_key);
        REQUIRE(make_suppression_key(sample.options.suppression_key, sample.random));
        auto const opened = reopen(sample);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().detail.find("is not the one") != std::string::npos);
    }
    SECTION("cut off")
    {
        std::filesystem::resize_file(sample.options.suppression_key, 20);
        auto const opened = reopen(sample);
        REQUIRE_FALSE(opened);
        CHECK(opened.error().detail.find("base64 for 32 bytes") != std::string::npos);
    }
    SECTION("its own") { CHECK(reopen(sample)); }
}

TEST_CASE("a store without entries takes a new key")
{
    SampleStore sample;
    sample.close();
    std::filesystem::remove(sample.options.suppression_key);
    sample.open();
    sample.tell(consent::signal(consent::Intent::opt_out, "baja", 1));
    sample.close();
    CHECK(reopen(sample));
}

TEST_CASE("a key that cannot be written is told, and nothing is left of it")
{
    test::TemporaryFolder const folder;
    test::SeededRandom random;
    auto const made = make_suppression_key(folder / "nowhere" / "store.key", random);
    REQUIRE_FALSE(made);
    CHECK(made.error().fault == Fault::unavailable);
}
