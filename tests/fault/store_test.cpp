// The store fails at every step in turn, once or from then on; then it is opened again before anybody looks. Nothing
// that was acknowledged may be missing, nothing may be there by halves.
#include "consentry/store/verify.hpp"

#include "faulty_disk.hpp"
#include "support/catch.hpp"
#include "unit/store/sample_store.hpp"

#include <set>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;
using test::Lasts;
using test::Trouble;

namespace {

/// A unit of two matters, so that half of it could be missing.
Unit unit_of(SampleStore& sample, int number)
{
    std::string const id = "wamid." + std::to_string(number);
    Unit unit = sample.unit_of(
        from(phone("3460011" + std::to_string(1000 + number)), signal(Intent::opt_out, "baja", number, id + ".a")));
    unit.matters.push_back(
        sample.unit_of(from(user("ES.1" + std::to_string(number)), signal(Intent::decline, "no", number, id + ".b")))
            .matters[0]);
    return unit;
}

constexpr int units = 4;

/// Which of the units were acknowledged.
std::vector<bool> commit_all(SampleStore& sample)
{
    std::vector<bool> acknowledged;
    for (int i = 0; i < units; ++i) {
        auto const result = sample.commit(unit_of(sample, i));
        if (!result)
            CHECK(result.error().fault == Fault::unavailable);
        acknowledged.push_back(result.has_value());
    }
    return acknowledged;
}

/// The items that have an entry, by message id.
std::multiset<std::string> items_of(SampleStore& sample)
{
    std::multiset<std::string> items;
    for (Event const& event : sample.store->reader().events("demo", 0, 1'000).events)
        items.insert(event.message_id);
    return items;
}

void check_whole(SampleStore& sample, std::vector<bool> const& acknowledged)
{
    std::multiset<std::string> const items = items_of(sample);
    for (int i = 0; i < units; ++i) {
        std::string const id = "wamid." + std::to_string(i);
        INFO("unit " << i << (acknowledged[static_cast<std::size_t>(i)] ? ", acknowledged" : ""));
        CHECK(items.count(id + ".a") == items.count(id + ".b"));
        CHECK(items.count(id + ".a") <= 1);
        if (acknowledged[static_cast<std::size_t>(i)])
            CHECK(items.count(id + ".a") == 1);
    }
    Result<Verification> const found = verify(sample.options);
    REQUIRE(found);
    INFO((found->problems.empty() ? "" : found->problems[0]));
    CHECK(found->problems_found == 0);
}

}  // namespace

TEST_CASE("wherever the disk fails, what was acknowledged is there and nothing is torn")
{
    auto const trouble
        = GENERATE(Trouble::write_fails, Trouble::disk_is_full, Trouble::flush_fails, Trouble::read_fails);
    auto const lasts = GENERATE(Lasts::once, Lasts::from_then_on);
    std::mt19937 random{17};
    for (int steps = 0;; ++steps) {
        INFO("trouble " << static_cast<int>(trouble) << (lasts == Lasts::once ? ", once," : ", lasting,") << " after "
                        << steps << " operations");
        test::FaultyDisk disk;
        SampleStore sample{false};
        sample.options.file_system = disk.name();
        sample.open();
        disk.fail_after(steps, trouble, lasts);
        std::vector<bool> const acknowledged = commit_all(sample);
        bool const came = disk.has_failed();
        disk.fail_after(0, Trouble::write_fails, Lasts::from_then_on);  // Nothing can be tidied up any more.
        sample.close();
        disk.heal();
        disk.cut_power(random);

        sample.open();
        check_whole(sample, acknowledged);
        // What was refused comes again, as Meta would send it, and what was kept comes again, too.
        CHECK(commit_all(sample) == std::vector<bool>(units, true));
        check_whole(sample, std::vector<bool>(units, true));
        if (!came) {
            CHECK(acknowledged == std::vector<bool>(units, true));
            break;  // Every point of failure has been visited.
        }
    }
}

TEST_CASE("what a killed process had written and not flushed is acknowledged as a repetition only once it is safe")
{
    std::mt19937 random{19};
    for (int round = 0; round < 50; ++round) {
        test::FaultyDisk disk;
        SampleStore sample{false};
        sample.options.file_system = disk.name();
        sample.open();
        REQUIRE(sample.commit(unit_of(sample, 0)));
        disk.fail_after(0, Trouble::flush_fails, Lasts::from_then_on);
        REQUIRE_FALSE(sample.commit(unit_of(sample, 1)));
        disk.kill();
        sample.close();
        disk.heal();

        sample.open();
        REQUIRE(sample.commit(unit_of(sample, 1)));
        disk.kill();
        sample.close();
        disk.heal();
        disk.cut_power(random);

        INFO("power cut " << round);
        sample.open();
        CHECK(items_of(sample) == std::multiset<std::string>{"wamid.0.a", "wamid.0.b", "wamid.1.a", "wamid.1.b"});
        CHECK(verify(sample.options)->problems_found == 0);
    }
}

TEST_CASE("a store whose disk was full goes on by itself when there is room")
{
    test::FaultyDisk disk;
    SampleStore sample{false};
    sample.options.file_system = disk.name();
    sample.open();
    REQUIRE(sample.commit(unit_of(sample, 0)));
    disk.fail_after(0, Trouble::disk_is_full, Lasts::from_then_on);
    for (int i = 1; i < 3; ++i) {
        auto const refused = sample.commit(unit_of(sample, i));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().fault == Fault::unavailable);
        CHECK(refused.error().detail.find("the disk is full") != std::string::npos);
        CHECK(sample.store->status().trouble == refused.error().detail);
        CHECK(sample.check("marketing", phone("34600111000")).state == State::opted_out);
    }
    disk.heal();
    CHECK(sample.commit(unit_of(sample, 1)));
    CHECK(sample.store->status().trouble.empty());
    CHECK(items_of(sample).size() == 4);
    CHECK(verify(sample.options)->problems_found == 0);
}

TEST_CASE("a store that fails while it is made can be made afterwards")
{
    auto const trouble = GENERATE(Trouble::write_fails, Trouble::flush_fails, Trouble::read_fails);
    std::mt19937 random{18};
    for (int steps = 0;; ++steps) {
        INFO("trouble " << static_cast<int>(trouble) << " after " << steps << " operations");
        test::FaultyDisk disk;
        SampleStore sample{false};
        sample.options.file_system = disk.name();
        disk.fail_after(steps, trouble, Lasts::from_then_on);
        {
            auto const opened = Store::open(sample.options, sample.clock, sample.random, sample.log);
            if (!opened)
                CHECK_FALSE(opened.error().detail.empty());
        }
        bool const came = disk.has_failed();
        disk.heal();
        disk.cut_power(random);
        auto opened_again = Store::open(sample.options, sample.clock, sample.random, sample.log);
        INFO((opened_again ? "" : opened_again.error().detail));
        REQUIRE(opened_again);
        sample.store = std::move(*opened_again);
        CHECK(sample.commit(unit_of(sample, 0)));
        CHECK(verify(sample.options)->problems_found == 0);
        if (!came)
            break;
    }
}
