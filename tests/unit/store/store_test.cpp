#include "consentry/store/store.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <thread>

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

TEST_CASE("what was kept is there after the store was closed and opened")
{
    SampleStore sample;
    Outcome const stop = sample.tell(signal(Intent::opt_out, "baja", 1));
    sample.close();
    sample.open();
    CHECK(sample.check("marketing").event == stop.events.at(0));
    CHECK(sample.tell(signal(Intent::opt_out, "baja", 1)).duplicate);
    CHECK(sample.tell(signal(Intent::opt_out, "stop", 2, "wamid.2")).events.size() == 1);
    CHECK(sample.store->reader().events("demo", 0, 10).events.size() == 2);
}

TEST_CASE("the same item twice is entered once, also within one commit")
{
    SampleStore sample;
    Unit unit = sample.unit_of(signal(Intent::opt_out, "baja", 1));
    unit.matters.push_back(unit.matters[0]);
    auto const outcomes = sample.commit(std::move(unit)).value();
    CHECK(outcomes[0].events.size() == 1);
    CHECK(outcomes[1].duplicate);
    CHECK(sample.tell(signal(Intent::opt_out, "baja", 1)).duplicate);
    CHECK(sample.store->reader().events("demo", 0, 10).events.size() == 1);
}

TEST_CASE("what the rules refuse is told, and leaves nothing")
{
    SampleStore sample;
    Record record;
    record.contact = phone();
    record.scope = "no such scope";
    record.opted_in = false;
    Outcome const outcome = sample.tell(record);
    REQUIRE(outcome.refused);
    CHECK(sample.store->reader().events("demo", 0, 10).events.empty());
    CHECK_FALSE(sample.store->reader().subject(*sample.demo, phone()));
}

TEST_CASE("a store has one writer; who only looks needs no lock")
{
    SampleStore sample;
    sample.tell(signal(Intent::opt_out, "baja", 1));
    auto const second = Store::open(sample.options, sample.clock, sample.random, sample.log);
    REQUIRE_FALSE(second);
    CHECK(second.error().fault == Fault::busy);
    for (int i = 0; i < 2; ++i) {
        auto const view = StoreView::open(sample.options);
        REQUIRE(view);
        CHECK((*view)->reader().events("demo", 0, 10).events.size() == 1);
        sample.close();  // The second look is at a store that nobody serves.
    }
}

TEST_CASE("there is nothing to look at where no store was made, nor with a wrong key")
{
    SampleStore sample{false};
    CHECK(StoreView::open(sample.options).error().fault == Fault::not_found);
    CHECK_FALSE(std::filesystem::exists(sample.options.path));
    sample.open();
    sample.tell(signal(Intent::opt_out, "baja", 1));
    std::filesystem::remove(sample.options.suppression_key);
    CHECK(StoreView::open(sample.options).error().fault == Fault::unprocessable);
}

TEST_CASE("a store that cannot be made is refused in words")
{
    SampleStore sample{false};
    sample.options.path = sample.folder / "nowhere" / "store.db";
    auto const opened = Store::open(sample.options, sample.clock, sample.random, sample.log);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().fault == Fault::unavailable);
}

TEST_CASE("a foreign file is refused and not touched")
{
    SampleStore sample{false};
    std::string const foreign = "phone;state\n34600111222;out\n";
    std::ofstream{sample.options.path} << foreign;
    auto const opened = Store::open(sample.options, sample.clock, sample.random, sample.log);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().fault == Fault::unprocessable);
    std::ifstream file{sample.options.path};
    CHECK(std::string{std::istreambuf_iterator{file}, {}} == foreign);
}

TEST_CASE("nothing of a person stands in the store's unique keys or chained fields")
{
    SampleStore sample;
    sample.tell(
        from({phone(), user()}, signal(Intent::opt_out, "no me escribáis más", 1, "wamid.HBgLMzQ2MDAxMTEyMjI")));
    sample.close();
    std::ifstream file{sample.options.path, std::ios::binary};
    std::string const bytes{std::istreambuf_iterator{file}, {}};
    auto const count = [&](std::string_view what) {
        int found = 0;
        for (auto at = bytes.find(what); at != std::string::npos; at = bytes.find(what, at + 1))
            ++found;
        return found;
    };
    CHECK(count("34600111222") == 2);                // Its alias, and what is personal of the entry.
    CHECK(count("ES.13491208655302741918") == 2);    // Likewise.
    CHECK(count("wamid.HBgLMzQ2MDAxMTEyMjI") == 1);  // What is personal of the entry.
}

TEST_CASE("the hook hears of every commit that brought something")
{
    SampleStore sample;
    std::promise<void> heard;
    sample.store->on_commit([&, told = false]() mutable {
        if (!std::exchange(told, true))
            heard.set_value();
    });
    sample.tell(signal(Intent::opt_out, "baja", 1));
    heard.get_future().wait();
    WriterStatus const status = sample.store->status();
    CHECK(status.commits == 1);
    CHECK(status.units_kept == 1);
    CHECK(status.log_pages > 0);
    CHECK(status.trouble.empty());
}

TEST_CASE("a ping is answered by the writer, on its own thread")
{
    SampleStore sample;
    std::promise<std::thread::id> answered;
    sample.store->ping([&] { answered.set_value(std::this_thread::get_id()); });
    CHECK(answered.get_future().get() != std::this_thread::get_id());
    sample.store->stop();
    bool late = false;
    sample.store->ping([&] { late = true; });
    CHECK_FALSE(late);
}
