#include "store/sqlite_records.hpp"

#include "consentry/base/json.hpp"
#include "store/record_statements.hpp"

#include <stdexcept>

namespace consentry::store {

using consent::Seq;
using consent::SubjectNumber;

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

/// Of one second the more careful wins: a hold over consent, a denial over a hold.
EventTime settles_until(consent::Fact const& fact)
{
    bool const is_denial = fact.kind == consent::FactKind::opt_out || fact.kind == consent::FactKind::decline;
    return is_denial ? fact.at : fact.at - std::chrono::seconds{1};
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
    , brakes_{database}
    , brake_writing_{database}
    , statements_{std::make_unique<Statements>(database)}
{
}

SqliteRecords::~SqliteRecords() = default;

void SqliteRecords::forget()
{
    brands_.clear();
    portfolios_.clear();
    wordings_.clear();
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

SubjectNumber SqliteRecords::add_subject(std::string_view portfolio_name, std::string_view public_id)
{
    statements_->add_subject.run(portfolio(portfolio_name), public_id);
    return sqlite3_last_insert_rowid(database_.handle());
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
    for (char const* const table : {"fact", "prompt", "answer", "hold"}) {
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

bool SqliteRecords::holds_message(std::string_view brand_name, SubjectNumber subject, std::string_view message_id)
{
    JsonWriter member;
    member.open().put("message_id", message_id).close();
    std::string const told{member.str().substr(1, member.str().size() - 2)};
    BrandNumber const owner = brand(brand_name).number;
    return database_
        .prepare("SELECT 1 FROM entry JOIN personal USING (place) WHERE entry.subject = ?1 AND place BETWEEN ?2 AND ?3 "
                 "AND instr(personal.who, ?4) > 0 AND instr(entry.fields, '\"type\":\"subject.') = 0 "
                 "AND instr(entry.fields, '\"type\":\"consent.prompted\"') = 0 "
                 "AND instr(entry.fields, '\"type\":\"consent.violated\"') = 0 LIMIT 1")
        .first([](Row) { return true; }, subject, entry_place(owner, 0), entry_place(owner, seq_max),
            std::string_view{told})
        .has_value();
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
            fact->valid_until, consent::name_of(fact->authority), fact->number, fact->annuls, fact->wording,
            fact->asked_at, std::int64_t{fact->confirmed}, fact->event);
    if (consequences.fact)
        queue_holds(brand_number, subject, *consequences.fact);
    if (consequences.fact && is_opt_out(consequences.fact->kind))
        statements_->unlinked.run(subject);
    if (auto const& prompt = consequences.prompt)
        statements_->add_prompt.run(brand_number, subject, prompt->seq, prompt->scope, prompt->wording,
            prompt->language, prompt->asked_at, prompt->expires_at, as_blob(prompt->message_key));
    if (auto const& reception = consequences.reception)
        statements_->count.run(brand_number, reception->scope, reception->wording, consent::name_of(reception->type));
    if (auto const& prompt = consequences.corrected)
        statements_->correct_prompt.run(brand_number, subject, prompt->seq, prompt->asked_at, prompt->expires_at);
    if (auto const& answer = consequences.waiting)
        statements_->add_answer.run(brand_number, subject, answer->seq, consent::name_of(answer->intent),
            answer->language, answer->at, answer->kept, as_blob(answer->context_key));
    if (consequences.answered)
        statements_->drop_answer.run(brand_number, subject, *consequences.answered);
}

/// A hold waits for a person until the subject speaks clearly or somebody settles it. Whether it still decides anything
/// is folded anew when the queue is read, so a row too many does no harm.
void SqliteRecords::queue_holds(BrandNumber brand_number, SubjectNumber subject, consent::Fact const& fact)
{
    if (fact.kind == consent::FactKind::hold) {
        statements_->add_hold.run(brand_number, fact.seq, subject);
        return;
    }
    // Holds that were settled by what is taken back wait again.
    if (fact.kind == consent::FactKind::annulment)
        statements_->requeue_holds.run(brand_number, subject);
    // Most who speak clearly have nothing waiting, and to look is less than to look for what would be deleted.
    bool const settles = fact.authority != consent::Authority::business || fact.kind == consent::FactKind::annulment;
    if (settles && statements_->any_hold.first([](Row) { return true; }, subject))
        statements_->settle_holds.run(brand_number, subject, fact.scope, fact.annuls, settles_until(fact));
}

std::optional<SubjectNumber> SqliteRecords::owner(std::string_view brand_name, Seq seq)
{
    return statements_->owner.first(
        [](Row row) { return SubjectNumber{row.integer(0)}; }, entry_place(brand(brand_name).number, seq));
}

consent::Entry SqliteRecords::entry(std::string_view brand_name, Seq seq)
{
    auto found = entries_.entry(entry_place(brand(brand_name).number, seq));
    if (!found)
        throw std::runtime_error("there is no such entry");
    return std::move(*found);
}

void SqliteRecords::drop_words(std::string_view brand_name, Seq seq)
{
    database_.prepare("UPDATE personal SET said_salt = x'', said = '' WHERE place = ?1")
        .run(entry_place(brand(brand_name).number, seq));
}

std::vector<consent::Fact> SqliteRecords::facts_left(std::string_view brand_name, std::string_view portfolio_name,
    consent::PrivateKey const& alias, EventTime at, std::span<SubjectNumber const> present)
{
    return rows_.facts_left(brand(brand_name).number, rows_.holder_of(portfolio(portfolio_name), alias), at, present);
}

consent::Brake SqliteRecords::brake(std::string_view brand_name, consent::Source source, consent::Direction direction)
{
    return brakes_.brake(brand(brand_name).number, source, direction);
}

void SqliteRecords::set_brake(
    std::string_view brand_name, consent::Source source, consent::Direction direction, consent::Brake const& brake)
{
    brake_writing_.set(brand(brand_name).number, source, direction, brake);
}

std::int64_t SqliteRecords::subjects(std::string_view portfolio_name)
{
    return brake_writing_.subjects(portfolio(portfolio_name));
}

void SqliteRecords::keep_wording(consent::Wording const& wording)
{
    Digest const digest = consent::digest_of(wording);
    if (!wordings_.insert(digest).second)
        return;
    database_
        .prepare("INSERT OR IGNORE INTO wording (digest, scope, version, language, text) VALUES (?1, ?2, ?3, ?4, ?5)")
        .run(Blob{digest}, wording.scope, wording.version, wording.language, wording.text);
}

}  // namespace consentry::store
