#include "store/sqlite_worklists.hpp"

#include "store/reader_session.hpp"

#include <algorithm>

namespace consentry::store {
namespace {

using consent::Seq;
using consent::SubjectNumber;

/// A transaction looks at no more than this, so that no writer's log is held back for long.
constexpr std::int64_t looked_at_most = 2'000;

struct Queued {
    Seq seq = 0;
    SubjectNumber subject = 0;
};

}  // namespace

struct SqliteWorklists::Session {
    Database database;
    StandingRows standings;
    EntryRows entries;
    Statement find_brand;
    Statement holds;
    Statement granted;
    Statement tallies;
    Statement ended;
    Statement round;

    explicit Session(Location const& location)
        : database{location, Access::read}
        , standings{database}
        , entries{database}
        , find_brand{database.prepare("SELECT id FROM brand WHERE name = ?1")}
        , holds{database.prepare("SELECT seq, subject FROM hold WHERE brand = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3")}
        , granted{database.prepare(
              "SELECT DISTINCT subject FROM fact WHERE brand = ?1 AND scope = ?2 AND kind = 'grant' "
              "AND subject > ?3 ORDER BY subject LIMIT ?4")}
        , tallies{database.prepare(
              "SELECT scope, wording, type, count FROM tally WHERE brand = ?1 ORDER BY scope, wording")}
        , ended{database.prepare(
              "SELECT seq, valid_until FROM fact WHERE brand = ?1 AND valid_until > ?2 AND valid_until <= "
              "min(?3, coalesce((SELECT valid_until FROM fact WHERE brand = ?1 AND valid_until > ?2 "
              "ORDER BY valid_until LIMIT 1 OFFSET ?4), ?3)) ORDER BY valid_until, seq")}
        , round{database.prepare(
              "SELECT value FROM round WHERE brand = (SELECT id FROM brand WHERE name = ?1) AND name = ?2")}
    {
    }

    std::optional<BrandNumber> brand(std::string_view name)
    {
        return find_brand.first([](Row row) { return row.integer(0); }, name);
    }

    std::vector<Queued> queued(BrandNumber number, Seq after, std::int64_t limit)
    {
        return holds.all([](Row row) { return Queued{row.integer(0), row.integer(1)}; }, number, after, limit);
    }

    /// Whether anything still rests on the hold.
    bool decides(BrandNumber number, Queued const& hold, EventTime now)
    {
        std::vector<consent::Fact> const facts = standings.facts(number, hold.subject);
        auto const fact = std::ranges::find(facts, hold.seq, &consent::Fact::seq);
        if (fact == facts.end())
            return false;
        consent::Verdict const verdict = consent::fold(facts, fact->scope, now);
        return verdict.basis != nullptr && verdict.basis->seq == hold.seq;
    }

    std::optional<consent::Event> event(BrandNumber number, Seq seq)
    {
        auto const entry = entries.entry(entry_place(number, seq));
        return entry ? std::optional{event_of(*entry)} : std::nullopt;
    }

    std::optional<consent::Renewal> renewal(
        BrandNumber number, SubjectNumber subject, consent::RenewalQuestion const& question, EventTime now)
    {
        consent::Standing standing;
        standing.facts = standings.facts(number, subject);
        standing.aliases = standings.aliases(subject);
        auto const found
            = consent::permission(*question.scope, standing.facts, question_about(*question.scope, standing), now);
        auto const why = consent::renewal_reason(found, now, question.within);
        if (!why)
            return {};
        auto const entry = entries.entry(entry_place(number, found.basis->seq));
        return consent::Renewal{subject, standings.public_id(subject), std::move(standing.aliases),
            found.basis->wording, found.basis->at, found.valid_until, *why,
            entry ? std::string{consent::event_id(entry->fields)} : std::string{}};
    }
};

SqliteWorklists::SqliteWorklists(Location location, std::size_t connections)
    : sessions_{connections, [location = std::move(location)] { return std::make_unique<Session>(location); }}
{
}

SqliteWorklists::~SqliteWorklists() = default;

consent::HoldPage SqliteWorklists::holds(std::string_view brand, Seq after, std::size_t limit, EventTime now)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    consent::HoldPage page{{}, after, false};
    auto const number = session->brand(brand);
    if (!number)
        return page;
    auto const queued = session->queued(*number, after, looked_at_most);
    page.more = std::ssize(queued) == looked_at_most;
    for (Queued const& hold : queued) {
        if (page.holds.size() == limit) {
            page.more = true;
            break;
        }
        page.next = hold.seq;
        if (!session->decides(*number, hold, now))
            continue;
        if (auto event = session->event(*number, hold.seq))
            page.holds.push_back({std::move(*event), session->standings.aliases(hold.subject)});
    }
    return page;
}

consent::HoldFigures SqliteWorklists::hold_figures(std::string_view brand, EventTime now)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    consent::HoldFigures figures;
    auto const number = session->brand(brand);
    if (!number)
        return figures;
    for (Queued const& hold : session->queued(*number, 0, looked_at_most)) {
        if (!session->decides(*number, hold, now))
            continue;
        ++figures.count;
        if (figures.oldest)
            continue;
        if (auto const event = session->event(*number, hold.seq))
            figures.oldest = event->recorded_at;
    }
    return figures;
}

consent::RenewalPage SqliteWorklists::renewals(
    consent::Policy const& policy, consent::RenewalQuestion const& question, EventTime now)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    consent::RenewalPage page{{}, question.after, false};
    auto const number = session->brand(policy.brand);
    if (!number)
        return page;
    auto const subjects = session->granted.all([](Row row) { return SubjectNumber{row.integer(0)}; }, *number,
        question.scope->name, question.after, looked_at_most);
    page.more = std::ssize(subjects) == looked_at_most;
    for (SubjectNumber const subject : subjects) {
        if (page.renewals.size() == question.limit) {
            page.more = true;
            break;
        }
        page.next = subject;
        if (auto renewal = session->renewal(*number, subject, question, now))
            page.renewals.push_back(std::move(*renewal));
    }
    return page;
}

std::vector<consent::ReceptionFigures> SqliteWorklists::receptions(std::string_view brand)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    std::vector<consent::ReceptionFigures> figures;
    auto const number = session->brand(brand);
    if (!number)
        return figures;
    session->tallies.each(
        [&](Row row) {
            std::string const scope{row.text(0)};
            std::string const wording{row.text(1)};
            if (figures.empty() || figures.back().scope != scope || figures.back().wording != wording)
                figures.push_back({.scope = scope, .wording = wording});
            consent::ReceptionFigures& one = figures.back();
            switch (consent::event_type_of(row.text(2)).value_or(consent::EventType::unmatched)) {
            case consent::EventType::prompted: one.asked = row.integer(3); break;
            case consent::EventType::opted_in: one.opted_in = row.integer(3); break;
            case consent::EventType::declined: one.declined = row.integer(3); break;
            case consent::EventType::opted_out: one.opted_out = row.integer(3); break;
            default: break;
            }
        },
        *number);
    return figures;
}

std::vector<consent::EndedGrant> SqliteWorklists::ended(
    std::string_view brand, EventTime after, EventTime until, std::size_t limit)
{
    auto const session = sessions_.lease();
    Transaction const transaction{session->database, Transaction::Kind::read};
    auto const number = session->brand(brand);
    if (!number)
        return {};
    return session->ended.all([](Row row) { return consent::EndedGrant{row.integer(0), row.time(1)}; }, *number, after,
        until, static_cast<std::int64_t>(limit) - 1);
}

std::string SqliteWorklists::round(std::string_view brand, std::string_view name)
{
    auto const session = sessions_.lease();
    return session->round.first([](Row row) { return std::string{row.text(0)}; }, brand, name).value_or("");
}

}  // namespace consentry::store
