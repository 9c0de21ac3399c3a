#include "store/delivery_reader.hpp"

#include "consentry/consent/entry.hpp"
#include "store/delivery_rows.hpp"
#include "store/transaction.hpp"

#include <algorithm>
#include <iterator>

namespace consentry::store {
namespace {

using forward::DeliveryView;

DeliveryView read_view(Row row)
{
    DeliveryView view;
    view.delivery = read_delivery(row);
    view.brand = row.text(11);
    view.destination = row.text(12);
    if (row.is_null(13)) {
        view.type = consent::EventType::snapshot;
        return view;
    }
    consent::Entry entry;
    entry.seq = view.delivery.id.seq;
    entry.fields = row.text(13);
    view.event = consent::event_id(entry.fields);
    if (auto const event = consent::read_entry(entry))
        view.type = event->type;
    return view;
}

constexpr int revocations_looked_for = 256;

/// Of the fields of an entry.
std::string const is_revocation = "json_extract(fields, '$.type') IN ('consent.opted_out', 'consent.declined', "
                                  "'preference.stopped', 'consent.held')";

std::string select(std::string_view where)
{
    return "SELECT " + std::string{delivery_columns} + ", brand.name, destination.name, entry.fields FROM "
        + std::string{delivery_tables} + " JOIN brand ON brand.id = destination.brand WHERE " + std::string{where};
}

}  // namespace

struct SqliteDeliveryReader::Session {
    Database database;
    Statement destinations;
    Statement page;
    Statement page_of_delivered;
    Statement page_of_undelivered;
    Statement of_entry;
    Statement one;
    Statement dead;
    Statement revocation_among_rows;
    Statement revocation_behind;
    Statement head;

    explicit Session(Location const& location)
        : database{location, Access::read}
        , destinations{database.prepare(
              "SELECT destination.id FROM destination JOIN brand ON brand.id = destination.brand WHERE brand.name = ?1 "
              "AND (?2 = '' OR destination.name = ?2 OR destination.parent = (SELECT parent.id FROM destination parent "
              "WHERE parent.brand = brand.id AND parent.name = ?2)) AND destination.id >= ?3 ORDER BY destination.id")}
        , page{database.prepare(select_page(""))}
        , page_of_delivered{database.prepare(select_page("AND delivery.state = 'delivered' "))}
        , page_of_undelivered{database.prepare(
              select_page("AND delivery.state = ?4 AND delivery.state <> 'delivered' "))}  // Names the index.
        , of_entry{database.prepare(select("brand.name = ?1 AND destination.feed <> 'snapshot' AND delivery.seq = ?2 "
                                           "ORDER BY delivery.destination"))}
        , one{database.prepare(select("delivery.destination = ?1 AND delivery.seq = ?2"))}
        , dead{database.prepare(  // As above: the second condition names the index.
              "SELECT count(*) FROM delivery WHERE state = 'dead' AND state <> 'delivered' AND destination = "
              "(SELECT destination.id FROM destination JOIN brand ON brand.id = destination.brand "
              "WHERE brand.name = ?1 AND destination.name = ?2)")}
        , revocation_among_rows{database.prepare("SELECT min(recorded_at) FROM (SELECT delivery.recorded_at, "
                                                 "entry.fields FROM "
              + std::string{undelivered_tables}
              + " JOIN brand ON brand.id = destination.brand WHERE brand.name = ?1 AND destination.name = ?2 AND "
                "delivery.state IN ('queued', 'waiting', 'dead', 'unknown') AND delivery.state <> 'delivered' LIMIT "
              + std::to_string(revocations_looked_for) + ") WHERE " + is_revocation)}
        , revocation_behind{database.prepare(
              "SELECT fields FROM (SELECT entry.fields FROM destination JOIN brand ON "
              "brand.id = destination.brand JOIN entry ON entry.place > (brand.id << 40) + destination.cursor AND "
              "entry.place <= (brand.id << 40) + 1099511627775 WHERE brand.name = ?1 AND destination.name = ?2 ORDER "
              "BY "
              "entry.place LIMIT "
              + std::to_string(revocations_looked_for) + ") WHERE " + is_revocation + " LIMIT 1")}
        , head{
              database.prepare("SELECT max(place) & 1099511627775 FROM entry WHERE place BETWEEN (SELECT id << 40 FROM "
                               "brand WHERE name = ?1) AND (SELECT (id << 40) + 1099511627775 FROM brand WHERE name = "
                               "?1)")}
    {
    }

    static std::string select_page(std::string_view and_state)
    {
        return select("delivery.destination = ?1 AND delivery.seq > ?2 ") + std::string{and_state}
        + "ORDER BY delivery.seq LIMIT ?3";
    }

    std::vector<DeliveryView> read_page(forward::DestinationNumber destination, forward::Seq after, std::size_t limit,
        std::optional<forward::DeliveryState> state)
    {
        if (!state)
            return page.all(read_view, destination, after, limit);
        if (state == forward::DeliveryState::delivered)
            return page_of_delivered.all(read_view, destination, after, limit);
        return page_of_undelivered.all(read_view, destination, after, limit, name_of(*state));
    }
};

SqliteDeliveryReader::SqliteDeliveryReader(Location location, std::size_t connections)
    : sessions_{connections, [location = std::move(location)] { return std::make_unique<Session>(location); }}
{
}

SqliteDeliveryReader::~SqliteDeliveryReader() = default;

/// Destination by destination, since each has its rows in order already: a page costs its own length only.
forward::DeliveryPage SqliteDeliveryReader::deliveries(forward::DeliveryQuery const& query)
{
    auto const session = sessions_.lease();
    Transaction const moment{session->database, Transaction::Kind::read};
    forward::DeliveryId const after = query.after.value_or(forward::DeliveryId{});
    auto const destinations = session->destinations.all([](Row row) { return row.integer(0); },
        std::string_view{query.brand}, std::string_view{query.destination}, after.destination);
    std::size_t const wanted = query.limit + 1;  // One more tells whether there is another page.
    forward::DeliveryPage page;
    for (auto const destination : destinations) {
        if (page.deliveries.size() == wanted)
            break;
        forward::Seq const from = destination == after.destination ? after.seq : 0;
        std::ranges::move(session->read_page(destination, from, wanted - page.deliveries.size(), query.state),
            std::back_inserter(page.deliveries));
    }
    page.more = page.deliveries.size() > query.limit;
    if (page.more)
        page.deliveries.pop_back();
    return page;
}

std::vector<DeliveryView> SqliteDeliveryReader::deliveries_of(std::string_view brand, forward::Seq seq)
{
    auto const session = sessions_.lease();
    return session->of_entry.all(read_view, brand, seq);
}

std::optional<DeliveryView> SqliteDeliveryReader::delivery_view(forward::DeliveryId id)
{
    auto const session = sessions_.lease();
    return session->one.first(read_view, id.destination, id.seq);
}

std::int64_t SqliteDeliveryReader::dead_count(std::string_view brand, std::string_view destination)
{
    auto const session = sessions_.lease();
    return session->dead.first([](Row row) { return row.integer(0); }, brand, destination).value_or(0);
}

std::optional<Instant> SqliteDeliveryReader::oldest_revocation(std::string_view brand, std::string_view destination)
{
    auto const session = sessions_.lease();
    Transaction const moment{session->database, Transaction::Kind::read};
    auto const among_rows = session->revocation_among_rows.first(
        [](Row row) { return row.is_null(0) ? std::optional<Instant>{} : row.instant(0); }, brand, destination);
    if (among_rows && *among_rows)
        return *among_rows;
    auto const behind = session->revocation_behind.first(
        [](Row row) {
            consent::Entry entry;
            entry.fields = row.text(0);
            return consent::read_entry(entry);
        },
        brand, destination);
    if (!behind || !*behind)
        return {};
    return (*behind)->recorded_at;
}

forward::Seq SqliteDeliveryReader::head(std::string_view brand)
{
    auto const session = sessions_.lease();
    return session->head.first([](Row row) { return row.integer(0); }, brand).value_or(0);
}

}  // namespace consentry::store
