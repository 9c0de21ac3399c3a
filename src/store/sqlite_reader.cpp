#include "store/sqlite_reader.hpp"

#include "consentry/base/clock.hpp"
#include "consentry/consent/event_id.hpp"

namespace consentry::store {
namespace {

using consent::Alias;
using consent::CheckAnswer;
using consent::CheckQuestion;
using consent::Policy;
using consent::Seq;
using consent::SubjectNumber;

/// Whoever asks of a contact means whom it names now.
EventTime today() { return event_time(SystemClock{}.now()); }

consent::Event event_of(consent::Entry const& entry)
{
    Result<consent::Event> event = consent::read_entry(entry);
    if (!event)
        throw StoreError{SQLITE_CORRUPT,
            "the store is damaged: entry " + std::to_string(entry.seq) + " cannot be read: " + event.error().detail};
    return std::move(*event);
}

/// One more than was asked for tells whether there is another page.
consent::EventPage page_of(std::vector<consent::Entry> entries, std::size_t limit)
{
    consent::EventPage page;
    page.more = entries.size() > limit;
    if (page.more)
        entries.resize(limit);
    page.events.reserve(entries.size());
    for (consent::Entry const& entry : entries)
        page.events.push_back(event_of(entry));
    return page;
}

}  // namespace

/// A connection with everything that is prepared on it.
struct SqliteReader::Session {
    Database database;
    StandingRows standings;
    EntryRows entries;
    Statement find_brand;
    Statement find_portfolio;
    Statement last_of_subject;
    Statement unlinked;
    Statement unlinked_count;
    consent::Keyer keys;

    Session(Location const& location, std::string_view suppression_key)
        : database{location, Access::read}
        , standings{database}
        , entries{database}
        , find_brand{database.prepare("SELECT id FROM brand WHERE name = ?1")}
        , find_portfolio{database.prepare("SELECT id FROM portfolio WHERE name = ?1")}
        , last_of_subject{database.prepare(
              "SELECT max(place) FROM entry WHERE subject = ?1 AND place BETWEEN ?2 AND ?3")}
        , unlinked{database.prepare("SELECT subject, public_id, since FROM unlinked JOIN subject ON id = subject "
                                    "WHERE brand = ?1 AND subject > ?2 ORDER BY subject LIMIT ?3")}
        , unlinked_count{database.prepare("SELECT count(*) FROM unlinked WHERE brand = ?1")}
        , keys{suppression_key}
    {
    }

    /// Nothing yet if no unit of this brand was ever kept.
    std::optional<BrandNumber> brand(std::string_view name) { return number(find_brand, name); }

    std::optional<SubjectNumber> subject_of(std::string_view portfolio, Alias const& contact, EventTime at)
    {
        auto const owner = number(find_portfolio, portfolio);
        if (!owner)
            return {};
        return standings.subject_of(*owner, keys.of_alias(portfolio, contact), at);
    }

    std::vector<consent::Fact> facts_left(
        BrandNumber brand_number, std::string_view portfolio, Alias const& contact, EventTime at)
    {
        auto const owner = number(find_portfolio, portfolio);
        if (!owner || contact.kind != consent::AliasKind::phone)
            return {};  // A user id is never somebody else's.
        return standings.facts_left(brand_number, *owner, keys.of_alias(portfolio, contact), at);
    }

    CheckAnswer answer(
        Policy const& policy, std::optional<BrandNumber> brand_number, CheckQuestion const& asked, EventTime now)
    {
        std::vector<consent::Fact> facts;
        auto const subject = subject_of(policy.portfolio, asked.contact, now);
        if (subject && brand_number)
            facts = standings.facts(*brand_number, *subject);
        consent::Permission found = consent::permission(*asked.scope, facts, asked.question, now);
        // A no stays with the number that it was said under: whoever has it next has said nothing, and a list of the
        // business may still have it as the one who moved. To answer who writes from there now is another matter.
        std::vector<consent::Fact> left;
        if (brand_number && found.state == consent::State::unknown && !asked.question.reply) {
            left = facts_left(*brand_number, policy.portfolio, asked.contact, now);
            consent::Permission const before = consent::permission(*asked.scope, left, asked.question, now);
            if (consent::is_denial(before.state))
                found = before;
        }
        CheckAnswer result;
        result.allowed = found.allowed;
        result.state = found.state;
        result.reason = found.reason;
        if (found.basis) {
            result.since = found.basis->at;
            if (auto const entry = entries.entry(entry_place(*brand_number, found.basis->seq)))
                result.event = consent::event_id(entry->fields);
        }
        return result;
    }

private:
    static std::optional<std::int64_t> number(Statement& find, std::string_view name)
    {
        return find.first([](Row row) { return row.integer(0); }, name);
    }
};

SqliteReader::SqliteReader(Location location, std::string suppression_key, std::size_t connections)
    : sessions_{connections, [location = std::move(location), key = std::move(suppression_key)] {
                    return std::make_unique<Session>(location, key);
                }}
{
}

SqliteReader::~SqliteReader() = default;

std::vector<CheckAnswer> SqliteReader::check(
    Policy const& policy, std::span<CheckQuestion const> questions, EventTime now)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const brand = session->brand(policy.brand);
    std::vector<CheckAnswer> answers;
    answers.reserve(questions.size());
    for (CheckQuestion const& question : questions)
        answers.push_back(session->answer(policy, brand, question, now));
    return answers;
}

std::optional<consent::SubjectView> SqliteReader::subject(Policy const& policy, Alias const& contact)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const subject = session->subject_of(policy.portfolio, contact, today());
    if (!subject)
        return {};
    // Known to another brand of the portfolio only: there are names, and nothing else.
    BrandNumber const brand = session->brand(policy.brand).value_or(0);
    consent::SubjectView view;
    view.standing = session->standings.standing(brand, *subject);
    auto const last = session->last_of_subject.first(
        [](Row row) { return row.integer(0); }, *subject, entry_place(brand, 0), entry_place(brand, seq_max));
    if (auto const entry = session->entries.entry(last.value_or(0)))
        view.last_event = event_of(*entry).recorded_at;
    return view;
}

consent::EventPage SqliteReader::history(Policy const& policy, Alias const& contact, Seq after, std::size_t limit)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const subject = session->subject_of(policy.portfolio, contact, today());
    auto const brand = session->brand(policy.brand);
    if (!subject || !brand)
        return {};
    return page_of(session->entries.of_subject(*brand, *subject, after, limit + 1), limit);
}

consent::EventPage SqliteReader::events(std::string_view brand_name, Seq after, std::size_t limit)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const brand = session->brand(brand_name);
    if (!brand)
        return {};
    return page_of(session->entries.after(*brand, after, limit + 1), limit);
}

std::optional<consent::Event> SqliteReader::event(std::string_view brand_name, std::string_view id)
{
    auto const seq = consent::seq_of_event(id);
    if (!seq || *seq > seq_max)
        return {};
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const brand = session->brand(brand_name);
    if (!brand)
        return {};
    auto const entry = session->entries.entry(entry_place(*brand, *seq));
    if (!entry || consent::event_id(entry->fields) != id)
        return {};
    return event_of(*entry);
}

consent::UnlinkedPage SqliteReader::unlinked(std::string_view brand, SubjectNumber after, std::size_t limit)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    consent::UnlinkedPage page;
    auto const owner = session->brand(brand);
    if (!owner)
        return page;
    page.subjects = session->unlinked.all(
        [](Row row) { return consent::Unlinked{row.integer(0), std::string{row.text(1)}, {}, row.time(2)}; }, *owner,
        after, static_cast<std::int64_t>(limit) + 1);
    page.more = page.subjects.size() > limit;
    if (page.more)
        page.subjects.pop_back();
    for (consent::Unlinked& subject : page.subjects)
        subject.aliases = session->standings.aliases(subject.number);
    return page;
}

std::int64_t SqliteReader::unlinked_count(std::string_view brand)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const owner = session->brand(brand);
    if (!owner)
        return 0;
    return session->unlinked_count.first([](Row row) { return row.integer(0); }, *owner).value_or(0);
}

}  // namespace consentry::store
