// The relay log: what is kept is there after a crash, in order, and goes when nobody needs it.
#include "consentry/store/relay_log.hpp"

#include "store/relay_frame.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fstream>
#include <future>
#include <set>
#include <thread>

using namespace consentry;
using namespace consentry::store;
using namespace std::chrono_literals;
using forward::RelayBody;
using forward::RelayPlace;
using Bodies = std::vector<std::string>;

namespace {

struct HandClock final : Clock {
    std::atomic<Instant> at{*parse_rfc3339("2026-11-25T07:30:00Z")};
    Instant now() const override { return at; }
    void pass(std::chrono::milliseconds time) { at = at.load() + time; }
};

std::string const bot = "demo/bot";
std::string const inbox = "demo/inbox";

/// A log in a folder that outlives it.
struct Bench {
    test::TemporaryFolder folder;
    HandClock clock;
    SilentLog log;
    Alarms alarms{clock, log};
    RelayBounds bounds{std::chrono::days{7}, 160'000'000};
    std::unique_ptr<FileRelayLog> relay_log = open();

    std::filesystem::path path() const { return folder / "relay"; }

    std::unique_ptr<FileRelayLog> open()
    {
        auto opened = FileRelayLog::open(path(), bounds, clock, alarms);
        REQUIRE(opened);
        return std::move(*opened);
    }

    void reopen()
    {
        relay_log.reset();
        relay_log = open();
    }

    Result<void> keep(std::string body, std::vector<std::string> numbers = {"1"})
    {
        std::promise<Result<void>> promise;
        RelayBody kept{clock.now(), Hmac{"app"}({body}), {bot, inbox}, std::move(numbers), body};
        relay_log->keep(std::move(kept), [&](Result<void> outcome) { promise.set_value(std::move(outcome)); });
        return promise.get_future().get();
    }

    Result<void> settle(std::string const& relay, RelayPlace place) const
    {
        std::promise<Result<void>> promise;
        relay_log->settle(
            relay, std::move(place), [&](Result<void> outcome) { promise.set_value(std::move(outcome)); });
        return promise.get_future().get();
    }

    /// The relay has everything up to the end.
    void settle_all(std::string const& relay, std::vector<forward::RelayWaiting> waiting = {}) const
    {
        auto const end = relay_log->end();
        REQUIRE(settle(relay, {end.position, end.ordinal, false, std::move(waiting)}));
    }

    std::vector<forward::RelayRecord> records(forward::RelayPosition from = 0) const
    {
        std::vector<forward::RelayRecord> all;
        for (auto record = relay_log->read(from); record; record = relay_log->read(record->next))
            all.push_back(*record);
        return all;
    }

    Bodies bodies(forward::RelayPosition from = 0) const
    {
        Bodies all;
        for (auto const& record : records(from))
            all.push_back(record.what.body);
        return all;
    }

    std::set<std::filesystem::path> files(std::string_view suffix) const
    {
        std::set<std::filesystem::path> all;
        for (auto const& entry : std::filesystem::directory_iterator{path()}) {
            if (entry.path().extension() == suffix)
                all.insert(entry.path());
        }
        return all;
    }

    bool stands(AlarmCode code) const
    {
        auto const standing = alarms.all();
        return std::ranges::find(standing, code, &Alarm::code) != standing.end();
    }
};

void change(std::filesystem::path const& path, std::size_t at, std::string_view octets)
{
    std::fstream file{path, std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(static_cast<std::streamoff>(at));
    file << octets;
}

void append(std::filesystem::path const& path, std::string_view octets)
{
    std::ofstream{path, std::ios::app | std::ios::binary} << octets;
}

}  // namespace

TEST_CASE("a body is read as it was kept, with all that was said of it")
{
    Bench bench;
    std::string const body{"{\"a\":\"\x89relay1\n\"}\0\xff\n", 17};
    REQUIRE(bench.keep(body, {"106", "107"}));
    REQUIRE(bench.keep("", {}));
    auto const all = bench.records();
    REQUIRE(all.size() == 2);
    CHECK(all[0].what.body == body);
    CHECK(all[0].what.signature == Hmac{"app"}({body}));
    CHECK(all[0].what.relays == std::vector{bot, inbox});
    CHECK(all[0].what.numbers == std::vector<std::string>{"106", "107"});
    CHECK(all[0].what.received_at == bench.clock.now());
    CHECK(all[1].what.body.empty());
    CHECK(all[1].what.numbers.empty());
    CHECK(all[1].ordinal == 1);
    CHECK(all[1].next == bench.relay_log->end().position);
    CHECK(bench.relay_log->end().ordinal == 2);
}

TEST_CASE("what is kept is for its owner only")
{
    Bench bench;
    REQUIRE(bench.keep("a"));
    bench.relay_log->open(bot);
    auto const rights = [](auto const& path) { return std::filesystem::status(path).permissions(); };
    using std::filesystem::perms;
    CHECK(rights(bench.path()) == perms::owner_all);
    for (auto const& entry : std::filesystem::directory_iterator{bench.path()})
        CHECK((rights(entry.path()) & (perms::group_all | perms::others_all)) == perms::none);
}

TEST_CASE("where nobody relays there is no folder")
{
    Bench bench;
    bench.relay_log->keep_only({});
    CHECK_FALSE(std::filesystem::exists(bench.path()));
}

TEST_CASE("positions and order go on over a restart")
{
    Bench bench;
    for (auto const* const body : {"1", "2"})
        REQUIRE(bench.keep(body));
    auto const end = bench.relay_log->end();
    bench.relay_log->open(bot);
    bench.reopen();
    CHECK(bench.relay_log->end().position == end.position);
    CHECK(bench.relay_log->end().ordinal == 2);
    REQUIRE(bench.keep("3"));
    CHECK(bench.bodies(end.position) == Bodies{"3"});
    CHECK(bench.relay_log->end().ordinal == 3);
}

TEST_CASE("a new relay begins at the end, a known one where it was")
{
    Bench bench;
    REQUIRE(bench.keep("1"));
    auto const end = bench.relay_log->end();
    CHECK(bench.relay_log->open(bot) == RelayPlace{end.position, end.ordinal, false, {}});
    REQUIRE(bench.keep("2"));
    RelayPlace const place{bench.relay_log->end().position, 2, true,
        {{0, 0, {}}, {end.position, 4, Instant{std::chrono::milliseconds{1'795'339'800'123}}}}};
    REQUIRE(bench.settle(bot, place));
    bench.reopen();
    CHECK(bench.relay_log->open(bot) == place);
    CHECK(bench.relay_log->open(inbox).scanned == bench.relay_log->end().position);
}

TEST_CASE("a relay that is not configured any more is forgotten, and with it what was kept for it")
{
    Bench bench;
    bench.relay_log->open(bot);
    REQUIRE(bench.keep("1"));
    bench.clock.pass(11min);
    REQUIRE(bench.keep("2"));
    bench.relay_log->keep_only(std::vector{inbox});
    CHECK(bench.files(".place").empty());
    CHECK(bench.bodies() == Bodies{"2"});
    CHECK_FALSE(bench.settle(bot, {}));
    bench.reopen();
    CHECK(bench.files(".relay").empty());
}

TEST_CASE("whatever a crash has left of the last record is cut off")
{
    std::string const torn = framed({Instant{}, {}, {bot}, {"1"}, "torn off"}, 2);
    std::size_t const size = GENERATE_COPY(range(std::size_t{1}, torn.size()));
    Bench bench;
    bench.relay_log->open(bot);
    for (auto const* const body : {"1", "2"})
        REQUIRE(bench.keep(body));
    auto const end = bench.relay_log->end();
    bench.relay_log.reset();
    append(*bench.files(".relay").begin(), torn.substr(0, size));
    bench.relay_log = bench.open();
    CHECK(bench.relay_log->end().position == end.position);
    REQUIRE(bench.keep("3"));
    CHECK(bench.bodies() == Bodies{"1", "2", "3"});
    CHECK(bench.records().back().ordinal == 2);
    CHECK_FALSE(bench.stands(AlarmCode::relay_damaged));
}

TEST_CASE("a tail of zeros, as a file system leaves it, is cut off")
{
    Bench bench;
    bench.relay_log->open(bot);
    REQUIRE(bench.keep("1"));
    bench.relay_log.reset();
    append(*bench.files(".relay").begin(), std::string(5'000, '\0'));
    bench.relay_log = bench.open();
    REQUIRE(bench.keep("2"));
    CHECK(bench.bodies() == Bodies{"1", "2"});
}

TEST_CASE("a record that is damaged costs itself only, and raises an alarm")
{
    Bench bench;
    bench.relay_log->open(bot);
    for (auto const* const body : {"first", "second", "third"})
        REQUIRE(bench.keep(body));
    auto const second = bench.records()[1];
    std::size_t const where = GENERATE(0U, 8U, 9U, 13U, 20U, 40U, 60U, 100U);
    bench.relay_log.reset();
    change(*bench.files(".relay").begin(), second.at + where, "\x01\x7f\x02");
    bench.relay_log = bench.open();
    CHECK(bench.bodies() == Bodies{"first", "third"});
    CHECK(bench.records()[1].ordinal == 2);
    CHECK(bench.stands(AlarmCode::relay_damaged));
}

TEST_CASE("a relay whose place cannot be read gets all that is kept once more")
{
    Bench bench;
    bench.relay_log->open(bot);
    bench.relay_log->open(inbox);
    for (auto const* const body : {"1", "2"})
        REQUIRE(bench.keep(body));
    bench.settle_all(bot);
    bench.relay_log.reset();
    std::ofstream{bench.path() / "demo@bot.place"} << "consentry-relay-place 1\nscanned 1";
    bench.relay_log = bench.open();
    CHECK(bench.bodies(bench.relay_log->open(bot).scanned) == Bodies{"1", "2"});
    CHECK(bench.relay_log->open(bot).ordinal == 0);
    CHECK(bench.stands(AlarmCode::relay_damaged));
}

TEST_CASE("positions grow even where no segment is left")
{
    Bench bench;
    bench.relay_log->open(bot);
    REQUIRE(bench.keep("1"));
    bench.settle_all(bot);
    auto const end = bench.relay_log->end();
    bench.reopen();
    CHECK(bench.files(".relay").empty());
    CHECK(bench.relay_log->end().position == end.position);
    REQUIRE(bench.keep("2"));
    CHECK(bench.bodies(end.position) == Bodies{"2"});
}

TEST_CASE("a segment goes when every relay is past it, but for what is set aside in it")
{
    Bench bench;
    bench.relay_log->open(bot);
    bench.relay_log->open(inbox);
    for (auto const* const body : {"1", "2", "3"}) {
        REQUIRE(bench.keep(body));
        bench.clock.pass(11min);
    }
    REQUIRE(bench.keep("4"));
    CHECK(bench.files(".relay").size() == 4);
    auto const second = bench.records()[1];
    bench.settle_all(bot);
    CHECK(bench.bodies() == Bodies{"1", "2", "3", "4"});
    bench.settle_all(inbox, {{second.at, 3, bench.clock.now()}});
    CHECK(bench.bodies() == Bodies{"2", "4"});
    CHECK(bench.relay_log->begin() == 0);
    bench.settle_all(inbox);
    CHECK(bench.bodies() == Bodies{"4"});
}

TEST_CASE("nothing is kept longer than it may be, delivered or not")
{
    Bench bench;
    bench.relay_log->open(bot);
    REQUIRE(bench.keep("old"));
    bench.clock.pass(11min);
    REQUIRE(bench.keep("young"));
    auto const young = bench.records()[1];
    bench.clock.pass(7 * 24h - 11min);
    REQUIRE(bench.settle(bot, {}));
    CHECK(bench.bodies() == Bodies{"young"});
    CHECK(bench.relay_log->begin() == young.at);
    bench.clock.pass(11min);
    bench.reopen();
    CHECK(bench.bodies().empty());
}

TEST_CASE("above the limit the oldest goes")
{
    Bench bench;
    bench.relay_log->open(bot);
    bench.relay_log->bound({std::chrono::days{7}, 16'000});
    for (int i = 0; i < 30; ++i)
        REQUIRE(bench.keep(std::string(1'000, static_cast<char>('A' + i))));
    REQUIRE(bench.settle(bot, {}));
    std::uintmax_t total = 0;
    for (auto const& file : bench.files(".relay"))
        total += std::filesystem::file_size(file);
    CHECK(total <= 16'000);
    CHECK(total > 10'000);
    auto const left = bench.records();
    REQUIRE_FALSE(left.empty());
    CHECK(left.back().what.body.front() == 'A' + 29);
    CHECK(left.front().at == bench.relay_log->begin());
}

TEST_CASE("a disk that takes nothing is told of, leaves nothing half-written, and is used again when it does")
{
    Bench bench;
    bench.relay_log->open(bot);
    REQUIRE(bench.keep("1"));
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit none = before;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_FSIZE, &none);
    auto const refused = bench.keep("2");
    auto const place = bench.settle(bot, {});
    setrlimit(RLIMIT_FSIZE, &before);
    CHECK(refused.error().fault == Fault::unavailable);
    CHECK(place.error().fault == Fault::unavailable);
    CHECK(bench.stands(AlarmCode::relay_failing));
    REQUIRE(bench.keep("3"));
    REQUIRE(bench.settle(bot, {}));
    CHECK_FALSE(bench.stands(AlarmCode::relay_failing));
    CHECK(bench.bodies() == Bodies{"1", "3"});
    bench.reopen();
    CHECK(bench.bodies() == Bodies{"1", "3"});
}

TEST_CASE("many who keep at once share flushes, and each is told when its body is there")
{
    Bench bench;
    std::atomic<int> flushes = 0;
    bench.relay_log->on_kept([&flushes] { ++flushes; });
    constexpr int threads = 8;
    constexpr int each = 200;
    std::atomic<int> kept = 0;
    std::vector<std::thread> all;
    for (int thread = 0; thread < threads; ++thread) {
        all.emplace_back([&] {
            for (int i = 0; i < each; ++i)
                bench.relay_log->keep(
                    {{}, {}, {bot}, {"1"}, "body"}, [&](Result<void> const& outcome) { kept += outcome ? 1 : 0; });
        });
    }
    for (auto& thread : all)
        thread.join();
    bench.relay_log->stop();
    CHECK(kept == threads * each);
    CHECK(bench.records().size() == threads * each);
    CHECK(flushes < threads * each);
}

TEST_CASE("what waits for the disk is bounded")
{
    Bench bench;
    std::promise<void> entered;
    std::promise<void> release;
    bench.relay_log->keep({{}, {}, {bot}, {}, "first"}, [&](Result<void> const&) {
        entered.set_value();
        release.get_future().wait();
    });
    entered.get_future().wait();
    std::atomic<int> kept = 0;
    int busy = 0;
    for (int i = 0; i < 80; ++i)
        bench.relay_log->keep({{}, {}, {bot}, {}, std::string(1'000'000, 'x')}, [&](Result<void> const& outcome) {
            if (outcome)
                ++kept;
            else if (outcome.error().fault == Fault::busy)
                ++busy;
        });
    CHECK(busy == 13);
    release.set_value();
    bench.relay_log->stop();
    CHECK(kept == 67);
}
