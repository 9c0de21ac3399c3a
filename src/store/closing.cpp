// How a subject is closed: nothing leads to it any more. What is personal of it goes when every receiver knows.
#include "store/record_statements.hpp"

namespace consentry::store {

std::vector<consent::SubjectName> SqliteRecords::names_of(consent::SubjectNumber subject)
{
    return statements_->names_of.all(
        [](Row row) {
            auto const kind = consent::alias_kind_of(row.text(0));
            if (!kind)
                throw StoreError{SQLITE_CORRUPT, "the store is damaged: alias.kind holds an unknown word"};
            return consent::SubjectName{{*kind, std::string{row.text(1)}}, row.time(2),
                row.is_null(3) ? std::nullopt : std::optional{row.time(3)}};
        },
        subject);
}

std::optional<EventTime> SqliteRecords::erased(std::string_view portfolio_name, consent::PrivateKey const& alias)
{
    return rows_.holder_of(portfolio(portfolio_name), alias).erased;
}

bool SqliteRecords::any_erased() { return rows_.any_erased(); }

void SqliteRecords::suppress(std::string_view portfolio_name, consent::PrivateKey const& alias, EventTime erased_at)
{
    BrandNumber const owner = portfolio(portfolio_name);
    database_
        .prepare("INSERT INTO alias_key (key, tag, portfolio, subject, erased) VALUES (?1, ?2, ?3, 0, ?4) "
                 "ON CONFLICT (key) DO UPDATE SET erased = excluded.erased")
        .run(rows_.holder_of(owner, alias).key, short_key(alias).tag, owner, erased_at);
}

/// The keys stay, and lead to nobody: whoever has a name next has it from the second after the erasure on. The names
/// themselves are set aside for those who have still to look for them, in the journal.
void SqliteRecords::close(consent::SubjectNumber subject, EventTime erased_at)
{
    Database const& db = database_;
    db.prepare("INSERT INTO erasure (subject, at) VALUES (?1, ?2)").run(subject, erased_at);
    db.prepare("INSERT INTO erasure_name (subject, number, kind, value) "
               "SELECT subject, number, kind, value FROM alias WHERE subject = ?1")
        .run(subject);
    db.prepare("UPDATE alias_key SET subject = 0, until = coalesce(until, ?2) WHERE subject = ?1 "
               "AND key IN (SELECT key FROM alias WHERE subject = ?1)")
        .run(subject, erased_at + std::chrono::seconds{1});
    db.prepare("DELETE FROM alias WHERE subject = ?1").run(subject);
    for (char const* const table : {"fact", "prompt", "answer", "hold", "unlinked"}) {
        std::string const forget
            = std::string{"DELETE FROM "} + table + " WHERE brand IN (SELECT id FROM brand) AND subject = ?1";
        db.prepare(forget).run(subject);
    }
}

}  // namespace consentry::store
