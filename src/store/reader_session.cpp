#include "store/reader_session.hpp"

namespace consentry::store {

using consent::Alias;
using consent::CheckAnswer;
using consent::CheckQuestion;
using consent::Policy;
using consent::SubjectNumber;

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

std::optional<SubjectNumber> SqliteReader::Session::subject_of(
    std::string_view portfolio, Alias const& contact, EventTime at)
{
    auto const owner = this->portfolio(portfolio);
    if (!owner)
        return {};
    return standings.subject_of(*owner, keys.of_alias(portfolio, contact), at);
}

std::vector<consent::Fact> SqliteReader::Session::facts_left(
    BrandNumber brand_number, std::string_view portfolio, Alias const& contact, EventTime at)
{
    auto const owner = this->portfolio(portfolio);
    if (!owner || contact.kind != consent::AliasKind::phone)
        return {};  // A user id is never somebody else's.
    return standings.facts_left(brand_number, *owner, keys.of_alias(portfolio, contact), at);
}

CheckAnswer SqliteReader::Session::answer(
    Policy const& policy, std::optional<BrandNumber> brand_number, CheckQuestion const& asked, EventTime now)
{
    std::vector<consent::Fact> facts;
    auto const subject = subject_of(policy.portfolio, asked.contact, now);
    if (subject && brand_number)
        facts = standings.facts(*brand_number, *subject);
    consent::Question question = asked.question;
    question.confirmed_only = asked.scope->asks_twice({&asked.contact, 1});
    consent::Permission found = consent::permission(*asked.scope, facts, question, now);
    // A no stays with the number that it was said under: whoever has it next has said nothing, and a list of the
    // business may still have it as the one who moved. To answer who writes from there now is another matter.
    std::vector<consent::Fact> left;
    if (brand_number && found.state == consent::State::unknown && !asked.question.reply) {
        left = facts_left(*brand_number, policy.portfolio, asked.contact, now);
        consent::Permission const before = consent::permission(*asked.scope, left, question, now);
        if (consent::is_denial(before.state))
            found = before;
    }
    CheckAnswer result;
    result.allowed = found.allowed;
    result.state = found.state;
    result.reason = found.reason;
    if (found.basis) {
        result.since = found.basis->at;
        result.event = entries.event_id(entry_place(*brand_number, found.basis->seq));
    }
    return result;
}

Glance::Glance(Database const& database, Statement& begin, Statement& end)
    : database_{database}
    , end_{end}
{
    begin.run();
}

Glance::~Glance()
{
    try {
        end_.run();
    } catch (StoreError const&) {
        // After some errors SQLite has rolled back already; else it does so here.
        if (database_.in_transaction())
            sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

}  // namespace consentry::store
