#include "store/reader_session.hpp"

#include "consentry/consent/variants.hpp"

#include <algorithm>

namespace consentry::store {

using consent::Alias;
using consent::CheckAnswer;
using consent::CheckQuestion;
using consent::Matched;
using consent::Policy;
using consent::SubjectNumber;

namespace {

CheckAnswer answer_of(consent::Permission const& found, Matched matched)
{
    CheckAnswer result;
    result.allowed = found.allowed;
    result.state = found.state;
    result.reason = found.reason;
    result.matched = matched;
    if (found.basis) {
        result.since = found.basis->at;
        result.event = found.basis->event;
    }
    return result;
}

/// Whether the holder of one spelling of a line came to it after somebody else had it under the other: then nobody
/// but those had it at that time.
bool is_later(consent::Holder const& holder, AliasHolder const& other_spelling,
    std::optional<consent::Holder> const& other, EventTime at)
{
    if (!other)
        return !holder.until && other_spelling.formerly_until && at < *other_spelling.formerly_until;
    return holder.subject != other->subject && other->until && (!holder.until || *other->until < *holder.until);
}

}  // namespace

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

Meant SqliteReader::Session::meant(std::string_view portfolio, Alias const& contact, EventTime at)
{
    Meant found;
    auto const owner = this->portfolio(portfolio);
    if (!owner)
        return found;
    found.portfolio = *owner;
    std::vector<std::optional<consent::Holder>> holders;
    for (Alias const& spelling : consent::spellings_of(contact)) {
        auto const& row = found.spellings.emplace_back(standings.holder_of(*owner, keys.of_alias(portfolio, spelling)));
        holders.push_back(standings.holder_at(row, at));
    }
    for (std::size_t i = 0; i < holders.size(); ++i) {
        bool const came_later
            = holders.size() == 2 && holders[i] && is_later(*holders[i], found.spellings[1 - i], holders[1 - i], at);
        if (!holders[i] || came_later || std::ranges::find(found.subjects, holders[i]->subject) != found.subjects.end())
            continue;
        if (found.subjects.empty())
            found.matched = i == 0 ? Matched::exact : Matched::variant;
        found.subjects.push_back(holders[i]->subject);
    }
    return found;
}

std::optional<EventTime> Meant::erased() const
{
    std::optional<EventTime> last;
    for (AliasHolder const& spelling : spellings)
        last = std::max(last, spelling.erased);
    return last;
}

std::vector<consent::Fact> SqliteReader::Session::facts_left(
    Policy const& policy, BrandNumber brand_number, Meant const& meant, Alias const& contact, EventTime at)
{
    std::vector<AliasHolder> spellings = meant.spellings;
    if (!consent::is_phone(contact)) {
        std::vector<Alias> names;
        for (SubjectNumber const subject : meant.subjects)
            std::ranges::move(standings.aliases(subject), std::back_inserter(names));
        spellings.clear();
        for (Alias const& spelling : consent::phone_spellings_of(names))
            spellings.push_back(standings.holder_of(meant.portfolio, keys.of_alias(policy.portfolio, spelling)));
    }
    std::vector<consent::Fact> left;
    for (AliasHolder const& spelling : spellings)
        std::ranges::move(standings.facts_left(brand_number, spelling, at, meant.subjects), std::back_inserter(left));
    return left;
}

void SqliteReader::Session::add_others(Policy const& policy, BrandNumber brand_number, Meant const& meant,
    Alias const& contact, EventTime at, consent::Standing& standing)
{
    standing.left_behind = facts_left(policy, brand_number, meant, contact, at);
    standing.shared = shared_denials(policy, brand_number, meant, contact, at);
}

std::vector<consent::Fact> SqliteReader::Session::shared_denials(
    Policy const& policy, BrandNumber brand_number, Meant const& meant, Alias const& contact, EventTime at)
{
    std::vector<consent::Fact> denials;
    if (!consent::may_share_denials(contact))
        return denials;
    std::vector<Alias> names{contact};
    for (SubjectNumber const subject : meant.subjects)
        std::ranges::move(standings.aliases(subject), std::back_inserter(names));
    for (Alias const& other : consent::sharing_denials(names)) {
        auto const holder = standings.holder_at(meant.portfolio, keys.of_alias(policy.portfolio, other), at);
        if (holder && std::ranges::find(meant.subjects, holder->subject) == meant.subjects.end())
            std::ranges::move(consent::standing_denials(policy, standings.facts(brand_number, holder->subject), at),
                std::back_inserter(denials));
    }
    return denials;
}

std::optional<EventTime> SqliteReader::Session::erased(Meant const& meant)
{
    std::optional<EventTime> last = meant.erased();
    for (SubjectNumber const subject : meant.subjects)
        last = std::max(last, standings.erased(subject));
    return last;
}

std::optional<EventTime> SqliteReader::Session::erased_near(
    std::string_view portfolio_name, Meant const& meant, Alias const& contact)
{
    std::optional<EventTime> last;
    for (Alias const& other : consent::sharing_denials({&contact, 1}))
        last = std::max(last, standings.holder_of(meant.portfolio, keys.of_alias(portfolio_name, other)).erased);
    return last;
}

CheckAnswer SqliteReader::Session::answer(
    Policy const& policy, std::optional<BrandNumber> brand_number, CheckQuestion const& asked, EventTime now)
{
    consent::Question question = asked.question;
    question.confirmed_only = asked.scope->asks_twice({&asked.contact, 1});
    Meant const found = meant(policy.portfolio, asked.contact, now);
    if (!brand_number) {  // It has heard nothing yet; a brand that shares its people may have.
        consent::Permission const permission = consent::permission(*asked.scope, {}, question, now);
        return of_the_erased(policy, found, permission, asked).value_or(answer_of(permission, Matched::exact));
    }
    std::vector<consent::Fact> facts;
    for (SubjectNumber const subject : found.subjects)
        std::ranges::move(standings.facts(*brand_number, subject), std::back_inserter(facts));
    auto const own = std::ssize(facts);
    std::ranges::move(shared_denials(policy, *brand_number, found, asked.contact, now), std::back_inserter(facts));
    consent::Permission const permission = consent::permission(*asked.scope, facts, question, now);
    std::span<consent::Fact const> const theirs = std::span{facts}.first(static_cast<std::size_t>(own));
    if (consent::yields_to_former_holders(permission, theirs, asked.scope->name, asked.question)) {
        auto const left = facts_left(policy, *brand_number, found, asked.contact, now);
        consent::Permission const before = consent::permission(*asked.scope, left, question, now);
        if (consent::is_denial(before.state))
            return answer_of(before, found.matched);
    }
    if (auto answer = of_the_erased(policy, found, permission, asked))
        return *answer;
    bool const is_shared = permission.basis && permission.basis - facts.data() >= own;
    return answer_of(permission, is_shared ? Matched::shared : found.matched);
}

/// Looked for only where it decides: most who are asked about have said something, or are strangers.
std::optional<CheckAnswer> SqliteReader::Session::of_the_erased(
    Policy const& policy, Meant const& found, consent::Permission const& permission, CheckQuestion const& asked)
{
    if (!consent::yields_to_erasure(permission, asked.question, !found.subjects.empty()))
        return {};
    Matched matched = found.matched;
    auto at = erased(found);
    if (!at) {
        matched = Matched::shared;
        at = erased_near(policy.portfolio, found, asked.contact);
    }
    if (!at)
        return {};
    CheckAnswer answer = answer_of(consent::permission_of_the_erased(), matched);
    answer.since = at;
    return answer;
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
