#include "consentry/store/journal.hpp"

#include "store/files.hpp"
#include "store/journal_folder.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <future>
#include <thread>

using namespace consentry;
using namespace consentry::store;
using namespace std::chrono_literals;
using intake::Gap;
using intake::JournalRecord;

namespace {

struct HandClock final : Clock {
    std::atomic<Instant> at{*parse_rfc3339("2026-11-25T07:30:00Z")};
    Instant now() const override { return at; }
};

/// A journal in a folder that outlives it.
struct Bench {
    test::TemporaryFolder folder;
    HandClock clock;
    SilentLog log;
    Alarms alarms{clock, log};
    JournalBounds bounds{std::chrono::days{7}, 16'000'000};
    std::unique_ptr<FileJournal> journal = open();

    std::unique_ptr<FileJournal> open()
    {
        auto opened = FileJournal::open(folder / "journal", bounds, clock, alarms);
        REQUIRE(opened);
        return std::move(*opened);
    }

    void reopen()
    {
        journal.reset();
        journal = open();
    }

    Result<void> keep(std::string body, std::string_view app = "", std::string brand = "")
    {
        JournalRecord record;
        record.received_at = clock.now();
        record.gaps = {Gap::unknown_field};
        record.brand = std::move(brand);
        record.signature = Hmac{app}({body});
        record.body = std::move(body);
        std::promise<Result<void>> promise;
        journal->keep(std::move(record), [&](Result<void> outcome) { promise.set_value(std::move(outcome)); });
        return promise.get_future().get();
    }

    std::vector<JournalRecord> all(std::string const& after = {}) const
    {
        std::vector<JournalRecord> records;
        journal->for_each(after, [&](JournalRecord const& record) {
            records.push_back(record);
            return true;
        });
        return records;
    }

    std::vector<std::string> bodies() const
    {
        std::vector<std::string> texts;
        for (JournalRecord const& record : all())
            texts.push_back(record.body);
        return texts;
    }

    bool stands(AlarmCode code) const
    {
        auto const standing = alarms.all();
        return std::ranges::find(standing, code, &Alarm::code) != standing.end();
    }
};

}  // namespace

TEST_CASE("what is kept is there after the end of the program, in the order in which it came")
{
    Bench bench;
    for (std::string const body : {"one", "two", "three"})
        REQUIRE(bench.keep(body));
    bench.reopen();
    CHECK(bench.bodies() == std::vector<std::string>{"one", "two", "three"});
    REQUIRE(bench.keep("four"));
    CHECK(bench.bodies().back() == "four");
    CHECK(bench.journal->status().records == 4);
}

TEST_CASE("the same body again is on disk already")
{
    Bench bench;
    REQUIRE(bench.keep("one"));
    REQUIRE(bench.keep("one"));
    CHECK(bench.bodies() == std::vector<std::string>{"one"});
}

TEST_CASE("the same body of another app, or to another brand's path, may be another brand's to hear and is kept too")
{
    Bench bench;
    REQUIRE(bench.keep("one", "an app"));
    REQUIRE(bench.keep("one", "another app"));
    REQUIRE(bench.keep("one", "an app", "demo"));
    CHECK(bench.bodies().size() == 3);
}

TEST_CASE("what comes again when the first of it has left the journal is kept again")
{
    Bench bench;
    REQUIRE(bench.keep("one"));
    bench.clock.at = bench.clock.now() + 7 * 24h + 2h;
    REQUIRE(bench.keep("one"));
    auto const all = bench.all();
    REQUIRE(all.size() == 1);
    CHECK(all[0].received_at == bench.clock.now());
}

TEST_CASE("it is gone through from any record on, one that is settled or gone included")
{
    Bench bench;
    for (std::string const body : {"one", "two"})
        REQUIRE(bench.keep(body));
    bench.clock.at = bench.clock.now() + 1h;
    REQUIRE(bench.keep("three"));
    auto const all = bench.all();
    REQUIRE(all.size() == 3);
    CHECK(bench.all(all[0].id).size() == 2);
    REQUIRE(bench.journal->settle(all[0].id));
    REQUIRE(bench.journal->settle(all[1].id));
    CHECK(bench.all(all[1].id).size() == 1);
    bench.reopen();
    CHECK(bench.all(all[1].id).size() == 1);
    CHECK(bench.all(all[2].id).empty());
}

TEST_CASE("what is settled is not met again, not after a restart either, and a file of which all is settled goes")
{
    Bench bench;
    REQUIRE(bench.keep("one"));
    REQUIRE(bench.keep("two"));
    REQUIRE(bench.journal->settle(bench.all()[0].id));
    CHECK(bench.bodies() == std::vector<std::string>{"two"});
    bench.reopen();
    CHECK(bench.bodies() == std::vector<std::string>{"two"});
    REQUIRE(bench.journal->settle(bench.all()[0].id));
    bench.reopen();
    CHECK(std::filesystem::is_empty(bench.folder / "journal"));
}

TEST_CASE("what is older than its time goes, and nobody is alarmed")
{
    Bench bench;
    REQUIRE(bench.keep("old"));
    bench.clock.at = bench.clock.now() + 7 * 24h + 2h;
    bench.reopen();
    CHECK(bench.bodies().empty());
    CHECK_FALSE(bench.stands(AlarmCode::journal_dropped));
}

TEST_CASE("where the journal is full the oldest goes before its time, and an alarm tells of it")
{
    Bench bench;
    for (int i = 0; i < 20; ++i)
        REQUIRE(bench.keep(std::to_string(i) + std::string(1'000'000, 'x')));
    auto const bodies = bench.bodies();
    CHECK(bench.journal->status().bytes <= 16'000'000);
    CHECK(bodies.size() >= 13);
    CHECK(bodies.back().starts_with("19x"));
    CHECK(bench.stands(AlarmCode::journal_dropped));
    CHECK(bench.stands(AlarmCode::journal_growing));
}

TEST_CASE("a journal that cannot be written says so, and goes on when it can")
{
    Bench bench;
    REQUIRE(bench.keep("one"));
    std::filesystem::rename(bench.folder / "journal", bench.folder / "elsewhere");
    bench.clock.at = bench.clock.now() + 1h;  // The next one needs a file of its own.
    auto const refused = bench.keep("two");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fault == Fault::unavailable);
    CHECK(bench.stands(AlarmCode::journal_failing));
    std::filesystem::rename(bench.folder / "elsewhere", bench.folder / "journal");
    REQUIRE(bench.keep("two"));
    CHECK_FALSE(bench.stands(AlarmCode::journal_failing));
    CHECK(bench.bodies() == std::vector<std::string>{"one", "two"});
}

TEST_CASE("its thread answers, so that one that hangs is known")
{
    Bench bench;
    std::promise<std::thread::id> answered;
    bench.journal->ping([&] { answered.set_value(std::this_thread::get_id()); });
    CHECK(answered.get_future().get() != std::this_thread::get_id());
}

TEST_CASE("what could not be written leaves no file behind")
{
    Bench bench;
    struct rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    auto const former = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit const none{0, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
    bool const kept = bench.keep("one").has_value();
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, former);
    CHECK_FALSE(kept);
    CHECK(std::filesystem::is_empty(bench.folder / "journal"));
    REQUIRE(bench.keep("one"));
    bench.reopen();
    CHECK(bench.bodies() == std::vector<std::string>{"one"});
}

TEST_CASE("only the owner can read what people wrote")
{
    Bench bench;
    REQUIRE(bench.keep("one"));
    using std::filesystem::perms;
    CHECK(std::filesystem::status(bench.folder / "journal").permissions() == perms::owner_all);
    for (auto const& file : std::filesystem::directory_iterator{bench.folder / "journal"})
        CHECK(file.status().permissions() == (perms::owner_read | perms::owner_write));
}

TEST_CASE("the folder can be read beside the journal, damaged records and settled ones included")
{
    Bench bench;
    REQUIRE(bench.keep("one"));
    REQUIRE(bench.keep("two"));
    REQUIRE(bench.journal->settle(bench.all()[0].id));
    std::filesystem::path file;
    for (auto const& entry : std::filesystem::directory_iterator{bench.folder / "journal"}) {
        if (entry.path().extension() == slice_suffix)
            file = entry.path();
    }
    std::ofstream{file, std::ios::app} << "half a record";
    std::vector<JournalLine> lines;
    auto const take = [&](JournalLine const& line) { lines.push_back(line); };
    read_journal(bench.folder / "journal", take);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].settled);
    CHECK_FALSE(lines[1].settled);
    CHECK_FALSE(lines[2].trouble.empty());
    read_journal(bench.folder / "nowhere", take);
    CHECK(lines.size() == 3);
}
