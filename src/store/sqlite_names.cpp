// Whose a name is, and from when until when.
#include "store/record_statements.hpp"
#include "store/sqlite_records.hpp"

namespace consentry::store {

using consent::SubjectNumber;

std::optional<consent::Holder> SqliteRecords::holder_of(
    std::string_view portfolio_name, consent::PrivateKey const& alias, EventTime at)
{
    return rows_.holder_at(portfolio(portfolio_name), alias, at);
}

void SqliteRecords::add_alias(std::string_view portfolio_name, SubjectNumber subject, consent::PrivateKey const& key,
    consent::Alias const& alias, EventTime since, std::optional<EventTime> until)
{
    BrandNumber const owner = portfolio(portfolio_name);
    AliasHolder const holder = rows_.holder_of(owner, key);
    bool const had_it_before = holder.subject != 0 && until && (!holder.until || *until < *holder.until);
    if (had_it_before)
        return add_former(holder, subject, alias, since, *until);
    if (holder.subject == subject) {
        statements_->earlier_alias.run(subject, holder.key, since, holder.until);
        if (!holder.until || since < *holder.until)
            return;
        statements_->end_alias.run(subject, holder.key, until, holder.until);  // It is theirs again.
        statements_->end_alias_key.run(holder.key, until);
    } else {
        // A name that ended stays with whom it belonged to, as what was said under it does.
        if (holder.subject != 0 && !holder.until)
            statements_->drop_alias.run(holder.subject, holder.key);
        statements_->put_alias_key.run(holder.key, short_key(key).tag, owner, subject, until);
        statements_->add_alias.run(subject, holder.key, consent::name_of(alias.kind), alias.value, since, until);
    }
    if (alias.kind == consent::AliasKind::phone && !until)
        statements_->no_longer_unlinked.run(subject);
}

/// Of a name that has another holder by now, or the same once more.
void SqliteRecords::add_former(
    AliasHolder const& holder, SubjectNumber subject, consent::Alias const& alias, EventTime since, EventTime until)
{
    if (statements_->later_end.run(subject, holder.key, since, until) == 0)
        statements_->add_alias.run(
            subject, holder.key, consent::name_of(alias.kind), alias.value, since, std::optional{until});
    bool const is_one_stretch = holder.subject == subject && holder.until;
    if (!is_one_stretch)
        statements_->formerly.run(holder.key, until);
}

void SqliteRecords::end_alias(std::string_view portfolio_name, consent::PrivateKey const& key, EventTime until)
{
    AliasHolder const holder = rows_.holder_of(portfolio(portfolio_name), key);
    if (holder.subject == 0)
        return;
    statements_->end_alias.run(holder.subject, holder.key, std::optional{until}, holder.until);
    statements_->end_alias_key.run(holder.key, std::optional{until});
    refresh_unlinked(holder.subject);
}

void SqliteRecords::begin_alias(std::string_view portfolio_name, consent::PrivateKey const& key, EventTime since)
{
    statements_->formerly.run(rows_.holder_of(portfolio(portfolio_name), key).key, since);
}

std::optional<EventTime> SqliteRecords::end_of_unknown_holder(
    std::string_view portfolio_name, consent::PrivateKey const& alias, EventTime at)
{
    return rows_.end_of_unknown_holder(rows_.holder_of(portfolio(portfolio_name), alias), at);
}

/// In each brand that has heard an opt-out of somebody without a phone number.
void SqliteRecords::refresh_unlinked(SubjectNumber subject)
{
    statements_->no_longer_unlinked.run(subject);
    statements_->unlinked.run(subject);
}

}  // namespace consentry::store
