#include "store/writer.hpp"

#include "store/schema.hpp"
#include "store/transaction.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

#include <latch>

using namespace consentry;
using namespace consentry::store;
using consent::Outcome;
using consent::Records;

namespace {

/// Tells when the store recovers.
class RecoveryLog final : public Log {
public:
    void write(Severity, std::string_view event, std::initializer_list<LogField>) override
    {
        if (event == "store.failing")
            ++failures;
        if (event == "store.unit_failed")
            ++units_failed;
        if (event == "store.recovered")
            recovered.count_down();
    }
    int failures = 0;
    int units_failed = 0;
    std::latch recovered{1};
};

/// A writer whose units append one entry each, and do as their text says besides.
class Bench {
public:
    explicit Bench(WriterLimits limits = {})
    {
        limits.probe_every = std::chrono::milliseconds{1};
        limits.group_time = std::chrono::minutes{1};  // What waits together comes together, however slow the machine.
        Database database{location, Access::write};
        migrate(database);
        handle = database.handle();
        writer.emplace(
            std::move(database),
            [this](Records& records, consent::Matter const& matter, Instant) {
                auto const* const record = std::get_if<consent::Record>(&matter.what);
                return apply(records, record ? record->origin : std::get<consent::Signal>(matter.what).text);
            },
            clock, log, nullptr, limits);
    }

    static consent::Unit unit(std::string text)
    {
        consent::Signal signal;
        signal.text = std::move(text);
        consent::Unit unit;
        unit.matters.push_back({nullptr, {}, std::move(signal)});
        return unit;
    }

    /// What the business tells, and can wait.
    static consent::Unit bulk(std::string text)
    {
        consent::Record record;
        record.origin = std::move(text);
        consent::Unit unit;
        unit.bulk = true;
        unit.matters.push_back({nullptr, {}, std::move(record)});
        return unit;
    }

    void commit(consent::Unit unit) { writer->commit(std::move(unit), answer()); }
    void commit(std::string text) { commit(unit(std::move(text))); }

    consent::Ledger::Done answer()
    {
        return [this](Result<std::vector<Outcome>> result) {
            std::scoped_lock const lock{mutex};
            answers.push_back(
                result ? result->empty() ? "nothing" : result->at(0).events.at(0) : result.error().detail);
            if (!result)
                faults.push_back(result.error().fault);
        };
    }

    /// A unit that keeps the writer busy until `release` is called; returns once it does.
    void hold_writer()
    {
        commit("wait");
        held.wait();
    }
    void release() { released.count_down(); }

    /// The texts in the store, in the order of the ledger.
    std::vector<std::string> kept() const
    {
        Database const database{location, Access::read};
        return database.prepare("SELECT fields FROM entry ORDER BY place").all([](Row row) {
            return std::string{row.text(0)};
        });
    }

    test::TemporaryFolder folder;
    Location location{folder / "store.db", {}};
    HandClock clock;
    RecoveryLog log;
    sqlite3* handle = nullptr;
    std::latch held{1};
    std::latch released{1};
    std::mutex mutex;
    std::vector<std::string> answers;
    std::vector<Fault> faults;
    int applied = 0;
    int refusals = 1;  ///< How many commits the commit hook refuses, where it is set.
    std::optional<Writer> writer;

private:
    Outcome apply(Records& records, std::string const& text)
    {
        ++applied;
        if (text == "wait" && applied == 1) {
            held.count_down();
            released.wait();
        }
        consent::Entry entry;
        entry.seq = records.head("demo").seq + 1;
        entry.fields = text;
        if (text.starts_with("same again"))
            return {};
        records.append("demo", 1, entry, {});
        if (text.starts_with("bad"))
            throw std::runtime_error(text);
        if (text.starts_with("damaged"))
            throw StoreError{SQLITE_CORRUPT_INDEX, text};
        Outcome outcome;
        outcome.events.push_back(text);
        return outcome;
    }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("units that are waiting share one commit, in the order in which they came")
{
    Bench bench;
    bench.hold_writer();
    for (char const* const text : {"a", "b", "c"})
        bench.commit(text);
    bench.release();
    bench.writer->stop();
    CHECK(bench.answers == Texts{"wait", "a", "b", "c"});
    CHECK(bench.kept() == Texts{"wait", "a", "b", "c"});
    CHECK(bench.writer->status().commits == 1);
    CHECK(bench.writer->status().units_kept == 4);
}

TEST_CASE("a group has a limit")
{
    WriterLimits limits;
    limits.group_units = 2;
    Bench bench{limits};
    bench.hold_writer();
    for (char const* const text : {"a", "b", "c", "d"})
        bench.commit(text);
    bench.release();
    bench.writer->stop();
    CHECK(bench.answers == Texts{"wait", "a", "b", "c", "d"});
    CHECK(bench.writer->status().commits == 3);
}

TEST_CASE("a unit that fails is undone alone")
{
    Bench bench;
    bench.hold_writer();
    for (char const* const text : {"a", "bad luck", "b", "bad day", "c"})
        bench.commit(text);
    bench.release();
    bench.writer->stop();
    CHECK(bench.answers == Texts{"wait", "a", "bad luck", "b", "bad day", "c"});
    CHECK(bench.faults == std::vector{Fault::unavailable, Fault::unavailable});
    CHECK(bench.kept() == Texts{"wait", "a", "b", "c"});
    CHECK(bench.writer->status().units_failed == 2);
    CHECK(bench.writer->status().trouble.empty());
}

TEST_CASE("a unit that fails alone does not fail in silence, and damage is the trouble of all")
{
    Bench bench;
    bench.hold_writer();
    bench.commit("damaged page");
    bench.commit("a");
    bench.release();
    bench.log.recovered.wait();  // The next group goes well again.
    CHECK(bench.log.units_failed == 1);
    CHECK(bench.log.failures == 1);
    bench.writer->stop();
    CHECK(bench.kept() == Texts{"wait", "a"});
}

TEST_CASE("all matters of a unit are kept, or none")
{
    Bench bench;
    consent::Unit unit = Bench::unit("a");
    unit.matters.push_back(Bench::unit("bad").matters[0]);
    bench.commit(std::move(unit));
    bench.commit("b");
    bench.commit(consent::Unit{});
    bench.writer->stop();
    CHECK(bench.answers == Texts{"bad", "b", "nothing"});
    CHECK(bench.kept() == Texts{"b"});
}

TEST_CASE("if the commit fails every unit of the group is told, and the store recovers by itself")
{
    Bench bench;
    bench.hold_writer();
    bench.commit("a");
    sqlite3_commit_hook(
        bench.handle, [](void* refusals) { return (*static_cast<int*>(refusals))-- > 0 ? 1 : 0; }, &bench.refusals);
    bench.release();
    bench.log.recovered.wait();
    CHECK(bench.log.failures == 1);
    CHECK(bench.writer->status().trouble.empty());
    CHECK(bench.faults == std::vector{Fault::unavailable, Fault::unavailable});
    bench.commit("b");
    bench.writer->stop();
    CHECK(bench.answers.back() == "b");
    CHECK(bench.kept() == Texts{"b"});
}

TEST_CASE("while the store is in trouble a unit that writes nothing does not pass for a recovery")
{
    Bench bench;
    bench.hold_writer();
    bench.refusals = 2;
    sqlite3_commit_hook(
        bench.handle, [](void* refusals) { return (*static_cast<int*>(refusals))-- > 0 ? 1 : 0; }, &bench.refusals);
    bench.release();
    bench.commit("same again");  // SQLite asks the hook only where something was written.
    bench.log.recovered.wait();
    bench.writer->stop();
    CHECK(bench.refusals <= 0);
}

TEST_CASE("where not even a transaction can begin everybody is told, and nobody waits for ever")
{
    Bench bench;
    bench.hold_writer();
    sqlite3_busy_timeout(bench.handle, 0);
    bench.release();
    Database other{bench.location, Access::write};
    std::string told;
    {
        Transaction const held_by_another{other, Transaction::Kind::write};
        bench.commit("a");
        bench.writer->submit([](Database&) {}, [&](Result<void> result) { told = result.error().detail; });
        bench.writer->stop();
    }
    CHECK(bench.answers.back().find("another program holds the store") != std::string::npos);
    CHECK(told == bench.answers.back());
    CHECK(bench.kept() == Texts{"wait"});
}

TEST_CASE("more than the queue holds is refused at once, and nothing after the end is taken")
{
    WriterLimits limits;
    limits.queue = 2;
    Bench bench{limits};
    bench.hold_writer();
    for (char const* const text : {"a", "b", "one too many"})
        bench.commit(text);
    CHECK(bench.faults == std::vector{Fault::busy});
    CHECK(bench.writer->status().queued == 2);
    bench.release();
    bench.writer->stop();
    CHECK(bench.kept() == Texts{"wait", "a", "b"});
    bench.commit("too late");
    CHECK(bench.faults == std::vector{Fault::busy, Fault::unavailable});
    CHECK(bench.kept().size() == 3);
}

TEST_CASE("what is queued when the end comes is kept")
{
    Bench bench;
    bench.hold_writer();
    for (int i = 0; i < 100; ++i)
        bench.commit(std::to_string(i));
    bool job_done = false;
    bench.writer->submit([](Database&) {}, [&](Result<void> result) { job_done = result.has_value(); });
    std::thread ending{[&] { bench.writer->stop(); }};
    bench.release();
    ending.join();
    CHECK(bench.kept().size() == 101);
    CHECK(job_done);
}

TEST_CASE("the hook is called when something was kept, after its owners know")
{
    Bench bench;
    std::vector<std::size_t> known;
    bench.writer->on_commit([&] { known.push_back(bench.answers.size()); });
    bench.hold_writer();
    bench.commit("bad");
    bench.commit("a");
    bench.release();
    bench.writer->stop();
    CHECK(known == std::vector<std::size_t>{3});
}

TEST_CASE("jobs run behind the units that wait, each undone alone if it fails")
{
    Bench bench;
    bench.hold_writer();
    Texts order;
    bench.writer->submit(
        [&](Database& database) {
            order.push_back("first");
            database.execute("INSERT INTO installation VALUES ('first', '')");
            throw std::runtime_error("no");
        },
        [&](Result<void> result) { order.push_back(result ? "kept" : result.error().detail); });
    bench.writer->submit(
        [&](Database& database) {
            order.push_back("second");
            CHECK(database.integer("SELECT count(*) FROM entry") == 2);
            database.execute("INSERT INTO installation VALUES ('second', '')");
        },
        [&](Result<void> result) { order.push_back(result ? "kept" : result.error().detail); });
    bench.commit("a");
    bench.release();
    bench.writer->stop();
    CHECK(order == Texts{"first", "second", "no", "kept"});
    Database const database{bench.location, Access::read};
    CHECK(database.integer("SELECT count(*) FROM installation WHERE key IN ('first', 'second')") == 1);
}

TEST_CASE("people's words go before bulk work, which then fills the commit")
{
    Bench bench;
    bench.hold_writer();
    for (char const* const text : {"row 1", "row 2"})
        bench.commit(Bench::bulk(text));
    bench.commit("STOP");
    bench.release();
    bench.writer->stop();
    CHECK(bench.kept() == Texts{"wait", "STOP", "row 1", "row 2"});
}

TEST_CASE("under constant load one unit of bulk work goes along, and the next only when it has waited")
{
    WriterLimits limits;
    limits.bulk_wait = std::chrono::hours{1};
    Bench bench{limits};
    bench.hold_writer();
    for (char const* const text : {"row 1", "row 2"})
        bench.commit(Bench::bulk(text));
    bench.commit("STOP");
    bench.release();
    bench.writer->stop();
    // The first goes with the words, the second has the next commit to itself.
    CHECK(bench.writer->status().commits == 2);
    CHECK(bench.kept() == Texts{"wait", "STOP", "row 1", "row 2"});
}

TEST_CASE("bulk work alone fills a commit for a while only")
{
    WriterLimits limits;
    limits.bulk_time = limits.bulk_beside = std::chrono::milliseconds{0};
    Bench bench{limits};
    bench.hold_writer();
    for (char const* const text : {"row 1", "row 2", "row 3"})
        bench.commit(Bench::bulk(text));
    bench.release();
    bench.writer->stop();
    CHECK(bench.kept() == Texts{"wait", "row 1", "row 2", "row 3"});
    CHECK(bench.writer->status().commits == 3);
}

TEST_CASE("bulk work that fails is told so, and nobody waits for ever where nothing can begin")
{
    Bench bench;
    bench.hold_writer();
    sqlite3_busy_timeout(bench.handle, 0);
    bench.release();
    Database other{bench.location, Access::write};
    {
        Transaction const held_by_another{other, Transaction::Kind::write};
        bench.commit(Bench::bulk("row 1"));
        bench.commit(Bench::bulk("row 2"));
        bench.writer->stop();
    }
    CHECK(bench.faults == std::vector{Fault::unavailable, Fault::unavailable});
    CHECK(bench.kept() == Texts{"wait"});
}
