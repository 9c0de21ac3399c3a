#include "store/sqlite_records.hpp"

#include <stdexcept>

namespace consentry::store {

using consent::Seq;
using consent::SubjectNumber;

struct SqliteRecords::Statements {
    Statement find_brand;
    Statement add_brand;
    Statement find_portfolio;
    Statement add_portfolio;
    Statement epoch;
    Statement head;
    Statement find_seen;
    Statement add_seen;
    Statement add_subject;
    Statement put_alias_key;
    Statement add_alias;
    Statement earlier_alias;
    Statement drop_alias;
    Statement end_alias;
    Statement end_alias_key;
    Statement unlinked;
    Statement no_longer_unlinked;
    Statement add_entry;
    Statement add_personal;
    Statement add_fact;
    Statement add_prompt;
    Statement correct_prompt;
    Statement add_answer;
    Statement drop_answer;
    Statement brands_of;

    explicit Statements(Database const& db)
        : find_brand{db.prepare("SELECT id FROM brand WHERE name = ?1")}
        , add_brand{db.prepare("INSERT INTO brand (name) VALUES (?1)")}
        , find_portfolio{db.prepare("SELECT id FROM portfolio WHERE name = ?1")}
        , add_portfolio{db.prepare("INSERT INTO portfolio (name) VALUES (?1)")}
        , epoch{db.prepare("SELECT CAST(value AS INTEGER) FROM installation WHERE key = 'epoch'")}
        , head{db.prepare("SELECT place, hash FROM entry WHERE place BETWEEN ?1 AND ?2 ORDER BY place DESC LIMIT 1")}
        , find_seen{db.prepare("SELECT tag FROM seen WHERE key = ?1")}
        , add_seen{db.prepare("INSERT INTO seen (key, tag, place) VALUES (?1, ?2, ?3)")}
        , add_subject{db.prepare("INSERT INTO subject (portfolio, public_id) VALUES (?1, ?2)")}
        , put_alias_key{db.prepare(
              "INSERT INTO alias_key (key, tag, portfolio, subject) VALUES (?1, ?2, ?3, ?4) "
              "ON CONFLICT (key) DO UPDATE SET subject = excluded.subject, until = NULL, formerly_until = until")}
        , add_alias{db.prepare("INSERT INTO alias (subject, number, key, kind, value, since) VALUES (?1, "
                               "(SELECT coalesce(max(number), 0) + 1 FROM alias WHERE subject = ?1), ?2, ?3, ?4, ?5)")}
        , earlier_alias{db.prepare("UPDATE alias SET since = min(since, ?3) WHERE subject = ?1 AND key = ?2")}
        , drop_alias{db.prepare("DELETE FROM alias WHERE subject = ?1 AND key = ?2")}
        , end_alias{db.prepare("UPDATE alias SET until = ?3 WHERE subject = ?1 AND key = ?2")}
        , end_alias_key{db.prepare("UPDATE alias_key SET until = ?2 WHERE key = ?1")}
        , unlinked{db.prepare(
              "INSERT OR REPLACE INTO unlinked (subject, brand, since) SELECT subject, brand, min(at) FROM fact "
              "WHERE brand IN (SELECT id FROM brand) AND subject = ?1 AND kind IN ('opt_out', 'meta_stop') "
              "AND NOT EXISTS (SELECT 1 FROM alias WHERE alias.subject = ?1 AND kind = 'phone' AND until IS NULL) "
              "GROUP BY subject, brand")}
        , no_longer_unlinked{db.prepare("DELETE FROM unlinked WHERE subject = ?1")}
        , add_entry{db.prepare("INSERT INTO entry (place, subject, fields, who_commitment, said_commitment, hash) "
                               "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")}
        , add_personal{db.prepare(
              "INSERT INTO personal (place, who_salt, who, said_salt, said) VALUES (?1, ?2, ?3, ?4, ?5)")}
        , add_fact{db.prepare("INSERT INTO fact (brand, subject, seq, kind, scope, at, valid_until, authority, "
                              "number, annuls) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")}
        , add_prompt{db.prepare("INSERT INTO prompt (brand, subject, seq, scope, wording, language, asked_at, "
                                "expires_at, message_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")}
        , correct_prompt{db.prepare("UPDATE prompt SET asked_at = ?4, expires_at = ?5 "
                                    "WHERE brand = ?1 AND subject = ?2 AND seq = ?3")}
        , add_answer{db.prepare("INSERT INTO answer (brand, subject, seq, intent, language, at, kept, context_key) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")}
        , drop_answer{db.prepare("DELETE FROM answer WHERE brand = ?1 AND subject = ?2 AND seq = ?3")}
        , brands_of{db.prepare("SELECT name FROM brand WHERE EXISTS (SELECT 1 FROM entry WHERE subject = ?1 "
                               "AND place BETWEEN brand.id << 40 AND (brand.id << 40) + 1099511627775) ORDER BY name")}
    {
    }
};

namespace {

std::optional<Blob> as_blob(std::optional<consent::PrivateKey> const& key)
{
    if (!key)
        return {};
    return Blob{*key};
}

bool is_opt_out(consent::FactKind kind)
{
    return kind == consent::FactKind::opt_out || kind == consent::FactKind::meta_stop;
}

std::int64_t number_of(sqlite3* db, Statement& find, Statement& add, std::string_view name)
{
    if (auto const found = find.first([](Row row) { return row.integer(0); }, name))
        return *found;
    add.run(name);
    return sqlite3_last_insert_rowid(db);
}

}  // namespace

SqliteRecords::SqliteRecords(Database& database)
    : database_{database}
    , rows_{database}
    , entries_{database}
    , statements_{std::make_unique<Statements>(database)}
{
}

SqliteRecords::~SqliteRecords() = default;

void SqliteRecords::forget()
{
    brands_.clear();
    portfolios_.clear();
}

SqliteRecords::Brand& SqliteRecords::brand(std::string_view name)
{
    if (auto const found = brands_.find(name); found != brands_.end())
        return found->second;
    BrandNumber const number = number_of(database_.handle(), statements_->find_brand, statements_->add_brand, name);
    return brands_.emplace(name, Brand{number, {}}).first->second;
}

BrandNumber SqliteRecords::portfolio(std::string_view name)
{
    if (auto const found = portfolios_.find(name); found != portfolios_.end())
        return found->second;
    BrandNumber const number
        = number_of(database_.handle(), statements_->find_portfolio, statements_->add_portfolio, name);
    return portfolios_.emplace(name, number).first->second;
}

SqliteRecords::Slot SqliteRecords::seen_slot(ShortKey const& wanted)
{
    for (std::int64_t key = wanted.key;; key = next_key(key)) {
        auto const tag = statements_->find_seen.first([](Row row) { return row.integer(0); }, key);
        if (!tag || *tag == wanted.tag)
            return {key, tag.has_value()};
    }
}

bool SqliteRecords::seen(consent::PrivateKey const& item) { return seen_slot(short_key(item)).hit; }

void SqliteRecords::mark_seen(consent::PrivateKey const& item, std::string_view brand_name, Seq seq)
{
    ShortKey const wanted = short_key(item);
    Slot const slot = seen_slot(wanted);
    if (!slot.hit)
        statements_->add_seen.run(slot.key, wanted.tag, entry_place(brand(brand_name).number, seq));
}

std::optional<SubjectNumber> SqliteRecords::subject_of(
    std::string_view portfolio_name, consent::PrivateKey const& alias, EventTime at)
{
    return rows_.subject_of(portfolio(portfolio_name), alias, at);
}

SubjectNumber SqliteRecords::add_subject(std::string_view portfolio_name, std::string_view public_id)
{
    statements_->add_subject.run(portfolio(portfolio_name), public_id);
    return sqlite3_last_insert_rowid(database_.handle());
}

void SqliteRecords::add_alias(std::string_view portfolio_name, SubjectNumber subject, consent::PrivateKey const& key,
    consent::Alias const& alias, EventTime since)
{
    BrandNumber const owner = portfolio(portfolio_name);
    AliasHolder const holder = rows_.holder_of(owner, key);
    if (holder.subject == subject) {
        statements_->earlier_alias.run(subject, holder.key, since);
        if (!holder.until || since < *holder.until)
            return;
        statements_->end_alias.run(subject, holder.key, std::optional<EventTime>{});  // It is theirs again.
        statements_->end_alias_key.run(holder.key, std::optional<EventTime>{});
    } else {
        // A name that ended stays with whom it belonged to, as what was said under it does.
        if (holder.subject != 0 && !holder.until)
            statements_->drop_alias.run(holder.subject, holder.key);
        statements_->put_alias_key.run(holder.key, short_key(key).tag, owner, subject);
        statements_->add_alias.run(subject, holder.key, consent::name_of(alias.kind), alias.value, since);
    }
    if (alias.kind == consent::AliasKind::phone)
        statements_->no_longer_unlinked.run(subject);
}

void SqliteRecords::end_alias(std::string_view portfolio_name, consent::PrivateKey const& key, EventTime until)
{
    AliasHolder const holder = rows_.holder_of(portfolio(portfolio_name), key);
    if (holder.subject == 0)
        return;
    statements_->end_alias.run(holder.subject, holder.key, std::optional{until});
    statements_->end_alias_key.run(holder.key, std::optional{until});
    refresh_unlinked(holder.subject);
}

/// In each brand that has heard an opt-out of somebody without a phone number.
void SqliteRecords::refresh_unlinked(SubjectNumber subject)
{
    statements_->no_longer_unlinked.run(subject);
    statements_->unlinked.run(subject);
}

void SqliteRecords::merge(SubjectNumber kept, SubjectNumber gone)
{
    // Rare, so nothing is prepared for it. `fact` and its like are keyed by brand first.
    Database const& db = database_;
    db.prepare("UPDATE alias_key SET subject = ?1 WHERE subject = ?2 "
               "AND key IN (SELECT key FROM alias WHERE subject = ?2)")
        .run(kept, gone);
    db.prepare("UPDATE alias SET subject = ?1, number = number + "
               "(SELECT coalesce(max(number), 0) FROM alias WHERE subject = ?1) WHERE subject = ?2")
        .run(kept, gone);
    db.prepare("UPDATE entry SET subject = ?1 WHERE subject = ?2").run(kept, gone);
    for (char const* const table : {"fact", "prompt", "answer"}) {
        std::string const update = std::string{"UPDATE "} + table
            + " SET subject = ?1 WHERE brand IN (SELECT id FROM brand) AND subject = ?2";
        db.prepare(update).run(kept, gone);
    }
    db.prepare("UPDATE subject SET merged_into = ?1 WHERE id = ?2 OR merged_into = ?2").run(kept, gone);
    statements_->no_longer_unlinked.run(gone);
    refresh_unlinked(kept);
}

std::vector<std::string> SqliteRecords::brands_of(SubjectNumber subject)
{
    return statements_->brands_of.all([](Row row) { return std::string{row.text(0)}; }, subject);
}

consent::Standing SqliteRecords::standing(std::string_view brand_name, SubjectNumber subject)
{
    return rows_.standing(brand(brand_name).number, subject);
}

consent::Head SqliteRecords::head(std::string_view brand_name)
{
    Brand& owner = brand(brand_name);
    if (!owner.head) {
        auto const read = [](Row row) {
            consent::Head head{seq_at(row.integer(0)), {}};
            auto const hash = row.blob(1);
            if (hash.size() != head.hash.size())
                throw StoreError{SQLITE_CORRUPT, "the store is damaged: the end of a ledger cannot be read"};
            std::copy(hash.begin(), hash.end(), head.hash.begin());
            return head;
        };
        owner.head = statements_->head.first(read, entry_place(owner.number, 0), entry_place(owner.number, seq_max))
                         .value_or(consent::Head{});
    }
    return *owner.head;
}

std::int64_t SqliteRecords::version(Seq seq)
{
    if (!epoch_)
        epoch_ = statements_->epoch.first([](Row row) { return row.integer(0); }).value_or(0);
    return (*epoch_ << seq_bits) | seq;
}

void SqliteRecords::append(std::string_view brand_name, SubjectNumber subject, consent::Entry const& entry,
    consent::Consequences const& consequences)
{
    Brand& owner = brand(brand_name);
    if (entry.seq != head(brand_name).seq + 1)
        throw std::logic_error("an entry is not the next of its brand");
    EntryPlace const place = entry_place(owner.number, entry.seq);
    consent::Personal const& personal = entry.personal;
    statements_->add_entry.run(
        place, subject, entry.fields, Blob{entry.who_commitment}, Blob{entry.said_commitment}, Blob{entry.hash});
    statements_->add_personal.run(
        place, Blob{personal.who_salt}, personal.who, Blob{personal.said_salt}, personal.said);
    append_consequences(owner.number, subject, consequences);
    owner.head = consent::Head{entry.seq, entry.hash};
}

void SqliteRecords::append_consequences(
    BrandNumber brand_number, SubjectNumber subject, consent::Consequences const& consequences)
{
    if (auto const& fact = consequences.fact)
        statements_->add_fact.run(brand_number, subject, fact->seq, consent::name_of(fact->kind), fact->scope, fact->at,
            fact->valid_until, consent::name_of(fact->authority), fact->number, fact->annuls);
    if (consequences.fact && is_opt_out(consequences.fact->kind))
        statements_->unlinked.run(subject);
    if (auto const& prompt = consequences.prompt)
        statements_->add_prompt.run(brand_number, subject, prompt->seq, prompt->scope, prompt->wording,
            prompt->language, prompt->asked_at, prompt->expires_at, as_blob(prompt->message_key));
    if (auto const& prompt = consequences.corrected)
        statements_->correct_prompt.run(brand_number, subject, prompt->seq, prompt->asked_at, prompt->expires_at);
    if (auto const& answer = consequences.waiting)
        statements_->add_answer.run(brand_number, subject, answer->seq, consent::name_of(answer->intent),
            answer->language, answer->at, answer->kept, as_blob(answer->context_key));
    if (consequences.answered)
        statements_->drop_answer.run(brand_number, subject, *consequences.answered);
}

consent::Entry SqliteRecords::entry(std::string_view brand_name, Seq seq)
{
    auto found = entries_.entry(entry_place(brand(brand_name).number, seq));
    if (!found)
        throw std::runtime_error("there is no such entry");
    return std::move(*found);
}

}  // namespace consentry::store
