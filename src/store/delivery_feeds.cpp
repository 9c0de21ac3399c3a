// Replays and snapshots: destinations for a time, each with a place of its own beside the one it is for.
#include "store/deliveries.hpp"

#include "store/delivery_rows.hpp"
#include "store/entry_place.hpp"

namespace consentry::store {
namespace {

using forward::DestinationNumber;
using forward::Feed;
using forward::FeedPlace;
using forward::Seq;

constexpr std::string_view feed_columns
    = "SELECT parent, id, cursor, name, feed, until, from_at, to_at, subject FROM destination ";

std::optional<Instant> instant_of(Row row, int column)
{
    return row.is_null(column) ? std::nullopt : std::optional{row.instant(column)};
}

std::pair<DestinationNumber, FeedPlace> read_feed(Row row)
{
    auto const kind = forward::feed_kind_of(row.text(4));
    if (!kind)
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: a feed is of a kind that this version does not know"};
    FeedPlace place;
    place.place = {row.integer(1), row.integer(2), false};
    place.name = row.text(3);
    place.feed = {.kind = *kind,
        .until = row.integer(5),
        .from = instant_of(row, 6),
        .to = instant_of(row, 7),
        .subject = row.integer(8)};
    return {row.integer(0), std::move(place)};
}

/// The last entry that was recorded before `from`, found by halving: a replay of yesterday need not read last year.
Seq last_before(Database& database, BrandNumber brand, Seq head, Instant from)
{
    Statement recorded_at{database.prepare("SELECT json_extract(fields, '$.recorded_at') FROM entry WHERE place = ?1")};
    std::string const wanted = rfc3339(from);
    Seq before = 0;
    for (Seq behind = head + 1; before + 1 < behind;) {
        Seq const middle = before + (behind - before) / 2;
        auto const at = recorded_at.first([](Row row) { return std::string{row.text(0)}; }, entry_place(brand, middle));
        (at && *at < wanted ? before : behind) = middle;
    }
    return before;
}

/// Inside the writer's transaction.
FeedPlace begin_feed(Database& database, DestinationNumber parent, Feed feed)
{
    auto const found = database.prepare("SELECT brand, name FROM destination WHERE id = ?1")
                           .first([](Row row) { return std::pair{row.integer(0), std::string{row.text(1)}}; }, parent);
    if (!found)
        throw StoreError{SQLITE_ERROR, "a destination that is to be told something once more is not there"};
    auto const& [brand, of] = *found;
    auto const head = database.prepare("SELECT max(place) FROM entry WHERE place BETWEEN ?1 AND ?2")
                          .first([](Row row) { return row.is_null(0) ? 0 : row.integer(0); }, entry_place(brand, 0),
                              entry_place(brand, seq_max));
    feed.until = seq_at(head.value_or(0));
    Seq const cursor = feed.from ? last_before(database, brand, feed.until, *feed.from) : 0;
    auto const number
        = database.prepare("SELECT max(id) + 1 FROM destination").first([](Row row) { return row.integer(0); }).value();
    std::string name = of + "/" + std::string{name_of(feed.kind)} + "-" + std::to_string(number);
    database
        .prepare("INSERT INTO destination (id, brand, name, cursor, parent, feed, until, from_at, to_at, subject) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
        .run(number, brand, std::string_view{name}, cursor, parent, name_of(feed.kind), feed.until, feed.from, feed.to,
            feed.subject);
    return {{number, cursor, false}, std::move(name), feed};
}

}  // namespace

std::vector<FeedPlace> SqliteDeliveryStore::feeds(DestinationNumber destination)
{
    return database_
        .prepare(std::string{feed_columns}
            + "WHERE parent = ?1 AND (ended = 0 OR EXISTS (SELECT 1 FROM delivery WHERE destination = destination.id "
              "AND "
              "state IN ('dead', 'queued', 'waiting') AND state <> 'delivered')) ORDER BY id")
        .all([](Row row) { return read_feed(row).second; }, destination);
}

std::optional<std::pair<DestinationNumber, FeedPlace>> SqliteDeliveryStore::feed(DestinationNumber number)
{
    return database_.prepare(std::string{feed_columns} + "WHERE id = ?1 AND parent IS NOT NULL")
        .first(read_feed, number);
}

void SqliteDeliveryStore::add_feed(DestinationNumber destination, Feed feed, Begun done)
{
    auto const begun = std::make_shared<FeedPlace>();
    writer_.submit([destination, feed, begun](Database& database) { *begun = begin_feed(database, destination, feed); },
        [begun, done = std::move(done)](Result<void> outcome) mutable {
            if (outcome)
                done(std::move(*begun));
            else
                done(std::unexpected(outcome.error()));
        });
}

void SqliteDeliveryStore::end_feed(DestinationNumber number, Done done)
{
    writer_.submit(
        [number](
            Database& database) { database.prepare("UPDATE destination SET ended = 1 WHERE id = ?1").run(number); },
        std::move(done));
}

}  // namespace consentry::store
