#include "store/retention.hpp"

#include "store/entry_place.hpp"

#include <algorithm>
#include <future>

namespace consentry::store {
namespace {

constexpr int slice_entries = 500;
constexpr int slice_reads = 2'000;

/// Words that are no evidence of anything.
bool says_nothing_on_consent(std::string_view type)
{
    return type == consent::name_of(consent::EventType::unmatched)
        || type == consent::name_of(consent::EventType::help);
}

/// Inside the writer's transaction. Returns how many there were to drop.
int drop_words(Database& database, std::vector<std::int64_t> const& places, std::int64_t brand, std::string_view round,
    consent::Seq cursor)
{
    Statement drop{database.prepare("UPDATE personal SET said_salt = x'', said = '' WHERE place = ?1 AND said <> ''")};
    int dropped = 0;
    for (std::int64_t const place : places)
        dropped += drop.run(place);
    database.prepare("INSERT OR REPLACE INTO round (brand, name, value) VALUES (?1, ?2, ?3)")
        .run(brand, round, std::string_view{std::to_string(cursor)});
    return dropped;
}

}  // namespace

std::string_view name_of(RetentionKind kind)
{
    switch (kind) {
    case RetentionKind::message_text: return "message_text";
    case RetentionKind::unmatched_text: return "unmatched_text";
    case RetentionKind::reads: return "reads";
    }
    return "";
}

std::string round_of(RetentionKind kind) { return "retention." + std::string{name_of(kind)}; }

RetentionSlices::RetentionSlices(Database& database, Writer& writer)
    : database_{database}
    , writer_{writer}
    , brands_{database.prepare("SELECT id FROM brand")}
    , cursor_{database.prepare("SELECT CAST(value AS INTEGER) FROM round WHERE brand = ?1 AND name = ?2")}
    , entries_{database.prepare("SELECT place, json_extract(fields, '$.recorded_at'), json_extract(fields, '$.type') "
                                "FROM entry WHERE place > ?1 AND place <= ?2 ORDER BY place LIMIT ?3")}
{
}

Result<bool> RetentionSlices::drop(Instant now, Retention const& retention)
{
    bool more = false;
    auto const keep = [&](RetentionKind kind, Result<bool> const& dropped) {
        if (dropped) {
            figures(kind).due = *dropped;
            figures(kind).last_run = now;
            more = more || *dropped;
        }
        return dropped.has_value();
    };
    Result<bool> const words = drop_texts(RetentionKind::message_text, now - retention.message_text);
    if (!keep(RetentionKind::message_text, words))
        return words;
    Result<bool> const unmatched = drop_texts(RetentionKind::unmatched_text, now - retention.unmatched_text);
    if (!keep(RetentionKind::unmatched_text, unmatched))
        return unmatched;
    Result<bool> const reads = drop_reads(now - retention.reads);
    if (!keep(RetentionKind::reads, reads))
        return reads;
    return more;
}

/// One slice of each brand.
Result<bool> RetentionSlices::drop_texts(RetentionKind kind, Instant before)
{
    bool more = false;
    std::string const round = round_of(kind);
    for (std::int64_t const brand : brands_.all([](Row row) { return row.integer(0); })) {
        consent::Seq const after
            = cursor_.first([](Row row) { return row.integer(0); }, brand, std::string_view{round}).value_or(0);
        Slice slice = texts_of(kind, brand, after, rfc3339(before));
        if (slice.cursor == 0)
            continue;
        more = more || slice.more;
        auto const dropped = std::make_shared<int>(0);
        Result<void> const done = run([=, slice = std::move(slice)](Database& database) {
            *dropped = drop_words(database, slice.places, brand, round, slice.cursor);
        });
        if (!done)
            return std::unexpected(done.error());
        figures(kind).dropped += static_cast<std::uint64_t>(*dropped);
    }
    return more;
}

/// Entries stand in the order in which they were recorded.
RetentionSlices::Slice RetentionSlices::texts_of(
    RetentionKind kind, std::int64_t brand, consent::Seq after, std::string const& before)
{
    Slice slice;
    bool all_old = true;
    int seen = 0;
    entries_.each(
        [&](Row row) {
            ++seen;
            all_old = all_old && row.text(1) < before;
            if (!all_old)
                return;
            slice.cursor = seq_at(row.integer(0));
            if (kind == RetentionKind::message_text || says_nothing_on_consent(row.text(2)))
                slice.places.push_back(row.integer(0));
        },
        entry_place(brand, after), entry_place(brand, seq_max), slice_entries);
    slice.more = all_old && seen == slice_entries;
    return slice;
}

Result<bool> RetentionSlices::drop_reads(Instant before)
{
    auto const dropped = std::make_shared<int>(0);
    auto const oldest = database_.prepare("SELECT at FROM data_read ORDER BY id LIMIT 1").first([](Row row) {
        return row.instant(0);
    });
    if (!oldest || *oldest >= before)
        return false;
    Result<void> const done = run([dropped, before](Database& database) {
        *dropped = database
                       .prepare("DELETE FROM data_read WHERE id IN (SELECT id FROM data_read ORDER BY id LIMIT ?2) "
                                "AND at < ?1")
                       .run(before, slice_reads);
    });
    if (!done)
        return std::unexpected(done.error());
    figures(RetentionKind::reads).dropped += static_cast<std::uint64_t>(*dropped);
    return *dropped == slice_reads;
}

/// Behind whatever is more urgent; waits for it.
Result<void> RetentionSlices::run(Writer::Job job)
{
    auto const promise = std::make_shared<std::promise<Result<void>>>();
    auto outcome = promise->get_future();
    writer_.submit(std::move(job), [promise](Result<void> result) { promise->set_value(std::move(result)); });
    return outcome.get();
}

}  // namespace consentry::store
