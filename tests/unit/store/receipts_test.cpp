// Answers that are kept for a day, so that a request which comes again is answered as before.
#include "sample_store.hpp"
#include "store/database.hpp"
#include "support/catch.hpp"

#include <fstream>

using namespace consentry;
using namespace consentry::store;
using namespace std::chrono_literals;
using consent::Request;

namespace {

Request request(std::string name, std::string_view body = R"({"contact":"+34600111222"})")
{
    return {std::move(name), sha256(body)};
}

/// A STOP whose answer is to be kept.
consent::Unit stop(SampleStore& sample, Request asked, std::string answer, std::string message_id = "wamid.1")
{
    consent::Unit unit = sample.unit_of(consent::signal(consent::Intent::opt_out, "baja", 5, std::move(message_id)));
    unit.receipt = consent::Receipt{
        std::move(asked), [answer](std::span<consent::Outcome const> outcomes) {
            return answer.empty() ? answer : answer + " " + std::to_string(outcomes.front().events.size());
        }};
    return unit;
}

std::optional<consent::Recalled> find(SampleStore& sample, Request const& asked)
{
    return sample.store->receipts().find(asked, sample.clock.now());
}

std::int64_t rows(SampleStore const& sample)
{
    return Database{{sample.options.path, {}}, Access::read}.integer("SELECT count(*) FROM receipt");
}

}  // namespace

TEST_CASE("an answer is kept with what it answers, and found by the same request")
{
    SampleStore sample;
    CHECK_FALSE(find(sample, request("a")));
    REQUIRE(sample.commit(stop(sample, request("a"), "events:")));
    REQUIRE(find(sample, request("a")));
    CHECK(find(sample, request("a"))->answer == "events: 1");
    CHECK_FALSE(find(sample, request("b")));

    SECTION("with another body it is another request, and said to be")
    {
        REQUIRE(find(sample, request("a", "{}")));
        CHECK_FALSE(find(sample, request("a", "{}"))->answer);
    }
    SECTION("and after a restart as well")
    {
        sample.close();
        sample.open();
        CHECK(find(sample, request("a"))->answer == "events: 1");
    }
}

TEST_CASE("a unit without matters keeps an answer, too")
{
    SampleStore sample;
    consent::Unit unit;
    unit.receipt = consent::Receipt{request("a"), [](auto) { return std::string{"done"}; }};
    REQUIRE(sample.commit(std::move(unit)));
    CHECK(find(sample, request("a"))->answer == "done");
}

TEST_CASE("an answer that is not worth keeping is not kept")
{
    SampleStore sample;
    REQUIRE(sample.commit(stop(sample, request("a"), "")));
    CHECK_FALSE(find(sample, request("a")));
    CHECK(rows(sample) == 0);
}

TEST_CASE("an answer counts for a day and is forgotten then")
{
    SampleStore sample;
    REQUIRE(sample.commit(stop(sample, request("a"), "first:")));
    sample.clock.set(sample.clock.now() + 24h - 1ms);
    CHECK(find(sample, request("a")));
    sample.clock.set(sample.clock.now() + 1ms);
    CHECK_FALSE(find(sample, request("a")));

    SECTION("the same key is then free for another request")
    {
        REQUIRE(sample.commit(stop(sample, request("a", "{}"), "second:", "wamid.2")));
        CHECK(find(sample, request("a", "{}"))->answer == "second: 1");
        CHECK(rows(sample) == 1);
    }
    SECTION("whatever is kept next takes it along")
    {
        REQUIRE(sample.commit(stop(sample, request("b"), "other:", "wamid.2")));
        CHECK(rows(sample) == 1);
    }
    SECTION("and if nothing is, tidying up does")
    {
        CHECK(sample.store->tidy());
        CHECK_FALSE(sample.store->tidy());
        sample.close();
        CHECK(rows(sample) == 0);
    }
}

TEST_CASE("what is kept tells nobody who has the store what was asked or answered")
{
    SampleStore sample;
    consent::Unit unit;
    unit.receipt = consent::Receipt{request("a key of the shop"), [](auto) { return R"({"contact":"+34600111222"})"; }};
    REQUIRE(sample.commit(std::move(unit)));
    sample.close();
    std::ifstream file{sample.options.path, std::ios::binary};
    std::string const octets{std::istreambuf_iterator<char>{file}, {}};
    REQUIRE(octets.size() > 4096);
    CHECK(octets.find("34600111222") == std::string::npos);
    CHECK(octets.find("a key of the shop") == std::string::npos);
}
