#include "consentry/api/replay.hpp"

#include "support/catch.hpp"
#include "support/memory_journal.hpp"
#include "unit/intake/ear.hpp"

using namespace consentry;
using namespace consentry::api;
using namespace consentry::intake;
using namespace consentry::meta::bodies;

namespace {

/// A ledger that keeps at once and remembers, or refuses.
struct HandLedger final : consent::Ledger {
    std::vector<consent::Unit> units;
    bool broken = false;
    std::size_t refuses = 0;  ///< So many units, before it keeps them again.

    void commit(consent::Unit unit, Done done) override
    {
        if (broken || (refuses > 0 && refuses-- > 0))
            return done(fail(Fault::unavailable, "the disk is full"));
        std::vector<consent::Outcome> outcomes(unit.matters.size());
        for (consent::Outcome& outcome : outcomes)
            outcome.events = {"evt_1"};
        units.push_back(std::move(unit));
        done(std::move(outcomes));
    }
};

JournalRecord record_of(std::string body, std::string_view secret = "demo secret")
{
    JournalRecord record;
    record.received_at = Instant{std::chrono::milliseconds{1'790'000'000'000}};
    record.signature = Hmac{secret}({body});
    record.body = std::move(body);
    return record;
}

std::shared_ptr<Brands const> brands_with(std::vector<std::string> numbers)
{
    return std::make_shared<Brands const>(
        std::vector{demo_brand(demo_policy("demo"), "demo secret", std::move(numbers))});
}

struct Shelf {
    test::MemoryJournal journal;
    HandLedger ledger;

    void put(JournalRecord record)
    {
        journal.keep(std::move(record), [](Result<void> const&) { });
    }
};

std::string said_to(std::string const& number, std::string const& text)
{
    std::string body = webhook(change(messages(text_message(text))));
    std::string const usual = "106540352242922";
    return body.replace(body.find(usual), usual.size(), number);
}

}  // namespace

TEST_CASE("a word to a number that nobody listed is heard once the number is listed, as said when it came")
{
    Shelf shelf;
    shelf.put(record_of(said_to("106540352242977", "YES")));
    auto const before = replay(shelf.journal, brands_with({"106540352242922"}), shelf.ledger);
    CHECK(before.waiting == 1);
    CHECK(shelf.ledger.units.empty());

    auto const after = replay(shelf.journal, brands_with({"106540352242977"}), shelf.ledger);
    CHECK(after.settled == 1);
    CHECK(after.events == 1);
    REQUIRE(shelf.ledger.units.size() == 1);
    CHECK(shelf.ledger.units[0].arrived == Instant{std::chrono::milliseconds{1'790'000'000'000}});
    CHECK(shelf.journal.records.empty());
}

TEST_CASE("what nobody understands yet stays, and so does what an app has signed that is no longer trusted")
{
    Shelf shelf;
    shelf.put(record_of(webhook(change(messages(text_message("alta")), "something_of_2027"))));
    shelf.put(record_of(said_to("106540352242922", "STOP"), "a secret that was rotated away"));
    auto const replayed = replay(shelf.journal, brands_with({"106540352242922"}), shelf.ledger);
    CHECK(replayed.waiting == 1);
    CHECK(replayed.untrusted == 1);
    CHECK(replayed.settled == 0);
    CHECK(shelf.journal.records.size() == 2);
    CHECK(shelf.ledger.units.empty());
}

TEST_CASE("where the ledger cannot keep it the record stays, and the rest is left for another time")
{
    Shelf shelf;
    shelf.put(record_of(said_to("106540352242922", "STOP")));
    shelf.put(record_of(said_to("106540352242922", "BAJA")));
    shelf.ledger.broken = true;
    auto const replayed = replay(shelf.journal, brands_with({"106540352242922"}), shelf.ledger);
    CHECK(replayed.trouble == "the disk is full");
    CHECK(shelf.journal.records.size() == 2);
    shelf.ledger.broken = false;
    CHECK(replay(shelf.journal, brands_with({"106540352242922"}), shelf.ledger).settled == 2);
}

TEST_CASE("a record that the ledger cannot keep loses no other one, but many in a row break it off")
{
    Shelf shelf;
    for (std::string const text : {"STOP", "BAJA", "ALTA", "start", "sí"})
        shelf.put(record_of(said_to("106540352242922", text)));
    shelf.ledger.broken = true;
    CHECK(replay(shelf.journal, brands_with({"106540352242922"}), shelf.ledger).waiting == 3);
    shelf.ledger.broken = false;
    shelf.ledger.refuses = 1;
    auto const replayed = replay(shelf.journal, brands_with({"106540352242922"}), shelf.ledger);
    CHECK(replayed.settled == 4);
    CHECK(replayed.waiting == 1);
    CHECK_FALSE(replayed.trouble.empty());
    CHECK(shelf.journal.records.size() == 1);
}

TEST_CASE("a round that is told to stop ends between two records")
{
    Shelf shelf;
    for (std::string const text : {"STOP", "BAJA", "ALTA"})
        shelf.put(record_of(said_to("106540352242922", text)));
    int asked = 0;
    auto const replayed
        = replay(shelf.journal, brands_with({"106540352242922"}), shelf.ledger, [&] { return ++asked > 2; });
    CHECK(replayed.settled == 2);
    CHECK(shelf.journal.records.size() == 1);
}
