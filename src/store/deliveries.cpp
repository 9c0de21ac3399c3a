#include "store/deliveries.hpp"

#include "store/delivery_rows.hpp"
#include "store/standing_rows.hpp"

#include <future>

namespace consentry::store {
namespace {

using forward::Delivery;
using forward::DeliveryId;
using forward::DestinationNumber;
using forward::LedgerEntry;
using forward::Place;
using forward::Seq;

constexpr int prune_slice = 500;

std::string const select_delivery
    = "SELECT " + std::string{delivery_columns} + " FROM " + std::string{delivery_tables} + " WHERE ";

void read_into(LedgerEntry& entry, Row row)
{
    Result<consent::Event> event = consent::read_entry(read_entry(row, 1));
    if (!event)
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: an entry cannot be read: " + event.error().detail};
    entry.subject = row.integer(0);
    entry.event = std::move(*event);
}

LedgerEntry read_ledger_entry(Row row)
{
    LedgerEntry entry;
    read_into(entry, row);
    return entry;
}

/// With room for all from the beginning: an event is large, and is moved as seldom as can be.
template <class... Args>
std::vector<LedgerEntry> read_page(Statement& statement, std::size_t limit, Args const&... args)
{
    std::vector<LedgerEntry> page;
    page.reserve(limit);
    statement.each([&page](Row row) { read_into(page.emplace_back(), row); }, args...);
    return page;
}

/// A new destination gets everything from now on. Inside the writer's transaction.
void add_destination(Database& database, std::string const& brand, std::string const& destination)
{
    Statement add_brand{database.prepare("INSERT INTO brand (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")};
    add_brand.run(std::string_view{brand});
    Statement add{database.prepare(
        "INSERT INTO destination (brand, name, cursor) SELECT id, ?2, "
        "coalesce((SELECT max(place) & 1099511627775 FROM entry WHERE place BETWEEN id << 40 AND (id << 40) + "
        "1099511627775), 0) FROM brand WHERE name = ?1 ON CONFLICT (brand, name) DO NOTHING")};
    add.run(std::string_view{brand}, std::string_view{destination});
}

/// Inside the writer's transaction.
void write_settlement(Database& database, forward::Settlement const& settlement)
{
    Statement put{database.prepare(
        // Not ON CONFLICT DO UPDATE: that makes a table for every row, to keep what it might have to change.
        "INSERT OR REPLACE INTO delivery (destination, seq, state, attempts, recorded_at, first_attempt_at, due_at, "
        "delivered_at, last_status, last_error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")};
    for (Delivery const& row : settlement.rows)
        put.run(row.id.destination, row.id.seq, name_of(row.state), row.attempts, row.recorded_at, row.first_attempt_at,
            row.due_at, row.delivered_at, row.last_status, std::string_view{row.last_error});
    Statement move{database.prepare("UPDATE destination SET cursor = ?2 WHERE id = ?1")};
    for (forward::CursorMove const& cursor : settlement.cursors)
        move.run(cursor.destination, cursor.cursor);
}

/// Inside the writer's transaction, so it looks at the oldest receipts of each destination only; the table is too long
/// to be searched there, and they stand in it nearly by age. Returns how many there were to forget.
int forget_delivered(Database& database, Instant before)
{
    Statement forget{database.prepare(
        "DELETE FROM delivery WHERE destination = ?1 AND state IN ('delivered', 'skipped', 'unknown') AND "
        "coalesce(delivered_at, recorded_at) < ?2 AND seq IN (SELECT seq FROM delivery WHERE destination = ?1 AND "
        "state IN "
        "('delivered', 'skipped', 'unknown') ORDER BY seq LIMIT ?3)")};
    int forgotten = 0;
    auto const destinations
        = database.prepare("SELECT id FROM destination").all([](Row row) { return row.integer(0); });
    for (DestinationNumber const destination : destinations)
        forgotten += forget.run(destination, before, prune_slice);
    return forgotten;
}

}  // namespace

struct SqliteDeliveryStore::Statements {
    Statement place;
    Statement unsettled;
    Statement settled_after;
    Statement dead;
    Statement entries;
    Statement entries_of_subject;
    Statement entry;
    Statement subject_of;
    Statement delivery;

    explicit Statements(Database const& db)
        : place{db.prepare(
              "SELECT destination.id, destination.cursor, "
              "EXISTS (SELECT 1 FROM halted WHERE halted.destination = destination.id) FROM destination "
              "JOIN brand ON brand.id = destination.brand WHERE brand.name = ?1 AND destination.name = ?2")}
        , unsettled{db.prepare("SELECT " + std::string{delivery_columns} + " FROM " + std::string{undelivered_tables}
              + " WHERE delivery.destination = ?1 AND delivery.state IN ('queued', 'waiting') AND "
                "delivery.state <> 'delivered' ORDER BY delivery.seq")}
        , settled_after{db.prepare("SELECT seq FROM delivery WHERE destination = ?1 AND seq > ?2 AND state NOT IN "
                                   "('queued', 'waiting') ORDER BY seq")}
        , dead{db.prepare("SELECT " + std::string{delivery_columns} + " FROM " + std::string{undelivered_tables}
              + " WHERE delivery.destination = ?1 AND delivery.seq > ?2 AND delivery.state = 'dead' AND "
                "delivery.state <> 'delivered' ORDER BY delivery.seq LIMIT ?3")}
        , entries{db.prepare("SELECT entry.subject, " + std::string{entry_columns}
              + " FROM entry LEFT JOIN personal USING (place) WHERE entry.place > (SELECT (id << 40) + ?2 FROM brand "
                "WHERE name = ?1) AND entry.place <= (SELECT (id << 40) + 1099511627775 FROM brand WHERE name = ?1) "
                "ORDER BY entry.place LIMIT ?3")}
        , entries_of_subject{db.prepare("SELECT entry.subject, " + std::string{entry_columns}
              + " FROM entry LEFT JOIN personal USING (place) WHERE entry.subject = coalesce((SELECT merged_into FROM "
                "subject WHERE id = ?4), ?4) AND entry.place > (SELECT (id "
                "<< "
                "40) + ?2 FROM brand WHERE name = ?1) AND entry.place <= (SELECT (id << 40) + 1099511627775 FROM brand "
                "WHERE name = ?1) ORDER BY entry.place LIMIT ?3")}
        , entry{db.prepare("SELECT entry.subject, " + std::string{entry_columns}
              + " FROM entry LEFT JOIN personal USING (place) WHERE entry.place = (SELECT (id << 40) + ?2 FROM brand "
                "WHERE name = ?1)")}
        , subject_of{db.prepare(
              "SELECT subject FROM entry WHERE place = (SELECT (id << 40) + ?2 FROM brand WHERE name = ?1)")}
        , delivery{db.prepare(select_delivery + "delivery.destination = ?1 AND delivery.seq = ?2")}
    {
    }
};

SqliteDeliveryStore::SqliteDeliveryStore(Location const& location, Writer& writer)
    : database_{location, Access::read}
    , writer_{writer}
    , statements_{std::make_unique<Statements>(database_)}
{
}

SqliteDeliveryStore::~SqliteDeliveryStore() = default;

std::optional<Place> SqliteDeliveryStore::known_place(std::string_view brand, std::string_view destination)
{
    auto const read = [](Row row) { return Place{row.integer(0), row.integer(1), row.integer(2) != 0}; };
    return statements_->place.first(read, brand, destination);
}

Place SqliteDeliveryStore::open(std::string_view brand, std::string_view destination)
{
    if (auto const place = known_place(brand, destination))
        return *place;
    std::promise<Result<void>> added;
    writer_.submit([brand = std::string{brand}, destination = std::string{destination}](
                       Database& database) { add_destination(database, brand, destination); },
        [&added](Result<void> outcome) { added.set_value(std::move(outcome)); });
    if (Result<void> const outcome = added.get_future().get(); !outcome)
        throw StoreError{SQLITE_ERROR, outcome.error().detail};
    auto const place = known_place(brand, destination);
    if (!place)
        throw StoreError{SQLITE_ERROR, "a destination that was just added is not there"};
    return *place;
}

std::vector<Delivery> SqliteDeliveryStore::unsettled(DestinationNumber destination)
{
    return statements_->unsettled.all(read_delivery, destination);
}

std::vector<Seq> SqliteDeliveryStore::settled_after(DestinationNumber destination, Seq after)
{
    return statements_->settled_after.all([](Row row) { return row.integer(0); }, destination, after);
}

std::vector<Delivery> SqliteDeliveryStore::dead(DestinationNumber destination, Seq after, std::size_t limit)
{
    return statements_->dead.all(read_delivery, destination, after, limit);
}

std::vector<LedgerEntry> SqliteDeliveryStore::entries(
    std::string_view brand, forward::Feed const& feed, Seq after, std::size_t limit)
{
    if (feed.subject != 0)
        return read_page(statements_->entries_of_subject, limit, brand, after, limit, feed.subject);
    return read_page(statements_->entries, limit, brand, after, limit);
}

std::optional<LedgerEntry> SqliteDeliveryStore::entry(std::string_view brand, Seq seq)
{
    return statements_->entry.first(read_ledger_entry, brand, seq);
}

std::vector<forward::SubjectNumber> SqliteDeliveryStore::subjects_of(std::string_view brand, std::span<Seq const> seqs)
{
    std::vector<forward::SubjectNumber> subjects;
    subjects.reserve(seqs.size());
    for (Seq const seq : seqs) {
        auto const found = statements_->subject_of.first([](Row row) { return row.integer(0); }, brand, seq);
        subjects.push_back(found.value_or(0));
    }
    return subjects;
}

std::optional<Delivery> SqliteDeliveryStore::delivery(DeliveryId id)
{
    return statements_->delivery.first(read_delivery, id.destination, id.seq);
}

void SqliteDeliveryStore::settle(forward::Settlement settlement, Done done)
{
    writer_.submit([settlement = std::move(settlement)](Database& database) { write_settlement(database, settlement); },
        std::move(done));
}

void SqliteDeliveryStore::halt(DestinationNumber destination, bool halted, Done done)
{
    char const* const change = halted ? "INSERT OR IGNORE INTO halted (destination) VALUES (?1)"
                                      : "DELETE FROM halted WHERE destination = ?1";
    writer_.submit(
        [destination, change](Database& database) { database.prepare(change).run(destination); }, std::move(done));
}

void SqliteDeliveryStore::prune(Instant before, Pruned done)
{
    auto const forgotten = std::make_shared<int>(0);
    writer_.submit([before, forgotten](Database& database) { *forgotten = forget_delivered(database, before); },
        [forgotten, done = std::move(done)](Result<void> outcome) mutable {
            if (outcome)
                done(*forgotten > 0);
            else
                done(std::unexpected(outcome.error()));
        });
}

}  // namespace consentry::store
