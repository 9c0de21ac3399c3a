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
    auto const look = [&](Alias const& spelling) {
        found.spellings.push_back(standings.holder_of(*owner, keys.of_alias(portfolio, spelling)));
        return standings.holder_at(found.spellings.back(), at);
    };
    auto exact = look(contact);
    std::optional<consent::Holder> by_other;
    if (auto const other = consent::other_spelling(contact)) {
        by_other = look(*other);
        keep_who_had_it(found.spellings, exact, by_other, at);
    }
    if (exact)
        found.subjects.push_back(exact->subject);
    if (by_other && (!exact || by_other->subject != exact->subject))
        found.subjects.push_back(by_other->subject);
    if (!exact && by_other)
        found.matched = Matched::variant;
    return found;
}

/// Whoever came to the line under one spelling after somebody else had it under the other, had it under neither then.
void SqliteReader::Session::keep_who_had_it(std::span<AliasHolder const> spellings,
    std::optional<consent::Holder>& exact, std::optional<consent::Holder>& by_other, EventTime at)
{
    if (exact && by_other && exact->subject != by_other->subject) {
        if (ends_first(*exact, *by_other))
            by_other.reset();
        else if (ends_first(*by_other, *exact))
            exact.reset();
    } else if (exact && !by_other && !exact->until && standings.end_of_unknown_holder(spellings[1], at)) {
        exact.reset();
    } else if (by_other && !exact && !by_other->until && standings.end_of_unknown_holder(spellings[0], at)) {
        by_other.reset();
    }
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
    std::vector<consent::Fact> left;
    auto const add = [&](AliasHolder const& spelling) {
        std::ranges::move(standings.facts_left(brand_number, spelling, at, meant.subjects), std::back_inserter(left));
    };
    if (consent::is_phone(contact)) {
        std::ranges::for_each(meant.spellings, add);
        return left;
    }
    std::vector<Alias> names;
    for (SubjectNumber const subject : meant.subjects)
        std::ranges::move(standings.aliases(subject), std::back_inserter(names));
    for (Alias const& spelling : consent::phone_spellings_of(names))
        add(standings.holder_of(meant.portfolio, keys.of_alias(policy.portfolio, spelling)));
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

consent::Standing SqliteReader::Session::standing(
    consent::Policy const& policy, BrandNumber brand_number, consent::SubjectNumber subject, EventTime now)
{
    consent::Standing standing = standings.standing(brand_number, subject);
    auto const number = std::ranges::find(standing.aliases, consent::AliasKind::phone, &consent::Alias::kind);
    if (number == standing.aliases.end())
        return standing;
    consent::Alias const contact = *number;
    Meant const found = meant(policy.portfolio, contact, now);
    add_others(policy, brand_number, found, contact, now, standing);
    standing.erased = std::max(erased(found), erased_near(policy.portfolio, found, contact));
    return standing;
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
