#include "store/verify_erasures.hpp"

#include <algorithm>

namespace consentry::store {

using consent::Event;
using consent::EventType;

VerifyErasures::VerifyErasures(Verifying& verifying)
    : verifying_{verifying}
    , rows_{verifying.database}
    , erasure_{verifying.database.prepare("SELECT at, purged FROM erasure WHERE subject = ?1")}
    , names_set_aside_{verifying.database.prepare("SELECT kind, value FROM erasure_name WHERE subject = ?1")}
    , any_name_{verifying.database.prepare("SELECT 1 FROM alias WHERE subject = ?1 LIMIT 1")}
    , any_unlinked_{verifying.database.prepare("SELECT 1 FROM unlinked WHERE subject = ?1 LIMIT 1")}
    , any_name_set_aside_{verifying.database.prepare("SELECT 1 FROM erasure_name WHERE subject = ?1 LIMIT 1")}
    , any_personal_{verifying.database.prepare(
          "SELECT 1 FROM entry JOIN personal USING (place) WHERE entry.subject = ?1 LIMIT 1")}
{
}

bool VerifyErasures::tells_one(SubjectEvents const& events)
{
    return std::ranges::any_of(events, [](auto const& of_brand) {
        return std::ranges::any_of(of_brand.second, [](Event const& event) { return event.type == EventType::erased; });
    });
}

void VerifyErasures::see(VerifiedSubject const& subject, SubjectEvents const& events)
{
    if (any(any_name_, subject) || any(any_unlinked_, subject))
        problem(subject, "was erased and still has names");
    std::optional<EventTime> erased_at;
    for (auto const& [brand, of_brand] : events) {
        for (Event const& event : of_brand) {
            if (event.type != EventType::erased)
                continue;
            erased_at = event.timestamp;
            for (std::string const& name : event.suppressed)
                see_suppressed(subject, name, event.timestamp);
        }
        if (!of_brand.empty() && of_brand.back().type != EventType::erased)
            problem(subject, "was erased and has entries that are not older");
    }
    see_row(subject, *erased_at);
    see_names_set_aside(subject, events);
}

void VerifyErasures::see_row(VerifiedSubject const& subject, EventTime erased_at)
{
    bool purged = false;
    auto const told = erasure_.first(
        [&](Row row) {
            purged = !row.is_null(1);
            return row.time(0);
        },
        subject.number);
    if (told != erased_at)
        problem(subject, "was erased, and the table erasure tells something else");
    if (purged && (any(any_personal_, subject) || any(any_name_set_aside_, subject)))
        problem(subject, "was purged, and something personal is left of it");
}

void VerifyErasures::see_suppressed(VerifiedSubject const& subject, std::string const& name, EventTime erased_at)
{
    consent::PrivateKey const key = consent::private_key_of(name).value();
    auto const found = rows_.holder_of(subject.portfolio, key).erased;
    if (!found || *found < erased_at)
        problem(subject, "a name of it is suppressed no more");
    EventTime& latest = verifying_.suppressed[{subject.portfolio, short_key(key).tag}];
    latest = std::max(latest, erased_at);
}

/// Until it is purged: those that its entries tell.
void VerifyErasures::see_names_set_aside(VerifiedSubject const& subject, SubjectEvents const& events)
{
    std::set<consent::Alias> told;
    for (auto const& [brand, of_brand] : events) {
        for (Event const& event : of_brand) {
            told.insert({consent::AliasKind::phone, event.wa_id});
            told.insert({consent::AliasKind::phone, event.former_wa_id});
            told.insert({consent::AliasKind::user_id, event.user_id});
            told.insert({consent::AliasKind::parent_user_id, event.parent_user_id});
        }
    }
    bool purging = told.size() <= 3;  // Nothing but empty names: what is personal of it is gone already.
    names_set_aside_.each(
        [&](Row row) {
            auto const kind = consent::alias_kind_of(row.text(0));
            if (!purging && (!kind || !told.contains({*kind, std::string{row.text(1)}})))
                problem(subject, "was erased, and a name that is set aside for that is not its own");
        },
        subject.number);
}

bool VerifyErasures::any(Statement& of_subject, VerifiedSubject const& subject)
{
    return of_subject.first([](Row) { return true; }, subject.number).value_or(false);
}

void VerifyErasures::problem(VerifiedSubject const& subject, std::string_view sentence)
{
    verifying_.findings.of_subject(subject.public_id, sentence);
}

}  // namespace consentry::store
