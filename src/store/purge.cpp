// What is personal of somebody who was erased goes: last of all the names by which the rest is found.
#include "store/purge.hpp"

#include "consentry/consent/variants.hpp"
#include "store/entry_place.hpp"

#include <algorithm>
#include <future>
#include <utility>

namespace consentry::store {
namespace {

constexpr int slice_entries = 200;
constexpr std::chrono::minutes forget_again_after{10};
constexpr int log_patience_ms = 20;  // How long writers wait at most while readers of an old state finish.

struct Pending {
    consent::SubjectNumber subject = 0;
    EventTime at;
};

/// The parts of some entries behind `after`; the last of them, 0 if there was none. Inside the writer's transaction.
EntryPlace purge_slice(Database& database, consent::SubjectNumber subject, EntryPlace after)
{
    auto const places
        = database.prepare("SELECT place FROM entry WHERE subject = ?1 AND place > ?2 ORDER BY place LIMIT ?3")
              .all([](Row row) { return EntryPlace{row.integer(0)}; }, subject, after, slice_entries);
    Statement forget{database.prepare("DELETE FROM personal WHERE place = ?1")};
    Statement clear{database.prepare("UPDATE delivery SET last_error = '' WHERE seq = ?2 AND last_error <> '' AND "
                                     "destination IN (SELECT id FROM destination WHERE brand = ?1)")};
    for (EntryPlace const place : places) {
        forget.run(place);
        clear.run(brand_at(place), seq_at(place));
    }
    return places.empty() ? 0 : places.back();
}

void finish_purge(Database& database, consent::SubjectNumber subject, EventTime now)
{
    database.prepare("DELETE FROM erasure_name WHERE subject = ?1").run(subject);
    database.prepare("UPDATE erasure SET purged = ?2 WHERE subject = ?1").run(subject, now);
}

}  // namespace

struct SqliteUpkeep::Statements {
    Statement pending;
    Statement names;
    Statement destination;
    Statement last_entry;
    Statement undelivered;

    explicit Statements(Database const& db)
        : pending{db.prepare("SELECT subject, at FROM erasure WHERE purged IS NULL ORDER BY subject")}
        , names{db.prepare("SELECT kind, value FROM erasure_name WHERE subject = ?1")}
        , destination{db.prepare(
              "SELECT destination.id, destination.brand, destination.cursor FROM destination JOIN brand ON brand.id = "
              "destination.brand WHERE brand.name = ?1 AND destination.name = ?2")}
        , last_entry{db.prepare("SELECT max(place) FROM entry WHERE subject = ?1 AND place BETWEEN ?2 AND ?3")}
        , undelivered{db.prepare(
              "SELECT 1 FROM delivery INDEXED BY delivery_undelivered WHERE destination = ?1 AND state <> 'delivered' "
              "AND state IN ('queued', 'waiting', 'dead') "
              "AND (?2 << 40) + seq IN (SELECT place FROM entry WHERE subject = ?3) LIMIT 1")}
    {
    }
};

SqliteUpkeep::SqliteUpkeep(Location const& location, Writer& writer, SqliteDataReads& reads)
    : database_{location, Access::read}
    , log_mover_{location, Access::checkpoint}
    , writer_{writer}
    , reads_{reads}
    , retention_{database_, writer}
    , list_{location.path}
    , statements_{std::make_unique<Statements>(database_)}
{
    sqlite3_busy_timeout(log_mover_.handle(), log_patience_ms);
    note_status();
}

SqliteUpkeep::~SqliteUpkeep() = default;

Result<void> SqliteUpkeep::purge(Instant now, std::span<DestinationName const> destinations, Forget const& forget)
{
    // Before anything goes: from then on only the list can tell it to a backup.
    auto const erasures = static_cast<std::size_t>(database_.integer("SELECT count(*) FROM erasure"));
    if (erasures != std::exchange(listed_, erasures))
        list_.complete(database_);
    auto const pending = statements_->pending.all([](Row row) { return Pending{row.integer(0), row.time(1)}; });
    for (Pending const& one : pending) {
        bool const is_due = event_time(now) >= one.at + consent::erasure_waits;
        bool const is_later = forget_again_.contains(one.subject) && now < forget_again_[one.subject];
        if (is_later || (!is_due && !is_acknowledged(one.subject, destinations)))
            continue;
        if (Result<void> const done = purge_rows(one.subject); !done)
            return done;
        if (!forget(names_of(one.subject), is_due)) {
            forget_again_[one.subject] = now + forget_again_after;
            continue;
        }
        forget_again_.erase(one.subject);
        if (Result<void> const done = finish(one.subject, event_time(now)); !done)
            return done;
        ++still_in_log_;
    }
    if (still_in_log_ > 0 && empty_log())
        purged_ += std::exchange(still_in_log_, 0);
    note_status();
    return {};
}

ErasureStatus SqliteUpkeep::erasures() const
{
    std::lock_guard const lock{mutex_};
    return status_;
}

void SqliteUpkeep::note_status()
{
    ErasureStatus status;
    status.purged = purged_;
    status.pending = still_in_log_;
    statements_->pending.each([&](Row row) {
        ++status.pending;
        status.oldest = status.oldest ? std::min(*status.oldest, row.time(1)) : row.time(1);
    });
    std::lock_guard const lock{mutex_};
    status_ = status;
}

Result<bool> SqliteUpkeep::drop_old(Instant now, Retention const& retention)
{
    Result<bool> const more = retention_.drop(now, retention);
    std::lock_guard const lock{mutex_};
    retention_status_ = retention_.status();
    return more;
}

RetentionStatus SqliteUpkeep::retention() const
{
    std::lock_guard const lock{mutex_};
    return retention_status_;
}

Result<void> SqliteUpkeep::keep_reads() { return reads_.flush(); }

bool SqliteUpkeep::is_acknowledged(consent::SubjectNumber subject, std::span<DestinationName const> destinations)
{
    return std::ranges::all_of(
        destinations, [&](DestinationName const& destination) { return is_acknowledged_by(destination, subject); });
}

/// Every entry up to its cursor is settled, or has a row.
bool SqliteUpkeep::is_acknowledged_by(DestinationName const& name, consent::SubjectNumber subject)
{
    struct Found {
        std::int64_t number;
        BrandNumber brand;
        consent::Seq cursor;
    };
    auto const found
        = statements_->destination.first([](Row row) { return Found{row.integer(0), row.integer(1), row.integer(2)}; },
            std::string_view{name.brand}, std::string_view{name.name});
    if (!found)
        return true;
    auto const last = statements_->last_entry.first([](Row row) { return row.integer(0); }, subject,
        entry_place(found->brand, 0), entry_place(found->brand, seq_max));
    bool const comes_to_it = last.value_or(0) != 0;
    if (comes_to_it && seq_at(*last) > found->cursor)
        return false;
    return !statements_->undelivered.first([](Row) { return true; }, found->number, found->brand, subject);
}

/// In every spelling: what could not be acted on may have come under another one than what could.
std::vector<std::string> SqliteUpkeep::names_of(consent::SubjectNumber subject)
{
    std::vector<std::string> names;
    statements_->names.each(
        [&](Row row) {
            names.emplace_back(row.text(1));
            auto const kind = consent::alias_kind_of(row.text(0));
            if (auto other = kind ? consent::other_spelling({*kind, names.back()}) : std::nullopt)
                names.push_back(std::move(other->value));
        },
        subject);
    return names;
}

Result<void> SqliteUpkeep::purge_rows(consent::SubjectNumber subject)
{
    for (EntryPlace after = INT64_MIN; after != 0;) {
        auto const last = std::make_shared<EntryPlace>(0);
        Result<void> const done
            = run([subject, after, last](Database& database) { *last = purge_slice(database, subject, after); });
        if (!done)
            return done;
        after = *last;
    }
    return {};
}

Result<void> SqliteUpkeep::finish(consent::SubjectNumber subject, EventTime now)
{
    return run([subject, now](Database& database) { finish_purge(database, subject, now); });
}

/// Behind whatever is more urgent; waits for it.
Result<void> SqliteUpkeep::run(Writer::Job job)
{
    auto const promise = std::make_shared<std::promise<Result<void>>>();
    auto outcome = promise->get_future();
    writer_.submit(std::move(job), [promise](Result<void> result) { promise->set_value(std::move(result)); });
    return outcome.get();
}

/// Former versions of what was purged stand in the log until it is cut off, which readers may be in the way of. First
/// what takes long, beside the writer; then what it has to wait for.
bool SqliteUpkeep::empty_log()
{
    sqlite3* const log = log_mover_.handle();
    sqlite3_wal_checkpoint_v2(log, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return sqlite3_wal_checkpoint_v2(log, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace consentry::store
