#include "store/sqlite_data_reads.hpp"

#include "consentry/base/clock.hpp"
#include "consentry/consent/apply.hpp"
#include "store/standing_rows.hpp"
#include "store/transaction.hpp"

#include <future>
#include <iterator>

namespace consentry::store {
namespace {

using consent::DataRead;

constexpr std::string_view select_reads
    = "SELECT data_read.id, data_read.at, key, call, brand.name, data_read.subject, first, last FROM data_read "
      "JOIN brand ON brand.id = data_read.brand WHERE brand.id = ?1 AND data_read.id > ?2 AND (?3 = '' OR key = ?3) ";

constexpr std::string_view page_of_reads = "ORDER BY data_read.id LIMIT ?4";

/// A subject goes by every id that went into it, too.
constexpr std::string_view of_subject
    = "AND (data_read.subject IN (SELECT public_id FROM subject WHERE id = ?5 OR merged_into = ?5) OR EXISTS "
      "(SELECT 1 FROM entry WHERE entry.subject = ?5 AND place BETWEEN (?1 << 40) + first AND (?1 << 40) + last "
      "AND first > 0)) ";

DataRead read_row(Row row)
{
    return {row.integer(0), row.instant(1), std::string{row.text(2)}, std::string{row.text(3)},
        std::string{row.text(4)}, std::string{row.text(5)}, row.integer(6), row.integer(7)};
}

/// Inside the writer's transaction.
void write(Database& database, std::vector<DataRead> const& reads)
{
    Statement put{database.prepare("INSERT INTO data_read (at, key, call, brand, subject, first, last) "
                                   "SELECT ?1, ?2, ?3, id, ?5, ?6, ?7 FROM brand WHERE name = ?4")};
    for (DataRead const& read : reads)
        put.run(read.at, std::string_view{read.key}, std::string_view{read.call}, std::string_view{read.brand},
            std::string_view{read.subject}, read.first, read.last);
}

std::optional<std::int64_t> number_of(Database const& database, std::string const& table, std::string_view name)
{
    return database.prepare("SELECT id FROM " + table + " WHERE name = ?1")
        .first([](Row row) { return row.integer(0); }, name);
}

}  // namespace

SqliteDataReads::SqliteDataReads(Location location, std::string suppression_key, Writer* writer)
    : location_{std::move(location)}
    , suppression_key_{std::move(suppression_key)}
    , writer_{writer}
{
}

SqliteDataReads::~SqliteDataReads() = default;

void SqliteDataReads::note(DataRead read) noexcept
try {
    std::lock_guard const lock{mutex_};
    if (waiting_.size() < waiting_max)
        waiting_.push_back(std::move(read));
    else
        lost_.fetch_add(1, std::memory_order_relaxed);
} catch (...) {
    lost_.fetch_add(1, std::memory_order_relaxed);
}

Result<void> SqliteDataReads::flush()
{
    auto const taken = std::make_shared<std::vector<DataRead>>();
    {
        std::lock_guard const lock{mutex_};
        taken->swap(waiting_);
    }
    if (taken->empty() || !writer_)
        return {};
    auto const promise = std::make_shared<std::promise<Result<void>>>();
    auto outcome = promise->get_future();
    writer_->submit([taken](Database& database) { write(database, *taken); },
        [promise](Result<void> result) { promise->set_value(std::move(result)); });
    Result<void> const kept = outcome.get();
    if (!kept) {
        std::lock_guard const lock{mutex_};
        taken->insert(taken->end(), std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
        waiting_.swap(*taken);
    }
    return kept;
}

/// Rarely asked, so nothing is kept open for it.
consent::DataReadPage SqliteDataReads::reads(consent::Policy const& policy, consent::DataReadQuestion const& question)
{
    Database database{location_, Access::read};
    Transaction const transaction{database, Transaction::Kind::read};
    consent::DataReadPage page;
    auto const brand = number_of(database, "brand", question.brand);
    if (!brand)
        return page;
    std::int64_t const wanted = static_cast<std::int64_t>(question.limit) + 1;
    std::string_view const key{question.key};
    if (question.contact) {
        auto const portfolio = number_of(database, "portfolio", policy.portfolio);
        consent::Keyer keys{suppression_key_};
        StandingRows rows{database};
        auto const subject = subject_of(
            rows, {portfolio.value_or(0), policy.portfolio, keys}, *question.contact, event_time(SystemClock{}.now()));
        if (!subject)
            return page;
        std::string const query = std::string{select_reads}.append(of_subject).append(page_of_reads);
        page.reads = database.prepare(query).all(read_row, *brand, question.after, key, wanted, *subject);
    } else {
        std::string const query = std::string{select_reads}.append(page_of_reads);
        page.reads = database.prepare(query).all(read_row, *brand, question.after, key, wanted);
    }
    page.more = page.reads.size() > question.limit;
    if (page.more)
        page.reads.pop_back();
    return page;
}

}  // namespace consentry::store
