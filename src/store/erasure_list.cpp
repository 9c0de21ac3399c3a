#include "store/erasure_list.hpp"

#include "consentry/consent/apply.hpp"
#include "store/files.hpp"
#include "store/sqlite_records.hpp"
#include "store/transaction.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace consentry::store {
namespace {

std::filesystem::path list_of(std::filesystem::path const& store) { return store.string() + ".erasures"; }

/// One line: `2026-11-26T05:15:00Z demo sub_… 0123…,4567…`.
struct Listed {
    EventTime at;
    std::string portfolio;
    std::string subject;
    std::vector<consent::PrivateKey> names;
};

std::optional<Listed> read_line(std::string const& line)
{
    std::istringstream words{line};
    std::string at;
    std::string names;
    Listed listed;
    words >> at >> listed.portfolio >> listed.subject >> names;
    auto const time = parse_rfc3339(at);
    if (!words || !time)
        return {};  // A crash has cut it off.
    listed.at = event_time(*time);
    std::istringstream all{names};
    for (std::string name; std::getline(all, name, ',');) {
        if (auto const key = consent::private_key_of(name))
            listed.names.push_back(*key);
    }
    return listed;
}

std::vector<Listed> read_list(std::filesystem::path const& path)
{
    std::vector<Listed> all;
    std::ifstream file{path};
    for (std::string line; std::getline(file, line);) {
        if (auto listed = read_line(line))
            all.push_back(std::move(*listed));
    }
    return all;
}

std::string line_of(Row row)
{
    consent::Entry entry;
    entry.fields = row.text(2);
    Result<consent::Event> const event = consent::read_entry(entry);
    if (!event)
        throw StoreError{SQLITE_CORRUPT, "the store is damaged: an erasure cannot be read: " + event.error().detail};
    std::string line = rfc3339(row.time(3)) + ' ' + std::string{row.text(1)} + ' ' + std::string{row.text(0)} + ' ';
    for (std::string const& name : event->suppressed)
        line.append(name).append(",");
    line.back() = '\n';
    return line;
}

/// Whoever has the name now, and had it then.
std::optional<consent::Alias> name_of(Database const& database, AliasHolder const& holder, EventTime at)
{
    if (holder.subject == 0 || holder.until || (holder.erased && *holder.erased >= at))
        return {};
    return database.prepare("SELECT kind, value FROM alias WHERE subject = ?1 AND key = ?2 AND since <= ?3")
        .first(
            [](Row row) {
                return consent::Alias{
                    consent::alias_kind_of(row.text(0)).value_or(consent::AliasKind::phone), std::string{row.text(1)}};
            },
            holder.subject, holder.key, at);
}

class Again {
public:
    Again(Database& database, std::string_view suppression_key)
        : database_{database}
        , rows_{database}
        , records_{database}
        , context_{random_, suppression_key}
    {
    }

    /// Returns whether anybody was erased.
    bool operator()(Listed const& listed)
    {
        auto const portfolio = database_.prepare("SELECT id FROM portfolio WHERE name = ?1")
                                   .first([](Row row) { return row.integer(0); }, std::string_view{listed.portfolio});
        bool any = false;
        for (consent::PrivateKey const& key : listed.names) {
            AliasHolder const holder = rows_.holder_of(portfolio.value_or(0), key);
            if (auto const name = name_of(database_, holder, listed.at)) {
                erase(listed, *name, holder.subject);
                any = true;
            }
        }
        return any;
    }

private:
    /// The brands of that time are not known here: who restores may act for all of them.
    void erase(Listed const& listed, consent::Alias const& name, consent::SubjectNumber subject)
    {
        consent::Policy policy;
        policy.portfolio = listed.portfolio;
        consent::Erase erase;
        erase.contact = name;
        erase.brands = records_.brands_of(subject);
        erase.source = consent::Source::system;
        erase.reason = "erased once more after a backup was restored";
        policy.brand = erase.brands.front();
        consent::Outcome const outcome = consent::apply(
            records_, {std::make_shared<consent::Policy const>(policy), {}, std::move(erase)}, listed.at, context_);
        if (outcome.refused)
            throw std::runtime_error{outcome.refused->detail};
    }

    Database& database_;
    StandingRows rows_;
    SqliteRecords records_;
    SystemRandom random_;
    consent::ApplyContext context_;
};

}  // namespace

ErasureList::ErasureList(std::filesystem::path const& store)
    : path_{list_of(store)}
{
}

void ErasureList::complete(Database& database)
{
    if (!was_read_) {
        for (Listed const& listed : read_list(path_))
            listed_.insert(listed.subject);
        was_read_ = true;
    }
    std::string lines;
    std::set<std::string> added;
    database
        .prepare("SELECT public_id, portfolio.name, (SELECT fields FROM entry WHERE entry.subject = erasure.subject "
                 "AND json_extract(fields, '$.type') = 'subject.erased' LIMIT 1), at FROM erasure "
                 "JOIN subject ON subject.id = erasure.subject JOIN portfolio ON portfolio.id = subject.portfolio "
                 "ORDER BY erasure.subject")
        .each([&](Row row) {
            std::string const subject{row.text(0)};
            if (!listed_.contains(subject) && added.insert(subject).second)
                lines += line_of(row);
        });
    if (lines.empty())
        return;
    AppendedFile{path_}.append('\n' + lines);  // What a crash has cut off ends here.
    listed_.merge(added);
}

int erase_again(Database& database, std::filesystem::path const& store, std::string_view suppression_key)
{
    int erased = 0;
    Transaction transaction{database, Transaction::Kind::write};
    {
        Again again{database, suppression_key};
        for (Listed const& listed : read_list(list_of(store)))
            erased += again(listed) ? 1 : 0;
    }
    transaction.commit();
    return erased;
}

}  // namespace consentry::store
