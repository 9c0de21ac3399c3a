// What every implementation of forward::DeliveryStore keeps to, run on each of them.
#include "store/deliveries.hpp"
#include "store/delivery_reader.hpp"
#include "store/schema.hpp"

#include "support/catch.hpp"
#include "support/memory_deliveries.hpp"
#include "support/temporary_folder.hpp"

#include <future>

using namespace consentry;
using namespace consentry::forward;
using namespace std::chrono_literals;

namespace {

Instant const now{1'795'339'800'000ms};

consent::Event event_of(std::string id, consent::EventType type = consent::EventType::opted_out)
{
    consent::Event event;
    event.id = std::move(id);
    event.type = type;
    event.effective = true;
    event.subject = "sub_x";
    event.recorded_at = now;
    return event;
}

class InMemory {
public:
    DeliveryStore& store() { return deliveries_; }
    Seq append(std::string const& brand, SubjectNumber subject, consent::Event event)
    {
        return deliveries_.append(brand, subject, std::move(event));
    }
    void merge(SubjectNumber kept, SubjectNumber gone) { deliveries_.merge(kept, gone); }

private:
    test::MemoryDeliveries deliveries_;
};

class InSqlite {
public:
    InSqlite()
        : writer_{migrated(location_), {}, clock_, log_, nullptr}
        , deliveries_{location_, writer_}
        , reader_{location_, 1}
    {
    }

    DeliveryStore& store() { return deliveries_; }
    DeliveryReader& reader() { return reader_; }

    Seq append(std::string const& brand, SubjectNumber subject, consent::Event event)
    {
        Seq seq = 0;
        run([&](store::Database& database) {
            store::SqliteRecords records{database};
            consent::EntryWriter entries{random_};
            auto const head = records.head(brand);
            seq = head.seq + 1;
            event.seq = seq;
            event.brand = brand;
            records.append(brand, subject, entries.write(event, head.hash), {});
        });
        return seq;
    }

    void merge(SubjectNumber kept, SubjectNumber gone)
    {
        run([&](store::Database& database) { store::SqliteRecords{database}.merge(kept, gone); });
    }

private:
    static store::Database migrated(store::Location const& location)
    {
        store::Database database{location, store::Access::write};
        store::migrate(database);
        return database;
    }

    void run(store::Writer::Job job)
    {
        std::promise<Result<void>> done;
        writer_.submit(std::move(job), [&](Result<void> result) { done.set_value(std::move(result)); });
        auto const result = done.get_future().get();
        REQUIRE(result.has_value());
    }

    test::TemporaryFolder folder_;
    store::Location location_{folder_ / "store.db", {}};
    SystemClock clock_;
    SystemRandom random_;
    SilentLog log_;
    store::Writer writer_;
    store::SqliteDeliveryStore deliveries_;
    store::SqliteDeliveryReader reader_;
};

void settle(DeliveryStore& store, Settlement settlement)
{
    std::promise<Result<void>> done;
    store.settle(std::move(settlement), [&](Result<void> result) { done.set_value(std::move(result)); });
    auto const result = done.get_future().get();
    REQUIRE(result.has_value());
}

bool prune(DeliveryStore& store, Instant before)
{
    std::promise<Result<bool>> done;
    store.prune(before, [&](Result<bool> result) { done.set_value(std::move(result)); });
    auto const result = done.get_future().get();
    REQUIRE(result.has_value());
    return *result;
}

Delivery row(DestinationNumber destination, Seq seq, DeliveryState state)
{
    Delivery made;
    made.id = {destination, seq};
    made.state = state;
    made.attempts = 2;
    made.recorded_at = now;
    made.first_attempt_at = now + 1ms;
    made.last_status = 503;
    made.last_error = "answered 503";
    if (state == DeliveryState::waiting)
        made.due_at = now + 5s;
    if (state == DeliveryState::delivered)
        made.delivered_at = now + 2s;
    return made;
}

}  // namespace

TEMPLATE_TEST_CASE("a destination begins at the end of its brand's ledger and keeps its place", "", InMemory, InSqlite)
{
    TestType fixture;
    DeliveryStore& store = fixture.store();
    fixture.append("demo", 1, event_of("evt_1"));
    fixture.append("demo", 1, event_of("evt_2"));
    fixture.append("other", 2, event_of("evt_3"));

    auto const crm = store.open("demo", "crm");
    CHECK(crm.cursor == 2);
    auto const same_name = store.open("other", "crm");
    CHECK(same_name.cursor == 1);
    CHECK(same_name.number != crm.number);
    CHECK(store.open("empty", "crm").cursor == 0);

    fixture.append("demo", 1, event_of("evt_4"));
    CHECK(store.open("demo", "crm").cursor == 2);
    settle(store, {{}, {{crm.number, 3}}});
    CHECK(store.open("demo", "crm").cursor == 3);
    CHECK(store.open("demo", "crm").number == crm.number);
    CHECK(store.open("other", "crm").cursor == 1);
}

TEMPLATE_TEST_CASE("a destination that a person has paused is so until they let it go on", "", InMemory, InSqlite)
{
    TestType fixture;
    DeliveryStore& store = fixture.store();
    auto const halt = [&](DestinationNumber number, bool halted) {
        std::promise<Result<void>> done;
        store.halt(number, halted, [&](Result<void> result) { done.set_value(std::move(result)); });
        CHECK(done.get_future().get().has_value());
    };
    auto const crm = store.open("demo", "crm");
    auto const shop = store.open("demo", "shop");
    CHECK_FALSE(crm.halted);
    halt(crm.number, true);
    halt(crm.number, true);
    CHECK(store.open("demo", "crm").halted);
    CHECK_FALSE(store.open("demo", "shop").halted);
    halt(shop.number, false);
    halt(crm.number, false);
    CHECK_FALSE(store.open("demo", "crm").halted);
}

TEMPLATE_TEST_CASE("entries come in order, of one brand, with the subject they concern now", "", InMemory, InSqlite)
{
    TestType fixture;
    DeliveryStore& store = fixture.store();
    for (int i = 1; i <= 5; ++i)
        fixture.append("demo", i, event_of("evt_" + std::to_string(i)));
    fixture.append("other", 9, event_of("evt_o"));

    auto const page = store.entries("demo", {}, 1, 3);
    REQUIRE(page.size() == 3);
    CHECK(page[0].event.id == "evt_2");
    CHECK(page[0].event.seq == 2);
    CHECK(page[0].subject == 2);
    CHECK(page[0].event.recorded_at == now);
    CHECK(page[2].event.id == "evt_4");
    CHECK(store.entries("demo", {}, 4, 10).size() == 1);
    CHECK(store.entries("demo", {}, 5, 10).empty());
    CHECK(store.entries("nobody", {}, 0, 10).empty());

    fixture.merge(2, 3);
    CHECK(store.entries("demo", {}, 2, 1).at(0).subject == 2);
    CHECK(store.entry("demo", 3)->subject == 2);
    CHECK(store.entry("demo", 3)->event.id == "evt_3");
    CHECK_FALSE(store.entry("demo", 6));
    CHECK_FALSE(store.entry("demo", 0));
    std::vector<Seq> const seqs{1, 2, 3, 99};
    CHECK(store.subjects_of("demo", seqs) == std::vector<SubjectNumber>{1, 2, 2, 0});
}

TEMPLATE_TEST_CASE("rows are put whole, and read back as they were", "", InMemory, InSqlite)
{
    TestType fixture;
    DeliveryStore& store = fixture.store();
    auto const crm = store.open("demo", "crm").number;
    auto const shop = store.open("demo", "shop").number;
    for (SubjectNumber subject = 1; subject <= 6; ++subject)
        fixture.append("demo", subject, event_of("evt_" + std::to_string(subject)));

    auto waiting = row(crm, 2, DeliveryState::waiting);
    settle(store,
        {{row(crm, 4, DeliveryState::delivered), waiting, row(crm, 3, DeliveryState::queued),
             row(crm, 5, DeliveryState::dead), row(shop, 1, DeliveryState::waiting)},
            {{crm, 1}}});

    waiting.subject = 2;
    CHECK(store.delivery({crm, 2}) == waiting);
    CHECK_FALSE(store.delivery({crm, 1}));
    CHECK_FALSE(store.delivery({crm, 6}));
    auto const unsettled = store.unsettled(crm);
    REQUIRE(unsettled.size() == 2);
    CHECK(unsettled[0] == waiting);
    CHECK(unsettled[1].id == DeliveryId{crm, 3});
    CHECK(store.settled_after(crm, 1) == std::vector<Seq>{4, 5});
    CHECK(store.settled_after(crm, 4) == std::vector<Seq>{5});

    auto delivered = row(crm, 2, DeliveryState::delivered);
    delivered.attempts = 3;
    delivered.last_error.clear();
    settle(store, {{delivered}, {}});
    delivered.subject = 2;
    CHECK(store.delivery({crm, 2}) == delivered);
    CHECK(store.unsettled(crm).size() == 1);

    fixture.merge(1, 3);
    CHECK(store.unsettled(crm).at(0).subject == 1);
}

TEMPLATE_TEST_CASE("only receipts of what was delivered long ago are forgotten", "", InMemory, InSqlite)
{
    TestType fixture;
    DeliveryStore& store = fixture.store();
    auto const crm = store.open("demo", "crm").number;
    auto const shop = store.open("demo", "shop").number;
    Settlement settlement;
    for (Seq seq = 1; seq <= 1'200; ++seq) {
        fixture.append("demo", 1, event_of("evt_" + std::to_string(seq)));
        auto const state = seq == 1 ? DeliveryState::dead
            : seq == 2              ? DeliveryState::waiting
                                    : DeliveryState::delivered;
        settlement.rows.push_back(row(crm, seq, state));
        if (seq > 1'100)
            settlement.rows.back().delivered_at = now + 1h;
    }
    settlement.rows.push_back(row(shop, 7, DeliveryState::delivered));
    settle(store, std::move(settlement));

    int slices = 1;
    while (prune(store, now + 1min))
        REQUIRE(++slices < 10);
    CHECK(store.delivery({crm, 1}));
    CHECK(store.delivery({crm, 2}));
    CHECK_FALSE(store.delivery({crm, 3}));
    CHECK_FALSE(store.delivery({crm, 1'100}));
    CHECK(store.delivery({crm, 1'101}));
    CHECK_FALSE(store.delivery({shop, 7}));
}

TEST_CASE("deliveries are looked at by state and destination, page by page")
{
    InSqlite fixture;
    DeliveryStore& store = fixture.store();
    DeliveryReader& reader = fixture.reader();
    auto const crm = store.open("demo", "crm").number;
    auto const shop = store.open("demo", "shop").number;
    auto const foreign = store.open("other", "crm").number;
    for (int i = 1; i <= 4; ++i)
        fixture.append("demo", 1, event_of("evt_" + std::to_string(i), consent::EventType::opted_in));
    fixture.append("other", 2, event_of("evt_other"));
    settle(store,
        {{row(crm, 1, DeliveryState::delivered), row(crm, 2, DeliveryState::dead), row(crm, 3, DeliveryState::waiting),
             row(shop, 1, DeliveryState::dead), row(shop, 2, DeliveryState::delivered),
             row(foreign, 1, DeliveryState::dead)},
            {}});

    auto const ids = [&](DeliveryQuery query) {
        query.brand = "demo";
        std::vector<DeliveryId> found;
        for (;;) {
            auto const page = reader.deliveries(query);
            for (auto const& view : page.deliveries)
                found.push_back(view.delivery.id);
            if (!page.more)
                return found;
            REQUIRE(page.deliveries.size() == query.limit);
            query.after = found.back();
        }
    };
    using Ids = std::vector<DeliveryId>;
    Ids const all{{crm, 1}, {crm, 2}, {crm, 3}, {shop, 1}, {shop, 2}};
    auto const limit = GENERATE(1U, 2U, 3U, 5U, 100U);
    CHECK(ids({.brand = {}, .state = {}, .destination = {}, .after = {}, .limit = limit}) == all);
    CHECK(ids({.brand = {}, .state = DeliveryState::dead, .destination = {}, .after = {}, .limit = limit})
        == Ids{{crm, 2}, {shop, 1}});
    CHECK(ids({.brand = {}, .state = DeliveryState::delivered, .destination = "crm", .after = {}, .limit = limit})
        == Ids{{crm, 1}});
    CHECK(ids({.brand = {}, .state = {}, .destination = "nobody", .after = {}, .limit = limit}).empty());

    auto const of_event = reader.deliveries_of("demo", 1);
    REQUIRE(of_event.size() == 2);
    CHECK(of_event[0].destination == "crm");
    CHECK(of_event[1].destination == "shop");
    auto const view = reader.delivery_view({crm, 2}).value();
    CHECK(view.brand == "demo");
    CHECK(view.event == "evt_2");
    CHECK(view.type == consent::EventType::opted_in);
    CHECK(view.delivery.state == DeliveryState::dead);
    CHECK_FALSE(reader.delivery_view({crm, 4}));
    CHECK(reader.dead_count("demo", "crm") == 1);
    CHECK(reader.dead_count("foreign", "crm") == 0);
    CHECK(reader.dead_count("demo", "nobody") == 0);
    CHECK(reader.head("demo") == 4);
    CHECK(reader.head("nobody") == 0);
}

TEMPLATE_TEST_CASE(
    "a replay and a snapshot are destinations for a time, beside the one they are of", "", InMemory, InSqlite)
{
    TestType fixture;
    DeliveryStore& store = fixture.store();
    auto const crm = store.open("demo", "crm").number;
    for (SubjectNumber subject = 1; subject <= 6; ++subject)
        fixture.append("demo", subject % 2 + 1, event_of("evt_" + std::to_string(subject)));
    auto const begin = [&](Feed feed) {
        std::promise<Result<FeedPlace>> begun;
        store.add_feed(crm, feed, [&](Result<FeedPlace> place) { begun.set_value(std::move(place)); });
        return begun.get_future().get().value();
    };
    Feed const asked{.kind = Feed::Kind::replay, .from = now - 1h, .to = now + 1h, .subject = 2};
    FeedPlace const replay = begin(asked);
    FeedPlace const snapshot = begin({.kind = Feed::Kind::snapshot});
    CHECK(replay.place.cursor == 0);
    CHECK(replay.feed.until == 6);
    CHECK(replay.feed.from == asked.from);
    CHECK(replay.feed.to == asked.to);
    CHECK(replay.feed.subject == 2);
    CHECK(replay.name == "crm/replay-" + std::to_string(replay.place.number));
    CHECK(store.open("demo", "crm").number == crm);

    auto const of_subject = store.entries("demo", replay.feed, 0, 2);
    REQUIRE(of_subject.size() == 2);
    CHECK(of_subject[0].event.id == "evt_1");
    CHECK(of_subject[1].event.id == "evt_3");

    settle(store,
        {{row(replay.place.number, 3, DeliveryState::waiting), row(snapshot.place.number, 2, DeliveryState::dead)},
            {{replay.place.number, 3}}});
    CHECK(store.unsettled(replay.place.number).at(0).subject == 2);
    REQUIRE(store.feeds(crm).size() == 2);
    CHECK(store.feeds(crm)[0].place.cursor == 3);
    CHECK(store.feed(replay.place.number)->first == crm);
    CHECK_FALSE(store.feed(crm));
    auto const dead = store.dead(snapshot.place.number, 0, 10);
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].subject == 2);
    CHECK(store.dead(snapshot.place.number, 2, 10).empty());

    CHECK(store.feeds(crm).size() == 2);
    settle(store, {{row(replay.place.number, 3, DeliveryState::delivered)}, {}});
    for (DestinationNumber const number : {replay.place.number, snapshot.place.number}) {
        std::promise<void> ended;
        store.end_feed(number, [&](Result<void> const&) { ended.set_value(); });
        ended.get_future().get();
    }
    // What was given up of it may be brought back.
    REQUIRE(store.feeds(crm).size() == 1);
    CHECK(store.feeds(crm)[0].feed.kind == Feed::Kind::snapshot);
}

TEST_CASE("a replay from a time on begins with the first entry of that time")
{
    InSqlite fixture;
    DeliveryStore& store = fixture.store();
    auto const crm = store.open("demo", "crm").number;
    for (int hour = 0; hour < 100; ++hour) {
        auto event = event_of("evt_" + std::to_string(hour));
        event.recorded_at = now + std::chrono::hours{hour};
        fixture.append("demo", 1, std::move(event));
    }
    auto const [from, cursor] = GENERATE(table<int, Seq>({{-1, 0}, {0, 0}, {42, 42}, {99, 99}, {100, 100}}));
    std::promise<Result<FeedPlace>> begun;
    store.add_feed(crm, {.kind = Feed::Kind::replay, .from = now + std::chrono::hours{from}},
        [&](Result<FeedPlace> place) { begun.set_value(std::move(place)); });
    CHECK(begun.get_future().get()->place.cursor == cursor);
}

TEST_CASE("the oldest revocation that a destination has not acknowledged is found, among its rows or behind its cursor")
{
    InSqlite fixture;
    DeliveryStore& store = fixture.store();
    auto const crm = store.open("demo", "crm").number;
    auto const append = [&](int hour, consent::EventType type) {
        auto event = event_of("evt_" + std::to_string(hour), type);
        event.recorded_at = now + std::chrono::hours{hour};
        return fixture.append("demo", 1, std::move(event));
    };
    append(1, consent::EventType::opted_in);
    CHECK_FALSE(fixture.reader().oldest_revocation("demo", "crm"));
    auto const stop = append(2, consent::EventType::opted_out);
    append(3, consent::EventType::preference_stopped);
    CHECK(fixture.reader().oldest_revocation("demo", "crm") == now + 2h);

    auto dead = row(crm, stop, DeliveryState::dead);
    dead.recorded_at = now + 2h;
    settle(store, {{dead}, {{crm, stop}}});
    CHECK(fixture.reader().oldest_revocation("demo", "crm") == now + 2h);
    settle(store, {{row(crm, stop, DeliveryState::delivered)}, {{crm, stop}}});
    CHECK(fixture.reader().oldest_revocation("demo", "crm") == now + 3h);
    settle(store, {{}, {{crm, stop + 1}}});
    CHECK_FALSE(fixture.reader().oldest_revocation("demo", "crm"));
}
