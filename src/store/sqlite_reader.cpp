#include "store/sqlite_reader.hpp"

#include "store/reader_session.hpp"

#include "consentry/base/clock.hpp"
#include "consentry/consent/decide.hpp"
#include "consentry/consent/event_id.hpp"
#include "consentry/consent/variants.hpp"

#include <algorithm>
#include <map>
#include <set>

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

}  // namespace

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
    Glance const glance = session->glance();
    auto const brand = session->brand(policy.brand);
    std::vector<CheckAnswer> answers;
    answers.reserve(questions.size());
    for (CheckQuestion const& question : questions)
        answers.push_back(session->answer(policy, brand, question, now));
    return answers;
}

std::vector<consent::Weighed> SqliteReader::weigh(
    Policy const& policy, std::span<consent::Record const> records, Instant now)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    BrandNumber const brand = session->brand(policy.brand).value_or(0);
    // Who is known goes by one number under whichever name; who is not, by the name.
    std::map<std::pair<SubjectNumber, Alias>, consent::Standing> standings;
    std::vector<consent::Weighed> weighed;
    weighed.reserve(records.size());
    for (consent::Record const& record : records) {
        EventTime const at = record.occurred_at.value_or(event_time(now));
        Meant const meant = session->meant(policy.portfolio, record.contact, at);
        bool const is_known = !meant.subjects.empty();
        Alias const name = std::min(record.contact, consent::other_spelling(record.contact).value_or(record.contact));
        auto const [found, is_new]
            = standings.try_emplace({is_known ? meant.subjects.front() : 0, is_known ? Alias{} : name});
        if (is_new && is_known)
            found->second = session->standings.standing(brand, meant.subjects.front());
        session->add_others(policy, brand, meant, record.contact, event_time(now), found->second);
        found->second.erased = meant.erased();
        if (record.opted_in)
            found->second.erased
                = std::max(meant.erased(), session->erased_near(policy.portfolio, meant, record.contact));
        weighed.push_back(consent::weigh(policy, found->second, record, now));
    }
    return weighed;
}

std::optional<consent::SubjectView> SqliteReader::subject(Policy const& policy, Alias const& contact)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    EventTime const now = today();
    Meant const meant = session->meant(policy.portfolio, contact, now);
    if (meant.subjects.empty())
        return {};
    SubjectNumber const subject = meant.subjects.front();
    // Known to another brand of the portfolio only: there are names, and nothing else.
    BrandNumber const brand = session->brand(policy.brand).value_or(0);
    consent::SubjectView view;
    view.matched = meant.matched;
    view.standing = session->standings.standing(brand, subject);
    session->add_others(policy, brand, meant, contact, now, view.standing);
    view.standing.erased = std::max(session->erased(meant), session->erased_near(policy.portfolio, meant, contact));
    auto const last = session->last_of_subject.first(
        [](Row row) { return row.integer(0); }, subject, entry_place(brand, 0), entry_place(brand, seq_max));
    if (auto const entry = session->entries.entry(last.value_or(0)))
        view.last_event = event_of(*entry).recorded_at;
    return view;
}

consent::EventPage SqliteReader::history(Policy const& policy, Alias const& contact, Seq after, std::size_t limit)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    Meant const meant = session->meant(policy.portfolio, contact, today());
    auto const brand = session->brand(policy.brand);
    if (meant.subjects.empty() || !brand)
        return {};
    return page_of(session->entries.of_subject(*brand, meant.subjects.front(), after, limit + 1), limit);
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

std::vector<consent::KnownPerson> SqliteReader::people(
    Policy const& policy, SubjectNumber after, std::size_t limit, EventTime now)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    std::vector<consent::KnownPerson> people;
    auto const brand = session->brand(policy.brand);
    if (!brand)
        return people;
    auto const subjects
        = session->people.all([](Row row) { return row.integer(0); }, *brand, after, static_cast<std::int64_t>(limit));
    for (SubjectNumber const subject : subjects) {
        consent::KnownPerson& person = people.emplace_back();
        person.standing = session->standing(policy, *brand, subject, now);
        std::vector<consent::Fact> const facts = person.standing.considered();
        std::set<Seq> bases;
        for (consent::Scope const& scope : policy.scopes) {
            consent::Question question;
            question.confirmed_only = scope.asks_twice(person.standing.aliases);
            if (auto const* const basis = consent::permission(scope, person.standing, facts, question, now).basis)
                bases.insert(basis->seq);
        }
        for (Seq const seq : bases) {
            if (auto const entry = session->entries.entry(entry_place(*brand, seq)))
                person.bases.push_back(event_of(*entry));
        }
    }
    return people;
}

std::vector<consent::BrakeView> SqliteReader::brakes(std::string_view brand)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const owner = session->brand(brand);
    auto brakes = owner ? session->brakes.all(*owner) : std::vector<consent::BrakeView>{};
    // Earlier builds counted some sources apart; nothing is counted there any more.
    std::erase_if(
        brakes, [](consent::BrakeView const& view) { return consent::counted_as(view.source) != view.source; });
    return brakes;
}

}  // namespace consentry::store
