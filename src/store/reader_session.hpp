#pragma once

#include "consentry/consent/apply.hpp"
#include "store/brake_rows.hpp"
#include "store/sqlite_reader.hpp"

#include <map>

namespace consentry::store {

/// The event that an entry holds. Throws StoreError if it cannot be read.
consent::Event event_of(consent::Entry const& entry);

/// One more than was asked for tells whether there is another page.
consent::EventPage page_of(std::vector<consent::Entry> entries, std::size_t limit);

/// A read transaction for what is asked thousands of times a second: nothing of it is parsed anew.
class Glance {
public:
    Glance(Database const& database, Statement& begin, Statement& end);
    Glance(Glance const&) = delete;
    Glance& operator=(Glance const&) = delete;
    ~Glance();

private:
    Database const& database_;
    Statement& end_;
};

/// Whom a contact means, and by what.
struct Meant {
    BrandNumber portfolio = 0;
    std::vector<AliasHolder> spellings{};            ///< Of the same line, the one asked for first.
    std::vector<consent::SubjectNumber> subjects{};  ///< Two where nobody has found out yet that they are one.
    consent::Matched matched = consent::Matched::exact;

    /// When who had the name, in any spelling of it, was erased the last time.
    std::optional<EventTime> erased() const;
};

/// A connection with everything that is prepared on it.
struct SqliteReader::Session {
    Database database;
    StandingRows standings;
    EntryRows entries;
    BrakeRows brakes;
    Statement begin;
    Statement end;
    Statement find_brand;
    Statement find_portfolio;
    Statement last_of_subject;
    Statement people;
    Statement people_before;
    Statement unlinked;
    Statement unlinked_count;
    consent::Keyer keys;

    Session(Location const& location, std::string_view suppression_key)
        : database{location, Access::read}
        , standings{database}
        , entries{database}
        , brakes{database}
        , begin{database.prepare("BEGIN")}
        , end{database.prepare("COMMIT")}
        , find_brand{database.prepare("SELECT id FROM brand WHERE name = ?1")}
        , find_portfolio{database.prepare("SELECT id FROM portfolio WHERE name = ?1")}
        , last_of_subject{database.prepare(
              "SELECT max(place) FROM entry WHERE subject = ?1 AND place BETWEEN ?2 AND ?3")}
        , people{database.prepare(
              "SELECT DISTINCT subject FROM fact WHERE brand = ?1 AND subject > ?2 ORDER BY subject LIMIT ?3")}
        , people_before{database.prepare("SELECT DISTINCT subject FROM fact WHERE brand = ?1 AND subject > ?2 AND "
                                         "seq <= ?4 ORDER BY subject LIMIT ?3")}
        , unlinked{database.prepare("SELECT subject, public_id, since FROM unlinked JOIN subject ON id = subject "
                                    "WHERE brand = ?1 AND subject > ?2 ORDER BY subject LIMIT ?3")}
        , unlinked_count{database.prepare("SELECT count(*) FROM unlinked WHERE brand = ?1")}
        , keys{suppression_key}
    {
    }

    /// For as long as it lives everything is read as it stands at one moment.
    Glance glance() { return {database, begin, end}; }

    /// Nothing yet if no unit of this brand was ever kept.
    std::optional<BrandNumber> brand(std::string_view name) { return number(find_brand, brands_, name); }
    std::optional<BrandNumber> portfolio(std::string_view name) { return number(find_portfolio, portfolios_, name); }

    /// As it is spelt, or else under another spelling of the same line.
    Meant meant(std::string_view portfolio, consent::Alias const& contact, EventTime at);

    /// What was said under the contact by those who have it no more; of a user id, under each number of who has it.
    std::vector<consent::Fact> facts_left(consent::Policy const& policy, BrandNumber brand_number, Meant const& meant,
        consent::Alias const& contact, EventTime at);

    /// What others said that counts for whoever has the contact: filled into what is known of them.
    void add_others(consent::Policy const& policy, BrandNumber brand_number, Meant const& meant,
        consent::Alias const& contact, EventTime at, consent::Standing& standing);

    /// What is denied under numbers that may be the same line as one of the contact's.
    std::vector<consent::Fact> shared_denials(consent::Policy const& policy, BrandNumber brand_number,
        Meant const& meant, consent::Alias const& contact, EventTime at);

    /// All that counts for a subject, as a check of their number would find it.
    consent::Standing standing(
        consent::Policy const& policy, BrandNumber brand_number, consent::SubjectNumber subject, EventTime now);

    /// When who had the contact, or another name of whom it means, was erased the last time.
    std::optional<EventTime> erased(Meant const& meant);
    /// When somebody was erased whose denials would be shared: what they denied nobody knows any more.
    std::optional<EventTime> erased_near(
        std::string_view portfolio_name, Meant const& meant, consent::Alias const& contact);

    consent::CheckAnswer answer(consent::Policy const& policy, std::optional<BrandNumber> brand_number,
        consent::CheckQuestion const& asked, EventTime now);

private:
    void keep_who_had_it(std::span<AliasHolder const> spellings, std::optional<consent::Holder>& exact,
        std::optional<consent::Holder>& by_other, EventTime at);
    std::optional<consent::CheckAnswer> of_the_erased(consent::Policy const& policy, Meant const& found,
        consent::Permission const& permission, consent::CheckQuestion const& asked);

    using Numbers = std::map<std::string, std::int64_t, std::less<>>;

    /// Once a name has a number it keeps it, so it is looked up once.
    static std::optional<std::int64_t> number(Statement& find, Numbers& known, std::string_view name)
    {
        if (auto const found = known.find(name); found != known.end())
            return found->second;
        auto const number = find.first([](Row row) { return row.integer(0); }, name);
        if (number)
            known.emplace(name, *number);
        return number;
    }

    Numbers brands_;
    Numbers portfolios_;
};

}  // namespace consentry::store
