// What is older than it may be goes, and the ledger still verifies.
#include "consentry/store/verify.hpp"
#include "store/database.hpp"

#include "sample_store.hpp"
#include "support/catch.hpp"

using namespace consentry;
using namespace consentry::store;
using namespace consentry::consent;

namespace {

constexpr Retention kept{std::chrono::days{100}, std::chrono::days{7}, std::chrono::days{50}};

Signal said(Intent intent, std::string text, int second)
{
    Signal made = signal(intent, "word", second, "wamid." + text);
    made.text = text;
    return made;
}

/// A STOP, a YES to nothing, a question for help.
void tell_a_bit(SampleStore& sample)
{
    sample.tell(said(Intent::opt_out, "my stop", 1));
    sample.tell(said(Intent::affirm, "my yes", 2));
    sample.tell(said(Intent::help, "my question", 3));
}

/// All that there is to drop at that time.
void drop(SampleStore& sample, std::chrono::days later)
{
    while (sample.store->upkeep().drop_old(seen_at(1'000) + later, kept).value()) { }
}

std::vector<std::string> texts(SampleStore& sample)
{
    std::vector<std::string> found;
    for (Event const& event : sample.store->reader().events("demo", 0, 2'000).events)
        found.push_back(event.text);
    return found;
}

std::string verified(SampleStore const& sample)
{
    std::string all;
    Verification const found = verify(sample.options).value();
    for (std::string const& problem : found.problems)
        all += problem + "\n";
    return all;
}

RetentionFigures figures(SampleStore& sample, RetentionKind kind)
{
    return sample.store->upkeep().retention()[static_cast<std::size_t>(kind)];
}

}  // namespace

TEST_CASE("words go when their time is over: those that are no evidence sooner")
{
    SampleStore sample;
    tell_a_bit(sample);
    drop(sample, std::chrono::days{6});
    CHECK(texts(sample) == std::vector<std::string>{"my stop", "my yes", "my question"});
    drop(sample, std::chrono::days{8});
    CHECK(texts(sample) == std::vector<std::string>{"my stop", "", ""});
    CHECK(figures(sample, RetentionKind::unmatched_text).dropped == 2);
    CHECK(verified(sample).empty());
    drop(sample, std::chrono::days{101});
    CHECK(texts(sample) == std::vector<std::string>{"", "", ""});
    CHECK(figures(sample, RetentionKind::message_text).dropped == 1);
    CHECK_FALSE(figures(sample, RetentionKind::message_text).due);
    CHECK(figures(sample, RetentionKind::message_text).last_run == seen_at(1'000) + std::chrono::days{101});
    CHECK(verified(sample).empty());
    CHECK(sample.check("marketing").state == State::opted_out);
}

TEST_CASE("what came later stays, and goes in its turn, in slices")
{
    SampleStore sample;
    for (int i = 0; i < 1'200; ++i)
        sample.tell(said(Intent::help, "question " + std::to_string(i), i));
    sample.clock.set(seen_at(1'000) + std::chrono::days{5});
    sample.tell(said(Intent::help, "a later one", 1'300));
    CHECK(sample.store->upkeep().drop_old(seen_at(1'000) + std::chrono::days{8}, kept).value());
    drop(sample, std::chrono::days{8});
    CHECK(figures(sample, RetentionKind::unmatched_text).dropped == 1'200);
    CHECK(texts(sample).back() == "a later one");
    sample.close();
    sample.open();
    drop(sample, std::chrono::days{13});
    CHECK(texts(sample).back().empty());
    CHECK(verified(sample).empty());
}

TEST_CASE("words that are missing for no such reason are told, and so are words that should have gone")
{
    SampleStore sample;
    tell_a_bit(sample);
    drop(sample, std::chrono::days{8});
    sample.close();
    auto const [sql, problem] = GENERATE(table<std::string, std::string>({
        {"UPDATE personal SET said = '', said_salt = x'' WHERE place & 255 = 1",
            "entry 1 of brand demo: what is personal of it is missing"},
        {"UPDATE personal SET who = '', who_salt = x'' WHERE place & 255 = 2",
            "entry 2 of brand demo: what is personal of it is missing"},
        {"UPDATE round SET value = '1' WHERE name = 'retention.unmatched_text'",
            "entry 2 of brand demo: what is personal of it is missing"},
        {"UPDATE round SET value = '3', name = 'retention.message_text'", "entry 1 of brand demo: its words are still"},
    }));
    INFO(sql);
    {
        Database database{{sample.options.path, {}}, Access::write};
        database.execute(sql);
    }
    INFO(verified(sample));
    CHECK(verified(sample).find(problem) != std::string::npos);
}

TEST_CASE("who has read what is kept, told, and goes in its time")
{
    SampleStore sample;
    tell_a_bit(sample);
    std::string const subject = sample.store->reader().events("demo", 0, 1).events[0].subject;
    sample.tell(from(phone("34600111333"), signal(Intent::opt_out, "baja", 4, "wamid.other")));
    DataReads& reads = sample.store->data_reads();
    reads.note({0, seen_at(1'000), "crm", "GET /v1/subjects/{contact}", "demo", subject, 0, 0});
    reads.note({0, seen_at(1'001), "crm", "GET /v1/events", "demo", "", 1, 2});
    reads.note({0, seen_at(1'002), "console", "GET /v1/events", "demo", "", 4, 4});
    auto const of = [&](std::string key, std::optional<Alias> contact) {
        std::vector<Instant> times;
        for (DataRead const& read :
            reads.reads(*sample.demo, {"demo", std::move(key), std::move(contact), 0, 10}).reads)
            times.push_back(read.at);
        return times;
    };
    CHECK(of("", {}).empty());
    REQUIRE(sample.store->upkeep().keep_reads());
    CHECK(of("", {}) == std::vector{seen_at(1'000), seen_at(1'001), seen_at(1'002)});
    CHECK(of("crm", {}).size() == 2);
    CHECK(of("", phone()) == std::vector{seen_at(1'000), seen_at(1'001)});
    CHECK(of("", phone("34600111333")) == std::vector{seen_at(1'002)});
    CHECK(of("", phone("34600777666")).empty());
    CHECK(reads.reads(*sample.demo, {"demo", "", {}, 1, 1}).more);
    drop(sample, std::chrono::days{51});
    CHECK(of("", {}).empty());
    CHECK(figures(sample, RetentionKind::reads).dropped == 3);
}
