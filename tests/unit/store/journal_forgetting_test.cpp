// Somebody is taken out of the journal, and nobody else.
#include "consentry/store/journal.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <fstream>
#include <future>
#include <sstream>

using namespace consentry;
using namespace consentry::store;
using intake::Gap;
using intake::JournalRecord;

namespace {

struct HandClock final : Clock {
    Instant at{*parse_rfc3339("2026-11-25T07:30:00Z")};
    Instant now() const override { return at; }
};

struct Bench {
    test::TemporaryFolder folder;
    HandClock clock;
    SilentLog log;
    Alarms alarms{clock, log};
    std::unique_ptr<FileJournal> journal = open();

    std::unique_ptr<FileJournal> open()
    {
        return std::move(
            FileJournal::open(folder / "journal", {std::chrono::days{7}, 16'000'000}, clock, alarms).value());
    }

    void keep(std::string body, std::string_view app = "our app")
    {
        JournalRecord record;
        record.received_at = clock.now();
        record.gaps = {Gap::unknown_field};
        record.signature = Hmac{app}({body});
        record.body = std::move(body);
        std::promise<Result<void>> promise;
        journal->keep(std::move(record), [&](Result<void> outcome) { promise.set_value(std::move(outcome)); });
        REQUIRE(promise.get_future().get());
    }

    std::vector<JournalRecord> all() const
    {
        std::vector<JournalRecord> records;
        journal->for_each({}, [&](JournalRecord const& record) {
            records.push_back(record);
            return true;
        });
        return records;
    }

    std::string everything() const
    {
        std::ostringstream text;
        for (auto const& file : std::filesystem::directory_iterator{folder / "journal"})
            text << std::ifstream{file.path(), std::ios::binary}.rdbuf();
        return text.str();
    }

    bool forget(bool at_any_rate = false) const
    {
        auto const sign = [](JournalRecord const& record, std::string_view body) -> std::optional<Digest> {
            if (Hmac{"our app"}({record.body}) != record.signature)
                return {};
            return Hmac{"our app"}({body});
        };
        return journal->forget({{"34600111222"}, sign, at_any_rate});
    }
};

constexpr auto of_ana = R"({"messages":[{"from":"34600111222","text":{"body":"Lo dejo ya"}}]})";
constexpr auto of_both = R"({"messages":[{"from":"34600111222","text":{"body":"Lo dejo ya"}},{"from":"34600999888"}]})";
constexpr auto of_eva = R"({"messages":[{"from":"34600999888","text":{"body":"STOP"}}]})";

}  // namespace

TEST_CASE("who is forgotten stands in no file of the journal, and what others said can still be heard")
{
    Bench bench;
    bench.keep(of_ana);
    bench.keep(of_both);
    bench.keep(of_eva);
    std::string const last = bench.all().back().id;
    REQUIRE(bench.forget());
    std::string const left = bench.everything();
    CHECK(left.find("34600111222") == std::string::npos);
    CHECK(left.find("Lo dejo ya") == std::string::npos);
    auto const records = bench.all();
    REQUIRE(records.size() == 3);
    CHECK(records[1].body.find(R"({"from":"34600999888"})") != std::string::npos);
    for (JournalRecord const& record : records)
        CHECK(Hmac{"our app"}({record.body}) == record.signature);
    CHECK(records[2].id == last);
    CHECK(records[2].body == of_eva);
}

TEST_CASE("what is kept afterwards, and after a start, stands where it can be read")
{
    Bench bench;
    bench.keep(of_both);
    REQUIRE(bench.forget());
    bench.keep(of_eva);
    CHECK(bench.all().size() == 2);
    bench.journal.reset();
    bench.journal = bench.open();
    CHECK(bench.all().size() == 2);
    CHECK(bench.forget());
}

TEST_CASE("a record that nobody can sign stays while others' words in it could be lost")
{
    Bench bench;
    bench.keep(of_both, "an app that is configured no more");
    CHECK_FALSE(bench.forget());
    CHECK(bench.all().front().body == of_both);
    SECTION("until it is settled")
    {
        REQUIRE(bench.journal->settle(bench.all().front().id));
        CHECK(bench.forget());
    }
    SECTION("or until time is up")
    {
        CHECK(bench.forget(true));
        CHECK(bench.all().size() == 1);
    }
    CHECK(bench.everything().find("34600111222") == std::string::npos);
}
